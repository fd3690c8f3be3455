import type { GenericSchema, InferOutput } from "valibot";
import type { Artifact } from "../artifact/artifact.js";
import type { Manifest } from "../artifact/manifest.js";
import type { Attribution, RetainedSize } from "../artifact/packages.js";
import type { CodeModel, SuppressionComment } from "../code/code-model.js";
import type { UserConfig } from "../config/config.js";
import type { ChainStep, Confidence, Location, Saved, Severity } from "../finding.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import type { PackageUse } from "../graph/package-use.js";
import type { Handlers } from "../handler/handler-module.js";
import type { BudgetResult } from "../report.js";

/** What a rule may look at: one artifact with the functions that deploy it. Everything costly is asked for. */
export interface RuleContext {
  readonly artifact: Artifact;
  readonly attribution: Attribution;
  /** At least one for role "function"; none for a layer. */
  readonly functions: readonly LambdaFunction[];
  /** Unzipped bytes with all layers, by function id. */
  readonly totalUnzippedBytes: ReadonlyMap<string, number>;
  readonly budgets: readonly BudgetResult[];
  readonly policy: Policy;
  /** ISO date that dated facts are compared with. */
  readonly asOf: string;
  /** True when an earlier rule's finding already claims the bytes of this package. */
  isClaimed(packageId: string): boolean;
  /** The module graph; null where none can be made (no handler, no JavaScript). */
  graph(): Promise<ModuleGraph | null>;
  /** Finds handlers as Lambda does; null where files don't lie as Lambda unpacks them (a metafile, sources). */
  handlers(): Promise<Handlers | null>;
  /**
   * Retained sizes of a set of packages, by deletion. `artifactBytes` are the bytes at rest that would go,
   * `initBytes` the bytes that init would not load (null where init is not known). Never add two of them up.
   */
  retained(packageIds: Iterable<string>): Promise<RetainedSize>;
  /** The shortest import chain from a handler to a package: first-party files, then packages. Empty if none. */
  importChain(packageId: string): Promise<readonly ChainStep[]>;
  /** The package.json of a package by its id, of the user's own by ""; null where it isn't at hand. */
  manifest(packageId: string): Manifest | null;
  /** A file that a bundler left out of the artifact, as it is installed; null where that isn't at hand. */
  unbundledText(path: string): string | null;
  /** Which packages something loads or may load; null where a handler is not known (a layer), or all is bundled. */
  packageUse(): Promise<PackageUse | null>;
  /** The TypeScript side; null where there is no source to read. */
  code(): Promise<CodeModel | null>;
  /** Suppression comments that no finding of an earlier rule needed. */
  unusedSuppressions(): Promise<readonly SuppressionComment[]>;
}

interface Policy {
  /** `runtime`: leave the SDK to the runtime; `bundle`: ship your own; null: nobody said. */
  readonly awsSdk: "runtime" | "bundle" | null;
}

/** What a rule returns; the pipeline turns it into a Finding (severity, fingerprint, order, suppression). */
export interface FindingDraft extends MessageText {
  readonly messageId: string;
  /** Of this message, before confidence lowers it. */
  readonly severity: Severity;
  /** Default "high". */
  readonly confidence?: Confidence;
  /** Default: all functions of the artifact. */
  readonly functions?: readonly string[];
  /** Default: the import statement in the user's code that the chain hangs on, else the artifact. */
  readonly location?: Location;
  /** Package names, for people and for `ignore`. */
  readonly packages?: readonly string[];
  readonly saved?: Partial<Saved>;
  readonly chain?: readonly ChainStep[];
  /** Package ids whose bytes this finding speaks for: later rules leave them alone. */
  readonly claims?: readonly string[];
  /** Bytes of packages that it doesn't claim whole, by package id: a later rule's finding leaves them out. */
  readonly claimedFiles?: ReadonlyMap<
    string,
    { readonly bytes: number; readonly zippedBytes: number | null }
  >;
  /** What tells it apart from others of the same rule, path and packages, without line numbers. */
  readonly key?: string;
}

export interface MessageText {
  /** What is, and what it costs. One or two sentences. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
}

/**
 * A message: a function from typed arguments to text. `severity` overrides the rule's own. The arguments differ from
 * message to message (`never` takes them all); `Say` gives each its own type back.
 */
type Message =
  | ((args: never) => MessageText)
  | { readonly severity: Severity; readonly text: (args: never) => MessageText };
type Messages = Readonly<Record<string, Message>>;
type ArgumentsOf<M extends Message> = M extends { readonly text: (args: infer A) => MessageText }
  ? A
  : M extends (args: infer A) => MessageText
    ? A
    : never;

/** Words a message: an unknown id or a missing argument does not compile. */
type Say<M extends Messages> = <K extends keyof M & string>(
  messageId: K,
  args: ArgumentsOf<M[K]>,
) => MessageText & { readonly messageId: K; readonly severity: Severity };

export interface RuleDefinition<M extends Messages, O extends GenericSchema> {
  readonly id: string;
  readonly severity: Severity;
  readonly looksAt: LooksAt;
  /** Does it speak of a deploy tool's own functions too, whose code isn't the user's to change? */
  readonly ofHelpers?: true;
  /** One line, for tables. */
  readonly summary: string;
  /** What it costs and how it is known, what it can't see, in a paragraph or two. */
  readonly why: string;
  /** Sources. */
  readonly docs: readonly string[];
  /** Executed by a test: `bad` must report, `good` must stay silent. */
  readonly examples: { readonly bad: Example; readonly good: Example };
  /** valibot schema of the options object; every option has a default. */
  readonly options: O;
  readonly messages: M;
  check(
    context: RuleContext,
    options: InferOutput<O>,
    say: Say<M>,
  ): readonly FindingDraft[] | Promise<readonly FindingDraft[]>;
}

/**
 * How deep a rule looks, so that a run computes no more than its rules need: `sizes` at what the artifact lists,
 * `graph` at modules and packages too, `code` at the user's own source (and so at source files without an artifact).
 */
type LooksAt = "sizes" | "graph" | "code";

/** A text, or what is more than a text. */
export type ExampleFile =
  | string
  | { readonly size: number }
  /** Bytes that are no text, and what they are. */
  | { readonly hex: string; readonly is: string }
  | { readonly text: string; readonly mode: number }
  | { readonly link: string };

/** A folder to lint: its files by path (a size stands for that many zero bytes), and a config. */
export interface Example {
  readonly files: Readonly<Record<string, ExampleFile>>;
  /** What of it is linted; default: the folder. */
  readonly path?: string;
  readonly config?: UserConfig;
}

/** A rule as the pipeline sees it. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly looksAt: LooksAt;
  readonly ofHelpers?: true;
  readonly summary: string;
  readonly why: string;
  readonly docs: readonly string[];
  readonly examples: { readonly bad: Example; readonly good: Example };
  readonly options: GenericSchema;
  readonly messageIds: readonly string[];
  check(context: RuleContext, options: unknown): Promise<readonly FindingDraft[]>;
}

export function defineRule<const M extends Messages, O extends GenericSchema>(
  definition: RuleDefinition<M, O>,
): Rule {
  const say: Say<M> = (messageId, args) => {
    const message: Message | undefined = definition.messages[messageId];
    if (message === undefined) throw new TypeError(`${definition.id} has no message ${messageId}`);
    const [severity, text] =
      typeof message === "function" ? [definition.severity, message] : [message.severity, message.text];
    return { messageId, severity, ...text(args as never) };
  };
  return {
    ...definition,
    messageIds: Object.keys(definition.messages),
    async check(context, options) {
      return definition.check(context, options as InferOutput<O>, say);
    },
  };
}
