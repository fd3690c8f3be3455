import type { FunctionSettings, LambdaFunction } from "../function.js";
import type { DeclaredFunction } from "../template/declared.js";

/** A function that a deploy tool's output, a template or the config describes, and where its code lies. */
export interface DeployedFunction
  extends Pick<DeclaredFunction, "handler" | "runtime" | "architecture" | "memory" | "timeout"> {
  /** Logical id, or what its deploy tool calls it. */
  readonly name: string;
  /** As reports show it. */
  readonly template: string | null;
  readonly code: DeployedCode;
  /** In the order in which they are unpacked over each other. */
  readonly layers: readonly DeployedLayer[];
  readonly settings: FunctionSettings | null;
}

export type DeployedCode =
  /** Absolute path of a zip, of the folder that becomes one, or of a bundle that ships with the chunks it imports. */
  | {
      readonly kind: "artifact";
      readonly place: string;
      /** The folder that a zip was made of, when it is known: maps and metafiles that don't ship lie there. */
      readonly zippedFrom?: string;
    }
  /** Absolute path of an esbuild metafile. */
  | { readonly kind: "metafile"; readonly place: string }
  /** Absolute path of a source file, or of a folder of sources, that a build will turn into an artifact. */
  | { readonly kind: "source"; readonly place: string }
  /** A template's `ZipFile`. */
  | { readonly kind: "inline"; readonly text: string };

/** Absolute path of a layer's zip or folder, and what its deploy tool calls it. */
export interface DeployedLayer {
  readonly name: string;
  readonly place: string;
}

/** A deployed function as the report has it. */
export function lambdaOf(
  { name, template, handler, runtime, architecture, memory, timeout }: DeployedFunction,
  opened: Pick<LambdaFunction, "id" | "artifactId" | "layerIds" | "handlerModule" | "settings">,
): LambdaFunction {
  return { name, template, handler, runtime, architecture, memory, timeout, ...opened };
}
