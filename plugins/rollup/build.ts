import { dirname, posix, relative, resolve, sep } from "node:path";
import type { Build, BuiltImport, BuiltModule, BuiltOutput, OutputImport } from "../../src/index.js";
import type { ModuleInfo, OutputBundle, OutputChunk, OutputOptions, PluginContext } from "./bundle.js";

/** What one output of Rollup, Rolldown or Vite holds, with the modules that it was made of. */
export function toBuild(
  context: Pick<PluginContext, "getModuleIds" | "getModuleInfo">,
  { dir, file }: OutputOptions,
  bundle: OutputBundle,
  cwd: string,
): Build {
  const folder = dir ?? (file === undefined ? "." : dirname(file));
  const path = relative(cwd, resolve(cwd, folder)).split(sep).join("/") || ".";
  const place = (fileName: string) => posix.join(path, fileName);
  const chunks = Object.values(bundle).filter((one) => one.type === "chunk");
  return { path, modules: modulesOf(context, chunks), outputs: outputsOf(bundle, place) };
}

function outputsOf(bundle: OutputBundle, place: (fileName: string) => string): BuiltOutput[] {
  return Object.values(bundle).map((one) => {
    const path = place(one.fileName);
    if (one.type === "asset") {
      return { path, content: Buffer.from(one.source), map: null, modules: [], imports: [], entry: null };
    }
    const imports = (names: readonly string[], kind: OutputImport["kind"]) =>
      names.map((name) => ({ path: name in bundle ? place(name) : name, kind, external: !(name in bundle) }));
    return {
      path,
      content: Buffer.from(one.code),
      map: one.map?.toString() ?? null,
      modules: Object.entries(one.modules).map(([id, { code, renderedLength }]) => ({
        ...{ id, code, size: renderedLength },
      })),
      imports: [
        ...imports(one.imports, "import-statement"),
        ...imports(one.dynamicImports, "dynamic-import"),
        ...imports(one.referencedFiles ?? [], "file-loader"),
      ],
      // A page is for browsers: what loads it is no Lambda.
      entry: one.isEntry && one.facadeModuleId?.endsWith(".html") === false ? one.facadeModuleId : null,
    };
  });
}

function modulesOf(
  context: Pick<PluginContext, "getModuleIds" | "getModuleInfo">,
  chunks: readonly OutputChunk[],
): BuiltModule[] {
  const infos = new Map<string, ModuleInfo>();
  for (const id of context.getModuleIds()) {
    const info = context.getModuleInfo(id);
    // Of what stays outside Rolldown has no code.
    if (info !== null && info.isExternal !== true && info.code !== null) infos.set(id, info);
  }
  const isLoadedWith = loadedTogether(chunks);
  const importOf = (to: string, kind: BuiltImport["kind"]): BuiltImport => {
    const outside = /^\0(.*)\?commonjs-external$/.exec(to)?.[1];
    if (outside !== undefined) return { to: outside, external: true, kind };
    return { to, external: !infos.has(to), kind };
  };
  return [...infos].map(([id, info]) => ({
    id,
    imports: [
      ...info.importedIds.map((to) => importOf(to, kindOf(info, to, infos))),
      ...info.dynamicallyImportedIds.map((to) =>
        importOf(to, isLoadedWith(id, to) ? "import-statement" : "dynamic-import"),
      ),
    ],
  }));
}

/** CommonJS that is wrapped runs when it is required, which only the source tells; all else as soon as it is loaded. */
function kindOf(from: ModuleInfo, to: string, infos: ReadonlyMap<string, ModuleInfo>): BuiltImport["kind"] {
  if (from.inputFormat === "cjs") return "require-call";
  const file = infos.get(to.replace(/^\0/, "").replace(/\?.*$/, ""));
  return isWrapped(from) && file !== undefined && isWrapped(file) ? "require-call" : "import-statement";
}

/** As @rollup/plugin-commonjs notes it. */
function isWrapped({ meta }: ModuleInfo): boolean {
  const { commonjs } = meta;
  return typeof commonjs === "object" && commonjs !== null && "isCommonJS" in commonjs
    ? commonjs.isCommonJS === "withRequireFunction"
    : false;
}

/**
 * Does the chunk of one module load another one's code at once? Rollup evaluates a chunk whole: an `import()` of what is
 * in the same one, or in one that it imports, defers nothing. Rolldown wraps what is to run later.
 */
function loadedTogether(chunks: readonly OutputChunk[]): (from: string, to: string) => boolean {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const chunkOf = new Map<string, OutputChunk>();
  for (const chunk of chunks) for (const id of Object.keys(chunk.modules)) chunkOf.set(id, chunk);
  const closures = new Map<OutputChunk, ReadonlySet<OutputChunk>>();
  const closureOf = (chunk: OutputChunk): ReadonlySet<OutputChunk> => {
    const known = closures.get(chunk);
    if (known !== undefined) return known;
    const closure = new Set([chunk]);
    for (const one of closure) {
      for (const name of one.imports) {
        const next = byName.get(name);
        if (next !== undefined) closure.add(next);
      }
    }
    closures.set(chunk, closure);
    return closure;
  };
  return (from, to) => {
    const [own, other] = [chunkOf.get(from), chunkOf.get(to)];
    if (own === undefined || other === undefined || !closureOf(own).has(other)) return false;
    return !/\b__esm(Min)?\(/.test(other.modules[to]?.code ?? "");
  };
}
