import * as v from "valibot";
import type { Cache } from "../cache/cache.js";
import { hashOf, noteAnswer, recordingNow } from "../cache/disk.js";
import { parseNoted } from "../cache/parse-noted.js";
import { stillHolds, Trace } from "../cache/trace.js";
import { codeModelShape } from "./code-model-shape.js";
import type { Followed } from "./engine.js";
import type { RequestedHandler } from "./handlers/handler-request.js";
import type { PackageWeigher } from "./imports/import-weight.js";
import { type Component, filesOf } from "./project/components.js";
import type { FirstPartyResolver } from "./project/module-resolution.js";
import type { SourceSet } from "./project/source-set.js";

const COMPONENT = "component";
const PACKAGES = "packages of components";

const shape = v.object({
  /** Absolute paths and hashes of the texts. */
  files: v.array(v.tuple([v.string(), v.nullable(v.string())])),
  /** By file what was asked of the resolver, and its answers. */
  imports: v.array(v.tuple([v.string(), v.array(v.tuple([v.string(), v.nullable(v.string())]))])),
  patterns: v.array(v.tuple([v.string(), v.array(v.tuple([v.string(), v.array(v.string())]))])),
  followed: v.object({
    ...v.omit(codeModelShape, ["suppressions", "imports"]).entries,
    imports: v.array(v.object({ ...codeModelShape.entries.imports.item.entries, isAllWeighed: v.boolean() })),
  }),
  /** What was read of packages, by the name that it is kept under; null: nothing. */
  packages: v.nullable(v.string()),
});
type Kept = v.InferOutput<typeof shape>;

interface New extends Omit<Kept, "packages" | "followed"> {
  readonly key: unknown;
  readonly followed: Omit<Followed, "isComplete">;
  readonly isWeighed: boolean;
}

export interface KeptComponentsInput {
  readonly cache: Cache;
  /** What results hang on besides the files (JSON). */
  readonly settings: unknown;
  readonly files: SourceSet;
  readonly resolver: FirstPartyResolver;
  readonly requested: ReadonlyMap<string, readonly RequestedHandler[]>;
}

/**
 * What following each component came to in an earlier run: given again while its files' texts, what their imports lead
 * to, and the packages that were weighed are the same.
 */
export class KeptComponents {
  readonly #input: KeptComponentsInput;
  readonly #hashes = new Map<string, string | null>();
  readonly #new: New[] = [];
  /** What was read of packages. All components share it, as they share what was read for the one before. */
  readonly #read = new Trace();
  readonly #unchanged = new Map<string, boolean>();
  #isWeighed = false;

  constructor(input: KeptComponentsInput) {
    this.#input = input;
  }

  /** The same weigher, watched: the one that all that is kept has to use. */
  watched(weigher: PackageWeigher): PackageWeigher {
    const watch = <T>(ask: () => T): T => {
      this.#isWeighed = true;
      return recordingNow(this.#read, ask);
    };
    return {
      filesOf: (imports, towards) => watch(() => weigher.filesOf(imports, towards)),
      has: (one) => watch(() => weigher.has(one)),
    };
  }

  recall(component: Component): Followed | null {
    const kept = this.#input.cache.recall(COMPONENT, this.#keyOf(component));
    if (!v.is(shape, kept) || !this.#isSame(kept, component)) return null;
    return { ...kept.followed, isComplete: true };
  }

  /** To be told of each component right after it was followed. */
  note(component: Component, { isComplete, ...followed }: Followed): void {
    const { resolver } = this.#input;
    const isWeighed = this.#isWeighed;
    this.#isWeighed = false;
    if (!isComplete) return;
    const files = [...filesOf(component)];
    this.#new.push({
      key: this.#keyOf(component),
      files: files.map((file) => [file, this.#hashOf(file)]),
      imports: files.map((file) => [file, resolver.askedFrom(file)]),
      patterns: files.map((file) => [file, resolver.patternsFrom(file)]),
      followed,
      isWeighed,
    });
  }

  /** Keeps what was noted. */
  keep(): void {
    const { cache } = this.#input;
    const { noted } = this.#read;
    const name = hashOf(JSON.stringify(noted?.map(([question, path, answer]) => [question, path, answer])));
    if (noted !== null && this.#new.some((one) => one.isWeighed)) cache.keep(PACKAGES, name, noted);
    for (const { key, isWeighed, ...one } of this.#new) {
      if (noted !== null || !isWeighed)
        cache.keep(COMPONENT, key, { ...one, packages: isWeighed ? name : null });
    }
    this.#new.length = 0;
  }

  #keyOf(component: Component): unknown {
    const { requested, settings, files } = this.#input;
    const handlers = [...component.keys()].map((file) => [
      file,
      files.display(file),
      requested.get(file) ?? [],
    ]);
    return { settings, handlers };
  }

  #isSame({ files, imports, patterns, packages }: Kept, component: Component): boolean {
    const { resolver } = this.#input;
    const now = [...filesOf(component)];
    return (
      now.length === files.length &&
      files.every(([file, hash], index) => file === now[index] && hash === this.#hashOf(file)) &&
      imports.every(([file, asked]) =>
        asked.every(([one, answer]) => resolver.resolve(one, file) === answer),
      ) &&
      patterns.every(([file, asked]) =>
        asked.every(([one, answer]) => resolver.resolvePattern(one, file).join("\n") === answer.join("\n")),
      ) &&
      (packages === null || this.#isUnchanged(packages))
    );
  }

  #isUnchanged(packages: string): boolean {
    let known = this.#unchanged.get(packages);
    if (known === undefined) {
      const { cache } = this.#input;
      const kept = parseNoted(cache.recall(PACKAGES, packages));
      const held = kept === null ? null : stillHolds(kept);
      known = held !== null;
      if (held !== null) for (const one of held.noted) noteAnswer(...one);
      if (held?.isRefreshed === true) cache.keep(PACKAGES, packages, held.noted);
      this.#unchanged.set(packages, known);
    }
    return known;
  }

  #hashOf(file: string): string | null {
    let known = this.#hashes.get(file);
    if (known === undefined) {
      const text = this.#input.files.read(file);
      known = text === null ? null : hashOf(text);
      this.#hashes.set(file, known);
    }
    return known;
  }
}
