import { builtinModules } from "node:module";
import { readQuietly } from "../artifact/read-quietly.js";
import { InstalledPackages } from "./installed-packages.js";
import { commandWords, computedStarts, literalsOf, looksBeside } from "./literals.js";
import type { PackageUse, UsedArtifact } from "./package-use.js";
import { Resolver } from "./resolve.js";
import { folderOf, join } from "./resolve-paths.js";
import { scanFile } from "./scan-file.js";
import { UnusedCandidates } from "./unused-candidates.js";

const SCRIPT = /(?<!\.d)\.[cm]?[jt]sx?$/;
const SETTINGS = /\.(?:json|ya?ml|toml|sh)$|^bootstrap$/;
const MAXIMUM_TEXT_BYTES = 32 * 1024 * 1024;
const MAXIMUM_SETTINGS_BYTES = 64 * 1024;
const MAXIMUM_SETTINGS = 200;
const MAXIMUM_SCRIPTS_OF_ENGINE = 50;
/** Of the file that says so; a tool that has an engine's whole code bundled in is larger. */
const MAXIMUM_ENGINE_BYTES = 200_000;
const BUILTIN = new Set(builtinModules);
/** "@img/sharp-linux-x64", "@msgpackr-extract/msgpackr-extract-darwin-arm64". */
const PLATFORM =
  /[-/](?:linux|linuxmusl|darwin|win32|windows|freebsd|android)[-_]?(?:x64|x86_64|amd64|arm64|aarch64|arm|ia32|universal)/;
/** What one may find out to be unused is at least that share of what has to be read for it. */
const WORTH_READING = 10;

/** Looks for what may load packages that no handler imports. */
export class PackageSearch implements PackageUse {
  readonly loaded = new Set<string>();
  readonly files = new Set<string>();
  isCertain: boolean;
  readonly #used: UsedArtifact;
  readonly #installed: InstalledPackages;
  readonly #resolver: Resolver;
  /** Files that compute what they import. */
  readonly #computing = new Set<string>();
  /** Files that were looked into for names. */
  readonly #searched = new Set<string>();
  readonly #unused: UnusedCandidates;
  readonly #besides = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(used: UsedArtifact) {
    this.#used = used;
    const { artifact, graph, manifests, links } = used;
    this.#installed = new InstalledPackages(artifact, manifests, links);
    this.#resolver = new Resolver(artifact, links, manifests);
    this.isCertain = (graph.problems ?? []).length === 0;
    for (const { path, packageId } of graph.modules) {
      if (packageId !== null) this.loaded.add(packageId);
      if (artifact.files.has(path)) this.files.add(path);
    }
    for (const path of graph.dynamicRequires?.keys() ?? []) this.#computing.add(path);
    this.#unused = new UnusedCandidates(this.#installed, this.loaded, used.isTool);
  }

  get possible(): ReadonlySet<string> {
    return this.#unused.possible;
  }

  async run(): Promise<void> {
    if (this.#unused.isEmpty) return;
    this.#useOfPlatforms();
    await this.#follow(this.#scriptsOf("").filter((path) => /\.[cm]?js$/.test(path)));
    await this.#searchSettings();
    // What becomes possible may lead to more.
    for (let before = -1; before !== this.#searched.size && !this.#unused.isEmpty; ) {
      before = this.#searched.size;
      for (const path of this.#mayName()) {
        if (this.#searched.has(path)) continue;
        this.#searched.add(path);
        await this.#searchScript(path);
      }
    }
  }

  /** The user's own scripts, those that compute a name, and those of a package that asks for an unused one. */
  #mayName(): string[] {
    this.#useWhatIsSmall();
    const asking = new Set([...this.loaded, ...this.possible].filter((id) => this.#asksForUnused(id)));
    const loaded = [...this.files].filter((path) => {
      if (this.#searched.has(path) || !SCRIPT.test(path)) return false;
      if (this.#computing.has(path)) return true;
      const owner = this.#installed.ownerOf(path);
      return owner === "" || (owner !== null && asking.has(owner));
    });
    return [
      ...loaded,
      ...[...this.possible].filter((id) => asking.has(id)).flatMap((id) => this.#scriptsOf(id)),
    ];
  }

  /** Of a package for many platforms one loads its own by a name that is put together somewhere, often elsewhere. */
  #useOfPlatforms(): void {
    for (const id of this.loaded) {
      const asked = this.#unused.askedBy(id).filter((one) => PLATFORM.test(one));
      if (asked.length > 0) this.#unused.use(asked);
    }
  }

  /** A large package isn't read for a small one that it may name. */
  #useWhatIsSmall(): void {
    const read = new Map<string, number>();
    for (const path of this.files) {
      if (this.#searched.has(path) || this.#computing.has(path)) continue;
      const owner = this.#installed.ownerOf(path);
      if (owner === null || owner === "" || !this.#asksForUnused(owner)) continue;
      read.set(owner, (read.get(owner) ?? 0) + (this.#used.artifact.files.get(path)?.bytes ?? 0));
    }
    for (const [id, bytes] of read) {
      const asked = this.#unused.askedBy(id);
      let weight = 0;
      for (const one of this.#unused.withUnused(asked)) weight += this.#used.bytes.get(one) ?? 0;
      if (weight * WORTH_READING < bytes) this.#unused.use(asked.filter((one) => !this.#unused.isTool(one)));
    }
  }

  #asksForUnused(id: string): boolean {
    return this.#unused.askedBy(id).length > 0;
  }

  #scriptsOf(id: string): string[] {
    const { isForDevelopment } = this.#used;
    const start = id === "" ? 0 : id.length + 1;
    return this.#installed
      .filesOf(id)
      .filter((path) => SCRIPT.test(path) && !isForDevelopment(path.slice(start), id === ""));
  }

  async #searchScript(path: string): Promise<void> {
    const text = await this.#read(path);
    const owner = this.#installed.ownerOf(path);
    if (text === null || owner === null) return;
    const computes = this.#computing.has(path);
    const isRelated = owner === "" || this.#asksForUnused(owner);
    const besides = isRelated && looksBeside(text) ? this.#byBaseName(owner) : null;
    for (const literal of literalsOf(text)) {
      this.#name(literal, path, owner === "");
      if (owner === "") await this.#nameEnding(literal, path);
      if (computes && /[-/]$/.test(literal)) this.#unused.namePrefix(literal, path);
      if (besides !== null) await this.#follow(besides.get(baseName(literal)) ?? []);
    }
    if (owner === "" && text.includes("child_process"))
      for (const word of commandWords(text)) this.#name(word, path, true);
    if (computes) await this.#followComputed(text, path, owner, isRelated);
  }

  /** A computed path may lead to any script below where it starts. */
  async #followComputed(text: string, path: string, owner: string, isRelated: boolean): Promise<void> {
    for (const start of computedStarts(text)) {
      if (owner === "" && start.kind === "unknown") this.isCertain = false;
      if (!isRelated || owner === "") continue;
      const below =
        start.kind === "text" && start.text.startsWith(".") ? join(folderOf(path), `${start.text}x`) : null;
      if (start.kind === "text" && below === null) continue;
      const folder = below === null ? "" : below.slice(0, -1);
      await this.#follow(this.#scriptsOf(owner).filter((file) => file.startsWith(folder)));
    }
  }

  /** A view engine is named by the ending of a view, a transport by a line of JSON. */
  async #searchSettings(): Promise<void> {
    const own = this.#installed.filesOf("");
    for (const path of own) await this.#nameEnding(path, path);
    const { artifact, isForDevelopment } = this.#used;
    const settings = own.filter(
      (path) =>
        SETTINGS.test(path) &&
        path !== "package.json" &&
        !isForDevelopment(path, true) &&
        (artifact.files.get(path)?.bytes ?? 0) <= MAXIMUM_SETTINGS_BYTES,
    );
    for (const path of settings.slice(0, MAXIMUM_SETTINGS)) {
      for (const [word] of ((await this.#read(path)) ?? "").matchAll(/[@\w][\w@./-]{0,200}/g))
        this.#name(word, path);
    }
  }

  /** A file says this text: is it the name of a package, or a path in one? */
  #name(text: string, from: string, isOwn = false): void {
    if (BUILTIN.has(text)) return;
    const at = text.lastIndexOf("node_modules/");
    const parts = text.slice(at === -1 ? 0 : at + "node_modules/".length).split("/");
    if (parts[0] === ".bin") parts.shift();
    const name = parts[0]?.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
    if (name !== undefined) this.#unused.name(name, from, isOwn);
  }

  /** Express loads the view engine that a view's ending names ("page.pug"); engines export `__express` for it. */
  async #nameEnding(text: string, from: string): Promise<void> {
    const ending = text.slice(text.lastIndexOf(".") + 1);
    for (const id of this.#unused.idsOf(ending)) {
      for (const path of this.#scriptsOf(id).slice(0, MAXIMUM_SCRIPTS_OF_ENGINE))
        if ((await this.#read(path, MAXIMUM_ENGINE_BYTES))?.includes("__express") === true)
          return this.#unused.name(ending, from);
    }
  }

  /** Takes scripts and all that they import. */
  async #follow(paths: readonly string[]): Promise<void> {
    const { artifact } = this.#used;
    const pending = paths.filter((path) => !this.files.has(path));
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      if (this.files.has(path)) continue;
      this.files.add(path);
      const owner = this.#installed.ownerOf(path);
      if (owner !== null && this.#unused.has(owner)) this.#unused.use([owner]);
      const scan = await scanFile(artifact, path, this.#resolver, () => {});
      if (scan.dynamicRequires > 0) this.#computing.add(path);
      for (const { specifier, syntax } of scan.imports) {
        const found = await this.#resolver.resolve(specifier, path, syntax);
        if (typeof found !== "string") pending.push(found.path);
      }
    }
  }

  #byBaseName(id: string): ReadonlyMap<string, readonly string[]> {
    const known = this.#besides.get(id);
    if (known !== undefined) return known;
    const files = new Map<string, string[]>();
    for (const path of this.#scriptsOf(id)) {
      for (const name of new Set([baseName(path), baseName(path).replace(SCRIPT, "")]))
        files.set(name, [...(files.get(name) ?? []), path]);
    }
    this.#besides.set(id, files);
    return files;
  }

  async #read(path: string, maximumBytes = MAXIMUM_TEXT_BYTES): Promise<string | null> {
    return (await readQuietly(this.#used.artifact, path, maximumBytes))?.toString("utf8") ?? null;
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
