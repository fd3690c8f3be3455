import type { Artifact } from "../artifact/artifact.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Attribution } from "../artifact/packages.js";
import type { CodeModel } from "../code/code-model.js";
import type { Problem } from "../errors.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import type { PackageUse } from "../graph/package-use.js";
import type { WeightedGraph } from "../graph/retained.js";
import type { Handlers } from "../handler/handler-module.js";

/** One artifact, opened, with the functions that deploy it: what rules look at. */
export interface Subject {
  readonly artifact: Artifact;
  readonly attribution: Attribution;
  readonly functions: readonly LambdaFunction[];
  /** Unzipped bytes of the layers whose files are known, by artifact id. */
  readonly layerBytes: ReadonlyMap<string, number>;
  /** The deploy tool whose own functions alone use it; absent for the user's. */
  readonly helperOf?: string;
  /** What was skipped while opening. */
  readonly problems: readonly Problem[];
  /** Null where none can be made: no handler, no JavaScript. Computed once, when first asked for. */
  graph(): Promise<ModuleGraph | null>;
  /**
   * Finds handlers in the artifact and its layers as Lambda does; null where files don't lie as Lambda unpacks them
   * (a metafile, sources). Made once, when first asked for.
   */
  handlers(): Promise<Handlers | null>;
  /** A module's text by its path in the graph, and where it is; null when it can't be read. */
  source(modulePath: string): Promise<ModuleSource | null>;
  /** The user's own code behind the handlers; null where there is none to read. Computed once, when first asked for. */
  code(): Promise<CodeModel | null>;
  /** The package.json of a package by its id, of the user's own by ""; null where it isn't at hand. */
  manifest(packageId: string): Manifest | null;
  /** A file that a bundler left out of the artifact, as it is installed; null where that isn't at hand. */
  unbundledText(path: string): string | null;
  /** Which packages something loads or may load; null where no handler is known. Computed once, when first asked for. */
  packageUse(): Promise<PackageUse | null>;
  /** What the artifact's bytes at rest hang on; packages by id. Computed once, when first asked for. */
  atRest(): Promise<PackageWeights>;
}

export interface ModuleSource {
  /** As reports show it: relative to the working directory, or to the archive. */
  readonly path: string;
  /** The archive that holds it, null on disk. */
  readonly inside: string | null;
  readonly text: string;
}

/** A graph of bytes in which packages are sets of nodes. */
export interface PackageWeights {
  readonly graph: WeightedGraph;
  readonly nodesOf: ReadonlyMap<string, readonly number[]>;
}

/** Runs once, however often it is asked. */
export function once<T>(compute: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: compute() };
    return made.value;
  };
}
