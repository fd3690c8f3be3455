import type { Metafile, MetafileImport } from "./metafile.js";
import {
  type CallTiming,
  type Edge,
  importEdge,
  injectedEdge,
  liveEdges,
  UnreadEdge,
} from "./metafile-edges.js";
import type { MetafileEntry } from "./metafile-entries.js";
import { inputPackage } from "./metafile-keys.js";
import type { GraphRoot, ImportEdge, Module, ModuleGraph } from "./module-graph.js";
import { reach, sourcesOf } from "./reach.js";

/** Looks a `require()` call of an input up in source; null where it can't be known. */
export type RequireTiming = (input: string, call: MetafileImport) => CallTiming | null;

/** What is behind one entry's outputs, before it is known which of its `require()` calls run in init. */
export interface MetafileShape {
  /** Inputs that have bytes, and those without that lead to them; sorted as they are reached. */
  readonly inputs: readonly string[];
  readonly bytes: ReadonlyMap<string, number>;
  /** The output that an input lies in, the first of several. */
  fileOf(input: string): string | undefined;
  readonly roots: readonly string[];
  /** What `inject` put in: init, from the root. */
  readonly injected: readonly string[];
  /** What the outputs still import from outside; null where none is listed, as in metafiles of old versions. */
  readonly externals: ReadonlySet<string> | null;
  edgesOf(input: string): readonly Edge[];
}

/**
 * The modules behind one entry's outputs: inputs that have bytes there, and those without that lead to them
 * (a barrel that only re-exports). Evaluation is what counts for `lazy`: without splitting, the target of an
 * `import()` lies in the same file and still runs later.
 *
 * An input without bytes was tree-shaken, so its `require()` and `import()` calls are gone; its import statements
 * may be how an importer is bound to a module further on, so they are followed.
 * Inputs with bytes that nothing leads to are what `inject` put in.
 * @param outputs the entry's closure
 */
export function metafileShape(
  metafile: Metafile,
  entry: MetafileEntry,
  outputs: readonly string[],
): MetafileShape {
  const bytes = bytesByInput(metafile, outputs);
  const roots = rootInputs(metafile, entry, bytes);
  const edges = new Map<string, { readonly all: readonly Edge[]; readonly targets: readonly string[] }>();
  const edgesFrom = (input: string) => {
    const known = edges.get(input);
    if (known !== undefined) return known;
    const all = liveEdges(metafile, input, (bytes.get(input) ?? 0) > 0);
    const targets: string[] = [];
    for (const { to } of all) if (to !== null) targets.push(to);
    const found = { all, targets };
    edges.set(input, found);
    return found;
  };
  const targetsOf = (input: string) => edgesFrom(input).targets;
  const reached = reach(roots, targetsOf);
  const orphans = [...bytes]
    .filter(([input, size]) => size > 0 && !reached.has(input))
    .map(([input]) => input);
  const injected = sourcesOf(orphans, targetsOf);
  for (const input of reach(injected, targetsOf)) reached.add(input);
  const inputs = withoutDeadEnds(
    [...reached],
    (input) => (bytes.get(input) ?? 0) > 0 || roots.includes(input),
    targetsOf,
  );
  const externals = externalImports(metafile, outputs);
  const fileOf = (input: string) =>
    outputs.find((output) => metafile.outputs.get(output)?.inputs.has(input) === true);
  return { inputs, bytes, fileOf, roots, injected, externals, edgesOf: (input) => edgesFrom(input).all };
}

/**
 * The modules of an entry by input key, the handlers of `functionIds` being its roots. Looks no `require()` call up that
 * leads to what init loads anyway: there are a thousand files with such in a large bundle.
 */
export function metafileGraph(
  { inputs, bytes, fileOf, roots, injected, externals, edgesOf }: MetafileShape,
  timing: RequireTiming,
  functionIds: readonly string[],
): ModuleGraph {
  const index = new Map<string, number>();
  for (const input of inputs) index.set(input, index.size);
  const { init, awaited, looked, initKnown } = initInputs({ roots, injected, edgesOf }, timing, index);
  const toImport = (input: string, edge: Edge): ImportEdge => {
    if (awaited.has(edge)) return { ...importEdge(edge, index), timing: "static" };
    if (edge.timing !== null || looked.has(edge) || !init.has(input))
      return importEdge(edge, index, looked.get(edge) ?? undefined);
    return new UnreadEdge(importEdge(edge, index), () => timing(input, edge.call));
  };
  const [first] = roots;
  const modules = inputs.map((input): Module => {
    const imports: ImportEdge[] = [];
    for (const edge of edgesOf(input)) {
      const { to, call } = edge;
      if (to === null ? (externals?.has(call.path) ?? true) : index.has(to))
        imports.push(toImport(input, edge));
    }
    if (input === first) imports.push(...injected.map((to) => injectedEdge(to, index)));
    const file = fileOf(input);
    return {
      path: input,
      bytes: bytes.get(input) ?? 0,
      ...(file === undefined ? {} : { file }),
      packageId: inputPackage(input),
      imports,
    };
  });
  const graphRoots: GraphRoot[] = functionIds.flatMap((functionId) =>
    roots.flatMap((input) => {
      const module = index.get(input);
      return module === undefined ? [] : [{ functionId, module }];
    }),
  );
  return { modules, roots: graphRoots, initKnown };
}

/**
 * The inputs that run in init, the `import()`s that init waits for, and what was looked up to know them; null for what
 * can't be known.
 */
function initInputs(
  { roots, injected, edgesOf }: Pick<MetafileShape, "roots" | "injected" | "edgesOf">,
  timing: RequireTiming,
  index: ReadonlyMap<string, number>,
) {
  const init = new Set<string>([...roots, ...injected]);
  const queue = [...init];
  const calls: { readonly input: string; readonly edge: Edge; readonly to: string }[] = [];
  const looked = new Map<Edge, CallTiming | null>();
  const awaited = new Set<Edge>();
  let initKnown = true;
  const add = (input: string): void => {
    if (!init.has(input)) queue.push(input);
    init.add(input);
  };
  // Both lists grow while they are walked; calls wait until nothing else leads on.
  for (let at = 0, call = 0; at < queue.length || call < calls.length; ) {
    const input = queue[at];
    if (input !== undefined) {
      for (const edge of edgesOf(input)) {
        const { to } = edge;
        if (to === null || !index.has(to)) continue;
        if (edge.timing === null) calls.push({ input, edge, to });
        else if (edge.timing === "static") add(to);
        else if (inputPackage(input) === null && timing(input, edge.call)?.timing === "static") {
          awaited.add(edge);
          add(to);
        }
      }
      at += 1;
      continue;
    }
    const next = calls[call];
    call += 1;
    if (next === undefined || init.has(next.to)) continue;
    const found = timing(next.input, next.edge.call);
    looked.set(next.edge, found);
    if (found === null) initKnown = false;
    if (found?.timing !== "lazy") add(next.to);
  }
  return { init, awaited, looked, initKnown };
}

function externalImports(metafile: Metafile, outputs: readonly string[]): ReadonlySet<string> | null {
  const all = outputs.flatMap((output) => metafile.outputs.get(output)?.imports ?? []);
  const externals = new Set(all.filter(({ external }) => external).map(({ path }) => path));
  return externals.size === 0 ? null : externals;
}

function bytesByInput(metafile: Metafile, outputs: readonly string[]): ReadonlyMap<string, number> {
  const [only, ...others] = outputs;
  if (only !== undefined && others.length === 0) return metafile.outputs.get(only)?.inputs ?? new Map();
  const bytes = new Map<string, number>();
  for (const output of outputs) {
    for (const [input, size] of metafile.outputs.get(output)?.inputs ?? []) {
      bytes.set(input, (bytes.get(input) ?? 0) + size);
    }
  }
  return bytes;
}

/** The entry's input; in metafiles that don't name it, the inputs of its output that no other there imports. */
function rootInputs(
  metafile: Metafile,
  entry: MetafileEntry,
  bytes: ReadonlyMap<string, number>,
): readonly string[] {
  if (entry.entryPoint !== null && (metafile.inputs.has(entry.entryPoint) || bytes.has(entry.entryPoint))) {
    return [entry.entryPoint];
  }
  const own = [...(metafile.outputs.get(entry.output)?.inputs.keys() ?? [])];
  const imported = new Set(
    own.flatMap((input) => metafile.inputs.get(input)?.imports.map(({ path }) => path) ?? []),
  );
  const free = own.filter((input) => !imported.has(input));
  return [free, own].find((inputs) => inputs.length > 0) ?? [...bytes.keys()];
}

/** Drops inputs that lead to none that counts: tree-shaken ones. Those that count stay, wherever they lead. */
function withoutDeadEnds(
  inputs: readonly string[],
  counts: (input: string) => boolean,
  targetsOf: (input: string) => readonly string[],
): readonly string[] {
  const sources = new Map<string, string[]>();
  const counting: string[] = [];
  for (const input of inputs) {
    if (counts(input)) {
      counting.push(input);
      continue;
    }
    for (const to of targetsOf(input)) {
      const known = sources.get(to);
      if (known === undefined) sources.set(to, [input]);
      else known.push(input);
    }
  }
  const living = reach(counting, (input) => sources.get(input) ?? []);
  return inputs.filter((input) => living.has(input));
}
