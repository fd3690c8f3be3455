import type { Problem } from "../errors.js";
import type { Architecture, FunctionSettings } from "../function.js";

/** What a CloudFormation or SAM template declares, intrinsic functions evaluated as far as they are static. */
export interface Template {
  /** As reports show it. */
  readonly path: string;
  readonly functions: readonly DeclaredFunction[];
  readonly layers: readonly DeclaredLayer[];
  readonly nested: readonly NestedStack[];
  readonly outputs: readonly DeclaredOutput[];
  /** What couldn't be read or evaluated. */
  readonly problems: readonly Problem[];
}

export interface DeclaredFunction {
  readonly logicalId: string;
  readonly code: CodeReference;
  /** Null where the template doesn't say, or not statically. */
  readonly handler: string | null;
  readonly runtime: string | null;
  /** CloudFormation's default where nothing is written; null where it isn't static. */
  readonly architecture: Architecture | null;
  /** MB; 128 where nothing is written. */
  readonly memory: number | null;
  /** Seconds; 3 where nothing is written. */
  readonly timeout: number | null;
  readonly layers: readonly LayerReference[];
  /** `unknownLayers` are filled in by whoever looks for the layers. */
  readonly settings: Omit<FunctionSettings, "unknownLayers">;
  readonly build: DeclaredBuild | null;
}

/** What `sam build` does with it: `Metadata.BuildMethod` and `BuildProperties`; null without, or with `SkipBuild`. */
export interface DeclaredBuild {
  readonly method: string;
  readonly entryPoints: readonly string[];
}

export interface DeclaredLayer {
  readonly logicalId: string;
  readonly line: number | null;
  readonly code: CodeReference;
  readonly build: DeclaredBuild | null;
}

/** Where a function's or layer's code is, in the template's own words. */
export type CodeReference =
  /** A file or folder beside the template (`CodeUri`, a CDK asset's metadata). */
  | { readonly kind: "path"; readonly path: string }
  /** An object in S3; the bucket is null where it isn't static. */
  | { readonly kind: "object"; readonly bucket: string | null; readonly key: string }
  | { readonly kind: "inline"; readonly text: string }
  /** A container image: out of reach. */
  | { readonly kind: "image" }
  /** Not static, or not written. */
  | { readonly kind: "unknown" };

export type LayerReference =
  | { readonly kind: "declared"; readonly logicalId: string }
  | { readonly kind: "arn"; readonly arn: string }
  /** A parameter that nobody gave: whoever deploys the template knows. */
  | { readonly kind: "parameter"; readonly name: string }
  /** What another stack exports (`Fn::ImportValue`). */
  | { readonly kind: "import"; readonly name: string }
  /** An output of a nested stack. */
  | { readonly kind: "output"; readonly stack: string; readonly name: string }
  | { readonly kind: "unknown" };

export interface NestedStack {
  readonly logicalId: string;
  readonly line: number | null;
  /** Its template: as `Location` or `TemplateURL` says, or by a CDK asset's metadata. */
  readonly template: CodeReference;
  /** What it is given, by name: text, or what may be a layer. */
  readonly parameters: ReadonlyMap<string, string | LayerReference>;
}

/** An output that other stacks may use. */
export interface DeclaredOutput {
  readonly name: string;
  /** What `Fn::ImportValue` calls it; null where it isn't exported, or not under a static name. */
  readonly export: string | null;
  readonly layer: LayerReference;
}
