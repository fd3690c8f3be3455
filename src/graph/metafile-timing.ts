import { posix } from "node:path";
import { packagePath } from "../artifact/package-path.js";
import type { ProjectFiles } from "../artifact/project-files.js";
import { leadingRequires } from "./leading-requires.js";
import type { Metafile, MetafileImport } from "./metafile.js";
import type { CallTiming } from "./metafile-edges.js";
import type { RequireTiming } from "./metafile-graph.js";
import { inputFile } from "./metafile-keys.js";
import { scanImports } from "./scan.js";
import { requireName, wrappedModules } from "./wrappers.js";

/**
 * A metafile's `require-call` does not say whether the call is at top level: looks it up in the input's text. An
 * input is read whole once for all entries, and scanned only where what it begins with doesn't tell.
 */
export function sourceTimings(metafile: Metafile, project: Sources): RequireTiming {
  const leading = new Map<string, ReadonlySet<string>>();
  const scanned = new Map<string, readonly Call[] | null>();
  const awaited = new Map<string, readonly Call[]>();
  return (input, call) => {
    if (call.kind === "dynamic-import") {
      const calls = awaited.get(input) ?? awaitedImports(metafile, input, project.text);
      awaited.set(input, calls);
      return inSource(calls, inputFile(input), call);
    }
    let known = leading.get(input);
    if (known === undefined) {
      known = leadingCalls(metafile, input, project.start);
      leading.set(input, known);
    }
    const written = writtenIn(call) ?? "";
    if (known.has(written)) return AT_START;
    let calls = scanned.get(input);
    if (calls === undefined) {
      const scan = scanInput(metafile, input, project.text);
      calls = scan === null ? null : scan.calls;
      scanned.set(input, calls);
      if (scan !== null) leading.set(input, scan.leading);
      if (scan?.leading.has(written)) return AT_START;
    }
    return calls === null ? null : inSource(calls, inputFile(input), call);
  };
}

/**
 * As `sourceTimings`; what those don't know is looked up in the wrappers that unminified outputs have. Null where there
 * are none.
 */
export function wrapperTimings(
  metafile: Metafile,
  fromSource: RequireTiming,
  outputs: readonly Buffer[],
): RequireTiming | null {
  const wrapped = wrappedCalls(metafile, outputs);
  if (wrapped.size === 0) return null;
  return (input, call) =>
    fromSource(input, call) ??
    strongest((wrapped.get(input) ?? []).filter(({ specifier }) => specifier === call.path));
}

/** The files that a build was made of, as far as they are at hand. */
type Sources = Pick<ProjectFiles, "text" | "start">;

const AT_START: CallTiming = { timing: "static", optional: false };
const NONE: ReadonlySet<string> = new Set();

/**
 * What an input surely requires before all else, for the calls that esbuild tells of: in such a file `require` is
 * Node's, whatever follows. Of TypeScript nothing is told, nor where a bundler's plugin made the metafile.
 */
function leadingCalls(
  metafile: Metafile,
  input: string,
  textOf: (path: string, bytes: number) => string | null,
): ReadonlySet<string> {
  const path = inputFile(input);
  const known = metafile.inputs.get(input);
  if (known === undefined || known.bytes === null || !/\.[cm]?js$/.test(path)) return NONE;
  if (!known.imports.some((call) => call.kind === "require-call" && writtenIn(call) !== null)) return NONE;
  const text = textOf(path, known.bytes);
  return text === null ? NONE : leadingRequires(text);
}

/** The specifier as it stands in the source; null in older metafiles, which only tell where it led. */
function writtenIn(call: MetafileImport): string | null {
  return call.original ?? (call.external === true ? call.path : null);
}

/** The `import()`s of an input, where some may be waited for at its top level; none where that isn't known. */
function awaitedImports(metafile: Metafile, input: string, textOf: Sources["text"]): readonly Call[] {
  const known = metafile.inputs.get(input);
  const path = inputFile(input);
  const text = known === undefined ? null : textOf(path, known.bytes);
  if (text === null || !/\bawait\s+import\s*\(/.test(text)) return [];
  return scanImports(text, "esm", path).imports;
}

interface Call extends CallTiming {
  readonly specifier: string;
}

/** The calls of an input: those that it begins with, and all where these aren't all. Null where it isn't at hand. */
function scanInput(
  metafile: Metafile,
  input: string,
  textOf: (path: string, bytes: number | null) => string | null,
): { readonly leading: ReadonlySet<string>; readonly calls: readonly Call[] } | null {
  const known = metafile.inputs.get(input);
  const path = inputFile(input);
  const text = known === undefined ? null : textOf(path, known.bytes);
  if (known === undefined || text === null) return null;
  const leading = leadingCalls(metafile, input, () => text);
  const isTold = (call: MetafileImport) =>
    call.kind === "require-call" ? leading.has(writtenIn(call) ?? "") : call.kind !== undefined;
  if (known.imports.every(isTold)) return { leading, calls: [] };
  // For `require()` calls a file is looked at as CommonJS whatever else it is; versions without kinds mean any import.
  const format = known.imports.some(({ kind }) => kind === undefined) ? "unknown" : "cjs";
  return { leading, calls: scanImports(text, format, path).imports };
}

/** With `original`, by what is written; older metafiles only tell where it led. */
function inSource(calls: readonly Call[], importer: string, call: MetafileImport): CallTiming | null {
  const written = writtenIn(call);
  if (written !== null) return strongest(calls.filter(({ specifier }) => specifier === written));
  const found = strongest(
    calls.filter(({ specifier }) => leadsTo(importer, specifier, inputFile(call.path))),
  );
  if (found !== null || calls.length === 0) return found;
  return calls.every(({ timing }) => timing === calls[0]?.timing) ? strongest(calls) : null;
}

/** Could a specifier lead to this file? By name only: packages' `main` and `exports` are not read. */
export function leadsTo(importer: string, specifier: string, path: string): boolean {
  if (!specifier.startsWith(".")) {
    const name = packagePath(`node_modules/${specifier}`)?.name;
    return name !== undefined && packagePath(path)?.name === name;
  }
  const target = posix.join(posix.dirname(importer), specifier);
  if (path === target || path.startsWith(`${target}.`) || path.startsWith(`${target}/index.`)) return true;
  // TypeScript names a file as what it becomes.
  return /\.[cm]?jsx?$/.test(target) && path.replace(/\.([cm]?)tsx?$/, ".$1js") === target.replace(/x$/, "");
}

/** Of several calls for one module, the one that runs first. */
function strongest(calls: readonly Call[]): CallTiming | null {
  const [first] = calls;
  if (first === undefined) return null;
  return {
    timing: calls.some(({ timing }) => timing === "static") ? "static" : "lazy",
    optional: calls.every(({ optional }) => optional),
  };
}

/** Calls by input, with the input that they lead to as specifier, from outputs whose wrappers still have names. */
function wrappedCalls(metafile: Metafile, outputs: readonly Buffer[]): ReadonlyMap<string, readonly Call[]> {
  const calls = new Map<string, readonly Call[]>();
  for (const output of outputs) {
    const modules = wrappedModules(output, (path) => metafile.inputs.has(path));
    const paths = new Map(
      modules.flatMap(({ name, path }) => (name === null ? [] : [[name, path] as const])),
    );
    for (const { path, body } of modules) {
      const found = scanImports(requireName(body), "cjs", path).imports.flatMap(
        ({ specifier, timing, optional }) => {
          const target = paths.get(specifier);
          return target === undefined ? [] : [{ specifier: target, timing, optional }];
        },
      );
      calls.set(path, [...(calls.get(path) ?? []), ...found]);
    }
  }
  return calls;
}
