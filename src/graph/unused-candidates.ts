import type { InstalledPackages } from "./installed-packages.js";
import { reach } from "./reach.js";

/** "@" or "a-" would name too many. */
const MINIMUM_PREFIX = 4;

/** Packages that no handler imports, until something is found that may load them. */
export class UnusedCandidates {
  /** Ids of those that something may load, with all that they ask for. */
  readonly possible = new Set<string>();
  readonly #installed: InstalledPackages;
  readonly #isTool: (packageName: string) => boolean;
  readonly #names: ReadonlyMap<string, string>;
  readonly #left = new Set<string>();
  readonly #byName = new Map<string, Set<string>>();

  /** `isTool` tells packages that no other package loads by a name that is handed on. */
  constructor(
    installed: InstalledPackages,
    loaded: ReadonlySet<string>,
    isTool: (packageName: string) => boolean,
  ) {
    this.#installed = installed;
    this.#isTool = isTool;
    this.#names = new Map(installed.names());
    for (const [id, name] of this.#names) {
      if (loaded.has(id)) continue;
      this.#left.add(id);
      this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(id));
    }
  }

  get isEmpty(): boolean {
    return this.#left.size === 0;
  }

  has(id: string): boolean {
    return this.#left.has(id);
  }

  idsOf(name: string): Iterable<string> {
    return this.#byName.get(name) ?? [];
  }

  /** Those that a package asks for. */
  askedBy(id: string): readonly string[] {
    return this.#installed.askedBy(id).filter((asked) => this.#left.has(asked));
  }

  /** Packages with all unused ones that they ask for. */
  withUnused(ids: readonly string[]): ReadonlySet<string> {
    return reach(ids, (id) => this.askedBy(id));
  }

  /**
   * A file names a package: the one that it sees, or else, for whoever it hands the name to, all of that name.
   * Of tools only the user's own code means what it says.
   */
  name(name: string, from: string, isOwn = false): void {
    const ids = this.#byName.get(name);
    if (ids === undefined || (!isOwn && this.#isTool(name))) return;
    const seen = this.#installed.packageFrom(from, name);
    this.use(seen === null ? [...ids] : ids.has(seen) ? [seen] : []);
  }

  /** A file names the beginning of packages' names ("@img/sharp-"). */
  namePrefix(prefix: string, from: string): void {
    if (prefix.length < MINIMUM_PREFIX || prefix.startsWith(".")) return;
    for (const name of [...this.#byName.keys()]) if (name.startsWith(prefix)) this.name(name, from);
  }

  /** They may be loaded, and what they ask for, tools apart. */
  use(ids: readonly string[]): void {
    for (const id of reach(ids, (one) => this.askedBy(one).filter((asked) => !this.isTool(asked)))) {
      if (!this.#left.delete(id)) continue;
      this.possible.add(id);
      const name = this.#names.get(id) ?? "";
      const same = this.#byName.get(name);
      same?.delete(id);
      if (same?.size === 0) this.#byName.delete(name);
    }
  }

  isTool(id: string): boolean {
    return this.#isTool(this.#names.get(id) ?? "");
  }
}
