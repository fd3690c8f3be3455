import { compareText } from "../finding.js";
import type { Metafile } from "./metafile.js";

/** An output that Lambda loads itself: one function. */
export interface MetafileEntry {
  /** Key of `Metafile.outputs`. */
  readonly output: string;
  /** Key of `Metafile.inputs`; null in metafiles of old versions. */
  readonly entryPoint: string | null;
}

/**
 * The real entry points, by output path: JavaScript outputs with an `entryPoint` that no other output imports,
 * neither statically nor by `import()` (with splitting, `import()` targets carry an `entryPoint` too).
 * Metafiles of versions that wrote no `entryPoint` at all: JavaScript outputs that no other output imports.
 * Of outputs that import each other, the one that is not a target of `import()`.
 * Where a bundler tells which are entries, those.
 */
export function metafileEntries(metafile: Metafile): readonly MetafileEntry[] {
  const scripts = [...metafile.outputs]
    .filter(([path]) => isScript(path))
    .sort(([a], [b]) => compareText(a, b));
  const told = scripts.filter(([, { isEntry }]) => isEntry === true);
  if (told.length > 0) return told.map(([output, { entryPoint }]) => ({ output, entryPoint }));
  const named = scripts.filter(([, output]) => output.entryPoint !== null);
  const candidates = (named.length > 0 ? named : scripts).map(([path]) => path);
  const importers = new Map<string, { readonly from: string; readonly lazy: boolean }[]>();
  for (const [from, output] of metafile.outputs) {
    for (const { path, kind, external } of output.imports) {
      if (external || path === from) continue;
      const list = importers.get(path) ?? [];
      list.push({ from, lazy: kind === "dynamic-import" });
      importers.set(path, list);
    }
  }
  const entries = candidates.filter((path) => {
    const sources = importers.get(path);
    if (sources === undefined) return true;
    const closure = new Set(outputClosure(metafile, path));
    return sources.every(({ from, lazy }) => !lazy && closure.has(from));
  });
  // A ring of entries that only import() each other would leave none of them.
  const covered = new Set(entries.flatMap((path) => outputClosure(metafile, path)));
  for (const path of candidates) {
    if (covered.has(path)) continue;
    entries.push(path);
    for (const reached of outputClosure(metafile, path)) covered.add(reached);
  }
  return entries
    .sort(compareText)
    .map((output) => ({ output, entryPoint: metafile.outputs.get(output)?.entryPoint ?? null }));
}

/**
 * The outputs that ship with one output: itself, its chunks (lazy ones too) and the assets that they refer to,
 * in code-unit order. Maps are no part of it: nothing imports them.
 */
export function outputClosure(metafile: Metafile, output: string): readonly string[] {
  const closure = new Set([output]);
  for (const path of closure) {
    for (const next of metafile.outputs.get(path)?.imports ?? []) {
      if (!next.external && metafile.outputs.has(next.path) && !next.path.endsWith(".map"))
        closure.add(next.path);
    }
  }
  return [...closure].sort(compareText);
}

/** By name: `outExtension` may not rename scripts to anything that Node would not load. */
function isScript(path: string): boolean {
  return /\.[cm]?js$/.test(path) || /(^|\/)[^./]+$/.test(path);
}
