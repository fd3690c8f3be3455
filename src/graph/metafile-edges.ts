import type { Metafile, MetafileImport } from "./metafile.js";
import { inputFile } from "./metafile-keys.js";
import type { ImportEdge, ImportTiming } from "./module-graph.js";

/** When a `require()` call runs. */
export interface CallTiming {
  readonly timing: ImportTiming;
  /** In a `try` block. */
  readonly optional: boolean;
}

/** An import that is still in the outputs. */
export interface Edge {
  readonly call: MetafileImport;
  /** Input; null when external. */
  readonly to: string | null;
  /** Null: a `require()`, or an import of a version that told no kinds. */
  readonly timing: ImportTiming | null;
}

/** @param live whether the input has bytes in the outputs: else its calls were tree-shaken with it */
export function liveEdges(metafile: Metafile, input: string, live: boolean): readonly Edge[] {
  const edges: Edge[] = [];
  for (const call of metafile.inputs.get(input)?.imports ?? []) {
    if (call.kind === "require-resolve" || call.path === "<runtime>") continue;
    if (!live && (call.kind === "require-call" || call.kind === "dynamic-import")) continue;
    const to =
      call.external === true
        ? injectedInput(metafile, call.path)
        : metafile.inputs.has(call.path)
          ? call.path
          : null;
    // What `inject` adds to every file is found as an orphan.
    if (call.external && to !== null) continue;
    edges.push({ call, to, timing: kindTiming(call.kind) });
  }
  return edges;
}

/** esbuild 0.28 lists an injected file as an external import by its absolute path, beside an input of that path. */
function injectedInput(metafile: Metafile, path: string): string | null {
  if (!path.startsWith("/") && !/^[A-Za-z]:/.test(path)) return null;
  const segments = inputFile(path).split("/");
  for (let from = 0; from < segments.length; from++) {
    const key = segments.slice(from).join("/");
    if (metafile.inputs.has(key)) return key;
  }
  return null;
}

function kindTiming(kind: string | undefined): ImportTiming | null {
  if (kind === undefined || kind === "require-call") return null;
  return kind === "dynamic-import" ? "lazy" : "static";
}

/** What counts where nobody knows better. */
const NOT_KNOWN: CallTiming = { timing: "static", optional: false };

export function importEdge(
  edge: Edge,
  index: ReadonlyMap<string, number>,
  found: CallTiming = NOT_KNOWN,
): ImportEdge {
  return {
    specifier: edge.call.original ?? edge.call.path,
    target: edge.to === null ? null : (index.get(edge.to) ?? null),
    timing: edge.timing ?? found.timing,
    optional: found.optional,
    syntax: edge.call.kind === "require-call" ? "require" : "import",
  };
}

/** The same where `look` finds out when it runs, as soon as somebody asks. */
export class UnreadEdge implements ImportEdge {
  readonly specifier: string;
  readonly target: number | null;
  readonly syntax: ImportEdge["syntax"];
  readonly isUnread = true;
  readonly #look: () => CallTiming | null;
  #known: CallTiming | null = null;

  constructor({ specifier, target, syntax }: ImportEdge, look: () => CallTiming | null) {
    this.specifier = specifier;
    this.target = target;
    this.syntax = syntax;
    this.#look = look;
  }

  get timing(): ImportTiming {
    return this.#read().timing;
  }

  get optional(): boolean {
    return this.#read().optional;
  }

  #read(): CallTiming {
    this.#known ??= this.#look() ?? NOT_KNOWN;
    return this.#known;
  }
}

export function injectedEdge(to: string, index: ReadonlyMap<string, number>): ImportEdge {
  return {
    specifier: to,
    target: index.get(to) ?? null,
    timing: "static",
    optional: false,
    syntax: "import",
  };
}
