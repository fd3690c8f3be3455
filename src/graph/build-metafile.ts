import type { Build, BuiltImport, BuiltOutput } from "./build.js";
import { outputBytes } from "./build-bytes.js";
import { moduleKey } from "./build-keys.js";
import type { Metafile, MetafileImport, MetafileOutput } from "./metafile.js";
import { leadsTo } from "./metafile-timing.js";
import { type ScannedImport, scanImports } from "./scan.js";

/** What the files of a build are asked for while it is read. */
export interface BuildFiles {
  /** Absolute; modules' keys are relative to it. */
  readonly cwd: string;
  /** The text of one of the user's own modules by its key; null when it isn't there. */
  readonly text: (key: string) => string | null;
  /** The key of an original as an output's source map names it; null for what a bundler made up. */
  readonly ofOriginal: (source: string, output: BuiltOutput) => string | null;
}

/** A build as the metafile that esbuild would have written of it: all else is the same for every bundler. */
export async function buildMetafile(build: Build, { cwd, text, ofOriginal }: BuildFiles): Promise<Metafile> {
  const ofModule = (id: string): string | null => moduleKey(id, cwd);
  const imports = new Map<string, MetafileImport[]>();
  for (const module of build.modules) {
    const key = ofModule(module.id);
    if (key === null) continue;
    const list = imports.get(key) ?? [];
    imports.set(key, list);
    for (const call of module.imports) {
      const path = call.external ? call.to : ofModule(call.to);
      if (path !== null && path !== key) list.push(metafileImport(call, path));
    }
  }
  const inputs = [...imports].map(([key, calls]) => {
    const isOwn = !key.includes("node_modules/");
    return [key, { bytes: null, imports: isOwn ? asWritten(key, calls, text) : calls }] as const;
  });
  const outputs = new Map<string, MetafileOutput>();
  for (const output of build.outputs) {
    const { bytes, estimated } = await outputBytes(output, { ofModule, ofOriginal });
    outputs.set(output.path, {
      bytes: output.content.length,
      inputs: bytes,
      imports: output.imports,
      entryPoint: output.entry === null ? null : ofModule(output.entry),
      isEntry: output.entry !== null,
      estimated,
    });
  }
  return { path: build.path, inputs: new Map(inputs), outputs };
}

function metafileImport({ kind, external, specifier }: BuiltImport, path: string): MetafileImport {
  return { path, kind, external, ...(specifier === undefined ? {} : { original: specifier }) };
}

/**
 * Imports with the specifiers of the source, and its `require()` calls as such, where a bundler tells neither: by name,
 * and where one is left on either side these two.
 */
function asWritten(
  key: string,
  calls: readonly MetafileImport[],
  text: (key: string) => string | null,
): readonly MetafileImport[] {
  if (calls.every(({ original }) => original !== undefined)) return calls;
  const source = text(key);
  if (source === null) return calls;
  const { imports } = scanImports(source, "unknown", key);
  const matched = new Map<MetafileImport, ScannedImport>();
  for (const call of calls) {
    const found = imports.find(({ specifier }) =>
      call.external ? specifier === call.path : leadsTo(key, specifier, call.path),
    );
    if (found !== undefined) matched.set(call, found);
  }
  const taken = new Set([...matched.values()].map(({ specifier }) => specifier));
  const left = imports.filter(({ specifier }) => !taken.has(specifier));
  const unmatched = calls.filter((call) => !matched.has(call));
  const [call] = unmatched;
  const [only] = left;
  if (call !== undefined && only !== undefined && unmatched.length === 1 && left.length === 1)
    matched.set(call, only);
  return calls.map((one) => {
    const written = matched.get(one);
    if (written === undefined || one.original !== undefined) return one;
    const kind = one.kind === "import-statement" && written.syntax === "require" ? "require-call" : one.kind;
    return { ...one, kind, original: written.specifier };
  });
}
