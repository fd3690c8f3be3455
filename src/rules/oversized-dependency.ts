import * as v from "valibot";
import { isUnbundled, label } from "../artifact/package-text.js";
import type { PackageInstance, RetainedSize } from "../artifact/packages.js";
import { sizeSchema } from "../config/size.js";
import type { ChainStep } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { lighterChoice } from "../lambda/lighter.js";
import { isAwsSdkPackage } from "../lambda/sdk.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { ownDependencies } from "./own-dependencies.js";

const MANIFEST = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });

export const oversizedDependency = defineRule({
  id: "oversized-dependency",
  severity: "warning",
  looksAt: "graph",
  summary: "A dependency, with what only it brings in, takes a large part of the artifact.",
  why: `Every cold start downloads and unpacks the artifact, and loads what init reaches. The rule names packages \
whose retained size (the bytes that would leave the artifact with the package: itself and what nothing else needs) \
passes a threshold: \`bundled\` for what a bundler put in a file, after tree shaking; \`unbundled\` for a package \
that lies in node_modules, whole. A package that is only in there because of a reported one isn't reported again. \
The AWS SDK is left to bundled-aws-sdk. What a lighter choice would weigh in your function isn't known, so the \
saving is what the package takes, not the difference.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html#function-code"],
  examples: {
    bad: {
      files: {
        "index.js": 'const heavy = require("heavy");\nexports.handler = async () => heavy;\n',
        "node_modules/heavy/package.json": MANIFEST("heavy"),
        "node_modules/heavy/index.js": "module.exports = 1;\n",
        "node_modules/heavy/data.bin": { size: 6_000_000 },
      },
    },
    good: {
      files: {
        "index.js": 'const light = require("light");\nexports.handler = async () => light;\n',
        "node_modules/light/package.json": MANIFEST("light"),
        "node_modules/light/index.js": "module.exports = 1;\n",
      },
    },
  },
  options: v.strictObject({
    bundled: v.optional(sizeSchema, "500 kB"),
    unbundled: v.optional(sizeSchema, "5 MB"),
    ignore: v.optional(v.array(v.string()), []),
  }),
  messages: {
    oversized: (found: Oversized) => ({
      message: `${label(found.pkg)} takes ${formatBytes(found.retained.artifactBytes)}${companions(found.retained)}, ${percent(found.share)} of the artifact.`,
      fix: advice(found),
    }),
  },
  async check(context, options, say) {
    const drafts: FindingDraft[] = [];
    const covered = new Set<string>();
    const own = ownDependencies(context);
    for (const { pkg, retained } of await candidates(context, options)) {
      if (covered.has(pkg.id)) continue;
      for (const id of retained.packages) covered.add(id);
      const share = retained.artifactBytes / context.attribution.unzippedBytes;
      const chain = await context.importChain(pkg.id);
      const isWhole = isUnbundled(context.artifact, pkg);
      const isReached = chain.length > 0 || (await context.graph()) === null;
      drafts.push({
        ...say("oversized", {
          ...{ pkg, retained, share, isWhole, isReached },
          through: through(chain, context),
          isOwn: own.has(pkg.name),
          isNative: isNative(retained, context),
        }),
        packages: [pkg.name],
        saved: retained,
        chain,
        claims: retained.packages,
        key: pkg.id,
      });
    }
    return drafts;
  },
});

interface Oversized {
  readonly pkg: PackageInstance;
  readonly retained: RetainedSize;
  readonly share: number;
  /** In node_modules rather than in a bundle. */
  readonly isWhole: boolean;
  readonly isReached: boolean;
  /** The package that the user imports and that leads to it; null when it is imported directly. */
  readonly through: string | null;
  /** The artifact's own package.json asks for it. */
  readonly isOwn: boolean;
  /** It, or what it brings in, holds compiled binaries. */
  readonly isNative: boolean;
}

function isNative({ packages }: RetainedSize, { artifact }: RuleContext): boolean {
  const binaries = [...artifact.files.keys()].filter((path) => /\.node$|\.so(?:\.\d+)*$/.test(path));
  return packages.some((id) => binaries.some((path) => path.startsWith(`${id}/`)));
}

/** The first package of an import chain: what the user's own code asks for. */
function through(chain: readonly ChainStep[], context: RuleContext): string | null {
  const paths = new Set(chain.map((step) => step.path));
  const onTheWay = context.attribution.packages.filter((pkg) => paths.has(pkg.id));
  const order = chain.map((step) => step.path);
  return onTheWay.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id))[0]?.name ?? null;
}

/** Of a bundled package that init loads less of than one part in so many, the rest is loaded later. */
const MOSTLY = 10;

function advice({ pkg, retained, isWhole, isReached, through, isOwn, isNative }: Oversized): string {
  const choice = lighterChoice(pkg.name);
  if (choice !== null) return `${choice.instead} ${choice.reason}`;
  if (!isReached)
    return "No handler imports it: unless something loads it by name, take it out of the dependencies.";
  if (through !== null && isOwn)
    return `Your package.json asks for it, though only ${through} loads it: take it out of the dependencies if ${through} can do without.`;
  const { artifactBytes, initBytes } = retained;
  // What is loaded later already can't be advised to be. Of what isn't bundled init loads a small part anyway.
  const isLazy = initBytes === 0 || (!isWhole && initBytes !== null && initBytes * MOSTLY < artifactBytes);
  if (through !== null)
    return `${through} brings it in: update or replace that${isLazy ? "" : `, or import ${through} only where it is needed`}.`;
  if (isNative)
    return `It holds compiled binaries, which can't be bundled: install those of the function's platform only (\`npm install --os=linux --cpu=x64 --libc=glibc ${pkg.name}\`, or --cpu=arm64), and bundle the rest with it external.`;
  if (isWhole) return "Bundle the function (esbuild), so that only the files that are reached ship.";
  if (isLazy)
    return `Import only the part that is used. Init loads ${initBytes === 0 ? "none" : `only ${formatBytes(initBytes)}`} of it as it is.`;
  return `Import only the part that is used; where only some invocations need it, \`await import("${pkg.name}")\` takes it out of init.`;
}

/** Packages over their threshold, the one that takes most with it first: it covers those it brought in. */
async function candidates(
  context: RuleContext,
  options: { readonly bundled: number; readonly unbundled: number; readonly ignore: readonly string[] },
) {
  const found: { pkg: PackageInstance; retained: RetainedSize }[] = [];
  for (const pkg of context.attribution.packages) {
    if (isAwsSdkPackage(pkg.name) || options.ignore.includes(pkg.name) || context.isClaimed(pkg.id)) continue;
    const retained = await context.retained([pkg.id]);
    const threshold = isUnbundled(context.artifact, pkg) ? options.unbundled : options.bundled;
    if (retained.artifactBytes > threshold) found.push({ pkg, retained });
  }
  return found.sort(
    (a, b) =>
      b.retained.packages.length - a.retained.packages.length ||
      b.retained.artifactBytes - a.retained.artifactBytes,
  );
}

function companions(retained: RetainedSize): string {
  const others = retained.packages.length - 1;
  return others < 1
    ? ""
    : ` with the ${others === 1 ? "one package" : `${others} packages`} that only it brings in`;
}

function percent(share: number): string {
  return share >= 0.01 ? `${Math.round(share * 100)}%` : "under 1%";
}
