import * as v from "valibot";
import type { Artifact } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";
import { type Confidence, compareText, fileLocation, type Location } from "../finding.js";
import type { LambdaFunction } from "../function.js";
import type { ModuleGraph } from "../graph/module-graph.js";
import { isNodeModule, nodeModuleSince } from "../lambda/node-modules.js";
import { nodeVersion } from "../lambda/runtimes.js";
import { availableInRuntime, isAwsSdkPackage, isInNoRuntime } from "../lambda/sdk.js";
import { listed } from "../name-list.js";
import { defineRule, type FindingDraft, type MessageText, type RuleContext } from "./define-rule.js";
import { inArtifact } from "./in-artifact.js";
import { knownLayers } from "./known-layers.js";
import { loadedAlike } from "./loaded-alike.js";
import { type MissingImport, missingImports } from "./missing-imports.js";

const PACKAGE = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });

export const unresolvedImport = defineRule({
  id: "unresolved-import",
  severity: "error",
  looksAt: "graph",
  summary: "Init imports what is neither in the artifact, nor in a layer, nor in the runtime.",
  why: `The function fails before its first invocation, with Runtime.ImportModuleError (of an ES module \
ERR_MODULE_NOT_FOUND). Reported is only what surely runs when the handler's file is loaded: imports in a branch, in a \
\`try\`, in a function that init may not call, those that a package.json calls optional, and lazy ones are left out. The \
runtimes from nodejs18.x on carry the clients of AWS SDK v3, \`lib-dynamodb\` and \`util-dynamodb\`, but not v2, nor \
\`@smithy/*\` where a function could import it; of other packages of the SDK nobody says, which is an information. A \
package that a layer may bring whose files aren't known, that may lie beside a bundle that was linted alone, or be \
installed into a working copy before that is packed, is said with low confidence, as is a file that a build may still \
write (TypeScript lies in a folder that no template describes); where nobody named any layers, what the user's own code asks for with medium, and nothing is said of paths in \`/opt\`.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html",
    "https://github.com/aws/aws-sdk-js-v3/issues/6169",
    "https://github.com/aws/aws-sdk-js-v3/issues/4215",
  ],
  examples: {
    bad: {
      files: {
        "index.js": 'const { Pool } = require("pg");\nexports.handler = async () => new Pool();\n',
        "node_modules/uuid/package.json": PACKAGE("uuid"),
        "node_modules/uuid/index.js": "exports.v4 = () => 1;\n",
      },
    },
    good: {
      files: {
        "index.js": 'const { Pool } = require("pg");\nexports.handler = async () => new Pool();\n',
        "node_modules/pg/package.json": PACKAGE("pg"),
        "node_modules/pg/index.js": "exports.Pool = class {};\n",
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    packageMissing: ({ from, name, error, certainty }: Missing & { certainty: string }) => ({
      message: `${from} imports "${name}", which is neither in the artifact nor in a layer${certainty}: the function fails when it loads (${error}).`,
      fix:
        name === ".prisma"
          ? "Run `prisma generate` before the artifact is made, and ship node_modules/.prisma."
          : `Ship ${name}: install it for production (dependencies, not devDependencies), bundle it, or take it out of the bundler's externals.`,
    }),
    manyMissing: ({
      from,
      names,
      error,
      certainty,
    }: Omit<Missing, "name"> & { names: readonly string[]; certainty: string }) => ({
      message: `Init imports ${names.length} packages that are neither in the artifact nor in a layer (${listed(names, NAMED)})${certainty}: the function fails when it loads ${from} (${error}).`,
      fix: 'Ship them: install for production into the folder that is packed, or bundle (esbuild without `packages: "external"`).',
    }),
    leftOut: {
      severity: "info",
      text: ({ names, from }: { names: readonly string[]; from: string }) => ({
        message: `${from} leaves ${listed(names, NAMED)} to whoever deploys it: nothing here shows whether ${names.length === 1 ? "it lies" : "they lie"} beside it.`,
        fix: "Lint the zip or the folder that is deployed, or describe the function in the config (path, layers), to have it checked.",
      }),
    },
    fileMissing: ({ from, specifier, error }: { from: string; specifier: string; error: string }) => ({
      message: `${from} imports "${specifier}", which isn't in the artifact: the function fails when it loads (${error}).`,
      fix: isExtensionless(specifier, error)
        ? "Write the extension: an ES module's relative imports need it. Or add the file, if it was left out of the artifact."
        : "Add the file to the artifact: a pattern may leave it out, or the build doesn't copy it.",
    }),
    notBuilt: {
      severity: "info",
      text: ({ from, specifier }: { from: string; specifier: string }) => ({
        message: `${from} imports "${specifier}", which isn't there; by the TypeScript beside it a build is still to come.`,
        fix: "Build first, then lint what the build wrote, or the zip.",
      }),
    },
    partMissing: ({ from, specifier, name, error }: Missing & { specifier: string }) => ({
      message: `${from} imports "${specifier}", which the ${name} in the artifact doesn't have or doesn't export: the function fails when it loads (${error}).`,
      fix: `Ship ${name} whole, in the version that was installed for it: a pattern may have left files out, or another version exports other paths.`,
    }),
    sdkMissing: ({ from, name, runtime, error }: Missing & { runtime: string | null }) => ({
      message: `${from} imports "${name}", which is neither in the artifact nor in ${runtime ?? "any Node runtime"}${sdkReason(name)}: the function fails when it loads (${error}).`,
      fix: sdkFix(name),
    }),
    sdkUnknown: {
      severity: "info",
      text: ({ from, name, runtime }: { from: string; name: string; runtime: string }) => ({
        message: `${from} imports "${name}", which isn't in the artifact; AWS doesn't say whether ${runtime} has it.`,
        fix: `Bundle ${name}, together with the clients that it works with.`,
      }),
    },
    newerNode: ({
      from,
      specifier,
      since,
      runtime,
    }: {
      from: string;
      specifier: string;
      since: number;
      runtime: string;
    }) => ({
      message: `${from} imports "${specifier}", which Node has from version ${since} on; ${runtime} doesn't: the function fails when it loads (ERR_UNKNOWN_BUILTIN_MODULE).`,
      fix: `Move the function to nodejs${Math.max(since, 22)}.x or later, or do without ${specifier}.`,
    }),
  },
  async check(context, _options, say) {
    const graph = await context.graph();
    if (graph === null) return [];
    const groups = new Map<string, { draft: FindingDraft; ids: string[] }>();
    for (const { fn, ids } of loadedAlike(context.functions)) {
      if (fn.runtime !== null && !fn.runtime.startsWith("nodejs")) continue;
      for (const draft of await draftsOf(fn, graph)) {
        const key = JSON.stringify(draft);
        const known = groups.get(key);
        if (known === undefined) groups.set(key, { draft, ids: [...ids] });
        else known.ids.push(...ids);
      }
    }
    return [...groups.values()].map(({ draft, ids }) => ({ ...draft, functions: ids }));

    async function draftsOf(fn: LambdaFunction, modules: ModuleGraph): Promise<FindingDraft[]> {
      const found = await missingImports(context, modules, fn);
      const absent = new Map<string, MissingImport>();
      const drafts: FindingDraft[] = [];
      for (const one of distinct(found)) {
        const { package: name, specifier } = one;
        if (isNodeModule(specifier)) drafts.push(...newerNode(one, fn));
        else if (specifier.startsWith("/opt/") && knownLayers(fn) !== "all") continue;
        else if (name === null) drafts.push(await fileMissing(one, fn));
        else if (isShipped(name))
          drafts.push(await placed(one, say("partMissing", { ...told(one), name }), [name]));
        else if (isAwsSdkPackage(name)) drafts.push(...(await sdk(one, name, fn)));
        else if (!absent.has(name)) absent.set(name, one);
      }
      return [...drafts, ...(await missingPackages(absent, fn))];
    }

    async function fileMissing(one: MissingImport, fn: LambdaFunction): Promise<FindingDraft> {
      return isToBeBuilt(context.artifact, fn)
        ? { ...(await placed(one, say("notBuilt", told(one)))), confidence: "low" }
        : placed(one, say("fileMissing", told(one)));
    }

    function newerNode(one: MissingImport, { runtime }: LambdaFunction): FindingDraft[] {
      const [since, version] = [nodeModuleSince(one.specifier), nodeVersion(runtime)];
      if (since === null || version === null || version >= since || runtime === null) return [];
      const text = say("newerNode", { ...told(one), since, runtime });
      return [{ ...text, location: placeOf(one, context), key: one.specifier }];
    }

    async function sdk(one: MissingImport, name: string, fn: LambdaFunction): Promise<FindingDraft[]> {
      const { runtime } = fn;
      const isThere = runtime === null && isInNoRuntime(name) ? "no" : availableInRuntime(name, runtime);
      const confidence =
        knownLayers(fn) === "some" ? "low" : context.artifact.kind === "metafile" ? "medium" : "high";
      if (isThere === "no") {
        return [
          { ...(await placed(one, say("sdkMissing", { ...told(one), name, runtime }), [name])), confidence },
        ];
      }
      if (isThere === "yes" || runtime === null || confidence === "low") return [];
      return [await placed(one, say("sdkUnknown", { ...told(one), name, runtime }), [name])];
    }

    async function missingPackages(
      absent: ReadonlyMap<string, MissingImport>,
      fn: LambdaFunction,
    ): Promise<FindingDraft[]> {
      const names = [...absent.keys()].sort(compareText);
      const [first] = names.flatMap((name) => absent.get(name) ?? []);
      if (first === undefined) return [];
      const confidence = await confidenceOf([...absent.values()], fn, context);
      const isLayered = knownLayers(fn) === "some";
      if (confidence === "low" && !isLayered) {
        return [
          { ...say("leftOut", { ...told(first), names }), packages: names, confidence, key: "left out" },
        ];
      }
      const certainty = isLayered
        ? ", unless a layer brings it whose files aren't known"
        : confidence === "medium"
          ? ", unless a layer that nobody named brings it"
          : "";
      if (names.length > MAXIMUM_SINGLE || (confidence !== "high" && names.length > 1)) {
        const text = say("manyMissing", { ...told(first), names, certainty });
        return [{ ...(await placed(first, text, names)), confidence }];
      }
      return Promise.all(
        [...absent].map(async ([name, one]) => ({
          ...(await placed(one, say("packageMissing", { ...told(one), name, certainty }), [name])),
          confidence,
        })),
      );
    }

    function isShipped(name: string): boolean {
      return context.attribution.packages.some((pkg) => pkg.name === name);
    }

    /** Where it can be changed: the user's own file, or the import that brings the package which asks for it. */
    async function placed<T extends MessageText>(
      one: MissingImport,
      text: T,
      packages: readonly string[] = [],
    ) {
      const key = one.specifier;
      if (one.module.packageId === null) return { ...text, location: placeOf(one, context), packages, key };
      return { ...text, packages, key, chain: await context.importChain(one.module.packageId) };
    }
  },
});

/** More than so many packages are one mistake. */
const MAXIMUM_SINGLE = 4;

interface Missing {
  readonly from: string;
  readonly name: string;
  readonly error: string;
}

function told({ module, specifier, syntax }: MissingImport) {
  const error = syntax === "import" ? "ERR_MODULE_NOT_FOUND" : "Runtime.ImportModuleError";
  return { from: module.path, specifier, error };
}

/** One of those that ask for the same; the user's own rather than a package's. */
function distinct(found: readonly MissingImport[]): readonly MissingImport[] {
  const kept = new Map<string, MissingImport>();
  for (const one of found) {
    const key =
      one.package === null && !isNodeModule(one.specifier)
        ? `${one.module.path} ${one.specifier}`
        : one.specifier;
    const known = kept.get(key);
    if (known === undefined || (known.module.packageId !== null && one.module.packageId === null))
      kept.set(key, one);
  }
  return [...kept.values()].sort(
    (a, b) => compareText(a.specifier, b.specifier) || compareText(a.module.path, b.module.path),
  );
}

/** How sure it is that what isn't in the artifact isn't there at all. */
async function confidenceOf(
  asked: readonly MissingImport[],
  fn: LambdaFunction,
  { artifact, handlers }: RuleContext,
): Promise<Confidence> {
  const layers = knownLayers(fn);
  if (layers === "some" || artifact.isWorkingCopy === true) return "low";
  // What a package that ships asks for is seldom in a layer.
  const sure = layers === "all" || asked.every(({ module }) => module.packageId !== null) ? "high" : "medium";
  const hasPackages = [...artifact.files.keys()].some((path) => packagePath(path) !== null);
  if (hasPackages || artifact.kind === "zip") return sure;
  if (artifact.kind !== "directory" || fn.settings === null) return "low";
  // A folder whose package.json asks for them hasn't been installed yet.
  const manifest = (await (await handlers())?.text("package.json")) ?? "";
  return asked.some(({ package: name }) => manifest.includes(`"${name}"`)) ? "low" : sure;
}

/** Is it a folder of sources, of which nobody says that it is deployed as it is? */
function isToBeBuilt({ kind, files }: Artifact, { settings }: LambdaFunction): boolean {
  if (kind !== "directory" || settings !== null) return false;
  return [...files.keys()].some(
    (path) => packagePath(path) === null && /(?<!\.d)\.[cm]?tsx?$|(^|\/)tsconfig\.json$/.test(path),
  );
}

function placeOf({ module }: MissingImport, { artifact }: RuleContext): Location {
  return artifact.files.has(module.path) ? inArtifact(artifact, module.path) : fileLocation(module.path);
}

function sdkReason(name: string): string {
  if (name === "aws-sdk") return " (v3 is what runtimes have since nodejs18.x)";
  return name.startsWith("@smithy/") ? " (there it lies where a function's import doesn't look)" : "";
}

function sdkFix(name: string): string {
  if (name === "aws-sdk") {
    return 'Import a v3 client instead (`import { S3Client } from "@aws-sdk/client-s3"`), which the runtime has.';
  }
  return `Bundle ${name} (don't leave it external: "@aws-sdk/*" may be, "@smithy/*" may not), or install it for production.`;
}

function isExtensionless(specifier: string, error: string): boolean {
  return error === "ERR_MODULE_NOT_FOUND" && !/\.[cm]?js(?:on)?$/.test(specifier);
}

/** More would fill a screen. */
const NAMED = 4;
