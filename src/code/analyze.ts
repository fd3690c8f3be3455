import { type Cache, NO_CACHE } from "../cache/cache.js";
import { exportsHandler } from "../graph/scan-exports.js";
import type { UserClient } from "../lambda/client.js";
import type { CodeHandler, CodeModel } from "./code-model.js";
import type { Followed } from "./engine.js";
import {
  COMMAND_EXPORTS,
  HANDLER_NAMES,
  mayHoldHandler,
  type RequestedHandler,
} from "./handlers/handler-request.js";
import type { PackageWeigher } from "./imports/import-weight.js";
import { joinConstructions, joinDynamicImports, joinImports, joinProblems } from "./join-followed.js";
import { KeptComponents } from "./kept-components.js";
import { suppressionsOf } from "./program/suppressions.js";
import { batchesOf, type Component, componentsOf, filesOf, groupsOf } from "./project/components.js";
import { ImportScan } from "./project/import-scan.js";
import { importersOf } from "./project/importers.js";
import { FirstPartyResolver } from "./project/module-resolution.js";
import type { SourceSet } from "./project/source-set.js";
import type { NoteWork } from "./work.js";

/** Characters of source in one program: less makes more checkers, more keeps syntax trees longer. */
const BATCH_LENGTH = 1_000_000;

export interface CodeRequest {
  readonly files: SourceSet;
  /** Handlers that somebody named; empty: they are found by name. */
  readonly handlers: readonly RequestedHandler[];
  /** Look for handlers by name in the other files too. */
  readonly alsoByName?: boolean;
  /**
   * Absolute paths: only handlers in these files are followed, and those that reach one of `helpers` among them.
   * Default: all.
   */
  readonly changed?: { readonly files: readonly string[]; readonly helpers: readonly string[] };
  /** The user's own clients. */
  readonly clients: readonly UserClient[];
  /** What installed packages weigh, for runs without an artifact; null: the artifact's graph tells. */
  readonly weigher: PackageWeigher | null;
  /** For sources on disk, read through cache/disk.ts. */
  readonly cache?: Cache;
  readonly noteWork?: NoteWork;
}

/**
 * Follows the handlers of first-party sources. Text is scanned first: TypeScript is only loaded, and a file
 * only parsed, when a handler's imports can lead to something that a rule reports.
 */
export async function analyzeCode(request: CodeRequest): Promise<CodeModel> {
  const { files } = request;
  const resolver = new FirstPartyResolver(files);
  const scan = new ImportScan(files, resolver, request.noteWork);
  const byFile = new Map<string, RequestedHandler[]>();
  for (const one of request.handlers) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);
  const byName = byFile.size === 0 || request.alsoByName === true;
  const named = byName
    ? files.paths.filter((path) => !byFile.has(path) && looksLikeHandler(files, path))
    : [];
  const { changed } = request;
  const touched =
    changed === undefined ? null : new Set([...changed.files, ...importersOf(changed.helpers, scan)]);
  const entries = [...byFile.keys(), ...named].filter((entry) => touched?.has(entry) ?? true);
  const closures = new Map<string, ReadonlySet<string>>();
  const idle: CodeHandler[] = [];
  for (const entry of entries) {
    // What can't be read (a bundle too large to be source) is a problem by now, and nothing to load TypeScript for.
    if (files.read(entry) === null) continue;
    const closure = scan.closureOf(entry);
    if (!files.isSource || scan.canMatter(closure)) closures.set(entry, closure);
    else idle.push(...unfollowed(entry, byFile.get(entry), files));
  }
  const components = componentsOf(closures);
  const followed = components.length === 0 ? [] : await follow(components, request, resolver, byFile);
  const model = merge(followed, closures, files);
  const order = new Map(entries.map((entry, index) => [files.display(entry), index]));
  const indexOf = ({ path }: CodeHandler): number => order.get(path) ?? 0;
  return { ...model, handlers: [...model.handlers, ...idle].sort((a, b) => indexOf(a) - indexOf(b)) };
}

/** The handlers of a file that reaches nothing that a rule reports: who lints it wants to see that it was looked at. */
function unfollowed(
  file: string,
  requested: readonly RequestedHandler[] | undefined,
  files: SourceSet,
): readonly CodeHandler[] {
  const path = files.display(file);
  const text = files.read(file) ?? "";
  const isExported = (name: string): boolean => exportsHandler(text, file, name) === true;
  // As in handlers.ts: a yargs command has a handler too.
  const byName = COMMAND_EXPORTS.some(isExported) ? [] : HANDLER_NAMES.filter(isExported);
  if (requested === undefined)
    return byName.map((name) => ({ functionId: `${path}#${name}`, path, export: name }));
  return requested.flatMap(({ functionId, export: name }) => {
    if (name === null) return byName.slice(0, 1).map((found) => ({ functionId, path, export: found }));
    return exportsHandler(text, file, name) === false ? [] : [{ functionId, path, export: name }];
  });
}

/** One batch after the other: no syntax tree is kept longer than its program. */
async function follow(
  components: readonly Component[],
  { files, clients, weigher, noteWork, cache = NO_CACHE }: CodeRequest,
  resolver: FirstPartyResolver,
  requested: ReadonlyMap<string, readonly RequestedHandler[]>,
): Promise<readonly Followed[]> {
  const settings = { clients, isWeighed: weigher !== null };
  const kept =
    cache === NO_CACHE ? null : new KeptComponents({ cache, settings, files, resolver, requested });
  const textOf = (file: string): string => files.read(file) ?? "";
  const all = components.map((one) =>
    files.isSource ? groupsOf(one, (file) => textOf(file).length) : [one],
  );
  const results = new Map<Component, Followed>();
  for (const group of kept === null ? [] : all.flat()) {
    const result = kept?.recall(group) ?? null;
    if (result !== null) results.set(group, result);
  }
  const pending = all
    .map((groups) => groups.filter((group) => !results.has(group)))
    .filter((groups) => groups.length > 0);
  if (pending.length > 0) {
    const { followHandlers } = await import("./engine.js");
    const watched = weigher === null ? null : (kept?.watched(weigher) ?? weigher);
    const input = { files, resolver, clients, weigher: watched, requested, noteWork };
    for (const batch of batchesOf(pending, textOf, BATCH_LENGTH)) {
      for (const [group, followed] of followHandlers(batch, input)) {
        results.set(group, followed);
        kept?.note(group, followed);
      }
    }
    kept?.keep();
  }
  return all.flat().flatMap((group) => results.get(group) ?? []);
}

/** As one run over everything would tell it. */
function merge(followed: readonly Followed[], closures: Component, files: SourceSet): CodeModel {
  return {
    handlers: followed.flatMap((one) => one.handlers),
    constructions: joinConstructions(followed.flatMap((one) => one.constructions)),
    imports: joinImports(followed.map((one) => one.imports)),
    dynamicImports: joinDynamicImports(followed.flatMap((one) => one.dynamicImports)),
    suppressions: [...filesOf(closures)].flatMap((file) =>
      suppressionsOf(files.read(file) ?? "", files.display(file)),
    ),
    problems: [...files.problems(), ...joinProblems(followed.flatMap((one) => one.problems))],
  };
}

function looksLikeHandler(files: SourceSet, path: string): boolean {
  if (/\.d\.[cm]?ts$|\.json$/.test(path)) return false;
  const text = files.read(path);
  return text !== null && mayHoldHandler(text);
}
