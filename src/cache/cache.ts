import { BUILD } from "./build.js";
import { cacheFolder } from "./cache-folder.js";
import { hashOf, noteAnswer, recording } from "./disk.js";
import { Entries } from "./entries.js";
import { parseNoted } from "./parse-noted.js";
import { stillHolds, Trace } from "./trace.js";

/** What runs keep for the next ones. */
export interface Cache {
  /**
   * What `compute` gives, which follows from `inputs` (JSON) and what it reads through disk.ts, and from nothing else;
   * kept from an earlier run where all of that is still the same. `parse` gives null for what has another shape.
   */
  remember<T>(
    kind: string,
    inputs: unknown,
    parse: (kept: unknown) => T | null,
    compute: () => Promise<T>,
  ): Promise<T>;
  /** Something small that is true of its inputs for ever; the caller checks what it gets. */
  recall(kind: string, inputs: unknown): unknown;
  keep(kind: string, inputs: unknown, value: unknown): void;
  /** After the last use. */
  close(): void;
}

export const NO_CACHE: Cache = {
  remember: (_kind, _inputs, _parse, compute) => compute(),
  recall: () => undefined,
  keep: () => {},
  close: () => {},
};

/** The cache for runs in a folder; one that keeps nothing where there is no place for it, or no build to tell apart. */
export function openCache(
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  build = BUILD,
): Cache {
  if (build === null) return NO_CACHE;
  // A run that asks for nothing leaves no folder behind.
  let made: Cache | null = null;
  const open = (): Cache => {
    const folder = made === null ? cacheFolder(cwd, env) : null;
    made ??= folder === null ? NO_CACHE : cacheIn(folder, build);
    return made;
  };
  return {
    remember: (kind, inputs, parse, compute) => open().remember(kind, inputs, parse, compute),
    recall: (kind, inputs) => open().recall(kind, inputs),
    keep: (kind, inputs, value) => open().keep(kind, inputs, value),
    close: () => made?.close(),
  };
}

/** A cache in a folder that is there, of one build of the tool. */
export function cacheIn(folder: string, build: string, maximumBytes?: number): Cache {
  const entries = new Entries(folder, maximumBytes);
  // Node's version too: its list of built-in modules tells what is a package.
  const keyOf = (kind: string, inputs: unknown) =>
    hashOf(JSON.stringify([build, process.version, process.platform, kind, inputs]));
  return {
    async remember(kind, inputs, parse, compute) {
      const key = keyOf(kind, inputs);
      const kept = entries.read(key);
      const [notedThen, valueThen] = Array.isArray(kept) ? kept : [];
      const noted = parseNoted(notedThen);
      const held = noted === null ? null : stillHolds(noted);
      const value = held === null ? null : parse(valueThen);
      if (held !== null && value !== null) {
        for (const one of held.noted) noteAnswer(...one);
        if (held.isRefreshed) entries.write(key, [held.noted, valueThen]);
        return value;
      }
      const trace = new Trace();
      const computed = await recording(trace, compute);
      if (trace.noted !== null) entries.write(key, [trace.noted, computed]);
      return computed;
    },
    recall: (kind, inputs) => entries.read(keyOf(kind, inputs)),
    keep: (kind, inputs, value) => entries.write(keyOf(kind, inputs), value),
    close: () => entries.close(),
  };
}
