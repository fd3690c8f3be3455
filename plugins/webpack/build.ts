import { posix } from "node:path";
import type { Build, BuiltImport, BuiltModule, BuiltOutput, OutputImport } from "../../src/index.js";
import type { Chunk, Compilation, Module, Source } from "./compilation.js";

/** What webpack's own modules are called: its runtime, and stand-ins for whole entries. */
const INNER = /^webpack\/|^(multi|sync) /;

/**
 * What a compilation holds, with the modules that it was made of.
 * @param path the output folder relative to the working directory
 * @param maps of assets as they left the minimizers, by name
 */
export function toBuild(compilation: Compilation, path: string, maps: ReadonlyMap<string, string>): Build {
  const sources = new Map(compilation.getAssets().map(({ name, source }) => [name, source]));
  return { path, modules: modulesOf(compilation), outputs: outputsOf(compilation, path, sources, maps) };
}

function modulesOf(compilation: Compilation): BuiltModule[] {
  const modules = new Map<string, Map<string, BuiltImport>>();
  const importsOf = (module: Module) => {
    const known = modules.get(idOf(module)) ?? new Map<string, BuiltImport>();
    modules.set(idOf(module), known);
    return known;
  };
  for (const whole of compilation.modules) {
    if (isOutside(whole)) continue;
    const parts = flat(whole);
    for (const part of parts) importsOf(part);
    // What one scope imports from outside of it hangs on the whole, and still says where it was written.
    for (const module of new Set([whole, ...parts])) {
      for (const connection of compilation.moduleGraph.getOutgoingConnections(module)) {
        const { resolvedOriginModule, resolvedModule, dependency } = connection;
        const { request, category, type } = dependency ?? {};
        // Others tell of what is used of an import, or of loaders.
        if (resolvedOriginModule === null || resolvedModule === null || request === undefined) continue;
        const kind = kindOf(category, type, isContext(resolvedModule));
        const external = isOutside(resolvedModule);
        const to = external ? (resolvedModule.userRequest ?? request) : idOf(resolvedModule);
        const one = { to, external, kind, specifier: request };
        importsOf(resolvedOriginModule).set(JSON.stringify([kind, to, request]), one);
      }
    }
  }
  return [...modules].map(([id, imports]) => ({ id, imports: [...imports.values()] }));
}

/** Of a `require()` of a computed name webpack makes a module that leads to all that it may mean, when it is asked. */
function isContext({ resource, type }: Module): boolean {
  return resource === undefined && type.startsWith("javascript/");
}

function kindOf(
  category: string | undefined,
  type: string | undefined,
  isTable: boolean,
): BuiltImport["kind"] {
  if (type?.startsWith("import()") === true || type === "context element") return "dynamic-import";
  if (isTable) return "import-statement";
  return category === "commonjs" || category === "amd" ? "require-call" : "import-statement";
}

function outputsOf(
  compilation: Compilation,
  path: string,
  sources: ReadonlyMap<string, Source>,
  maps: ReadonlyMap<string, string>,
): BuiltOutput[] {
  const entries = new Map<Chunk, string>();
  for (const entrypoint of compilation.entrypoints.values()) {
    const chunk = entrypoint.getEntrypointChunk();
    // Of an entry of several files the last one's exports are the entry's.
    const module = [...compilation.chunkGraph.getChunkEntryModulesIterable(chunk)].at(-1);
    if (module !== undefined) entries.set(chunk, idOf(flat(module)[0] ?? module));
  }
  const outputs = new Map<string, BuiltOutput>();
  for (const chunk of compilation.chunks) {
    const files = [...chunk.files].filter((name) => sources.has(name));
    const [script] = files.filter((name) => /\.[cm]?js$/.test(name));
    const assets = [...files, ...chunk.auxiliaryFiles].filter((name) => name !== script && isShipped(name));
    for (const name of assets) outputs.set(name, asset(posix.join(path, name), sources.get(name)));
    if (script === undefined) continue;
    const modules = [...compilation.chunkGraph.getChunkModulesIterable(chunk)].flatMap(flat);
    outputs.set(script, {
      path: posix.join(path, script),
      content: contentOf(sources.get(script)),
      map: maps.get(script) ?? null,
      modules: modules.map((module) => ({ id: idOf(module), code: null, size: module.size() })),
      imports: [
        ...chunkImports(chunk).map((one) => ({ ...one, path: posix.join(path, one.path) })),
        ...assets.map((name) => outputImport(posix.join(path, name), "file-loader", false)),
        ...modules
          .filter(isOutside)
          .map((module) => outputImport(module.userRequest ?? "", "import-statement", true)),
      ],
      entry: entries.get(chunk) ?? null,
    });
  }
  return [...outputs.values()];
}

/** What loads with a chunk, and what it may load later. */
function chunkImports(chunk: Chunk): OutputImport[] {
  const together = new Set<Chunk>();
  const later = new Set<Chunk>();
  for (const group of chunk.groupsIterable) {
    for (const one of group.chunks) together.add(one);
    for (const child of group.getChildren()) for (const one of child.chunks) later.add(one);
  }
  together.delete(chunk);
  const files = (chunks: ReadonlySet<Chunk>) => [...chunks].flatMap(({ files: names }) => [...names]);
  return [
    ...files(together).map((name) => outputImport(name, "import-statement", false)),
    ...files(later).map((name) => outputImport(name, "dynamic-import", false)),
  ];
}

function outputImport(path: string, kind: OutputImport["kind"], external: boolean): OutputImport {
  return { path, kind, external };
}

function asset(path: string, source: Source | undefined): BuiltOutput {
  return { path, content: contentOf(source), map: null, modules: [], imports: [], entry: null };
}

function contentOf(source: Source | undefined): Buffer {
  return source?.buffer() ?? Buffer.alloc(0);
}

function isShipped(name: string): boolean {
  return !/\.map$|\.LICENSE\.txt$/.test(name);
}

/** The modules that were put into one scope, its root first. */
function flat(module: Module): readonly Module[] {
  const { modules, rootModule } = module;
  if (modules === undefined || rootModule === undefined) return [module];
  return [rootModule, ...[...modules].filter((one) => one !== rootModule)];
}

function isOutside(module: Module): boolean {
  return module.externalType !== undefined;
}

/** The file, without its loaders; of what has none webpack's own name. */
function idOf(module: Module): string {
  if (module.resource !== undefined && module.resource !== "") return module.resource;
  const name = module.identifier();
  return INNER.test(name) || module.type === "runtime"
    ? `webpack/runtime/${name}`
    : (name.split("!").at(-1) ?? name);
}
