import * as v from "valibot";
import type { ArtifactFile } from "../artifact/artifact.js";
import type { PackageInstance } from "../artifact/packages.js";
import { sizeSchema } from "../config/size.js";
import { type Confidence, fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { isDevelopmentPackage } from "../lambda/development-packages.js";
import { type DeadFile, deadFiles } from "./dead-weight-files.js";
import { type DeadGroup, describeParts, groupsOf, KINDS, packagesGroup, sums } from "./dead-weight-groups.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { unusedPackages } from "./unused-packages.js";

const MANIFEST = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });
const HANDLER = 'const used = require("used");\nexports.handler = async () => used;\n';

export const deadWeight = defineRule({
  id: "dead-weight",
  severity: "warning",
  looksAt: "graph",
  summary:
    "Files that no Lambda loads: tests, docs, type declarations, sources, maps of packages, development tools.",
  why: `What lies in the artifact is downloaded and unpacked at every cold start, and counts against Lambda's limit, \
loaded or not. The rule groups files by kind over all packages and the user's own: type declarations, maps of packages \
(unless the function turns source maps on), tests, documents, sources of what is shipped compiled, a bundler's \
records, settings of editors, CI and build tools, lockfiles, caches. A file that a handler reaches is never one of them, \
whatever its folder is called, nor a folder that a loaded script of the package names beside itself; licences have to \
ship and aren't counted. Development packages (typescript, jest, @types/*, aws-cdk-lib …) count where no handler \
reaches them. Without a handler, as in a layer, only folders at a package's root go by their name. In a folder \
that is a working copy (\`.git\` lies in it) the confidence is low: development packages, tests and settings are where \
people work, and whoever zips it may leave them out. The saving is the files' own bytes; less than \`together\` in all \
is left alone.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html#function-code",
    "https://github.com/aws/aws-cdk/issues/25080",
  ],
  examples: {
    bad: {
      files: {
        "index.js": HANDLER,
        "node_modules/used/package.json": MANIFEST("used"),
        "node_modules/used/index.js": "module.exports = 1;\n",
        "node_modules/used/index.d.ts": "declare const used: number;\nexport = used;\n",
        "node_modules/used/test/fixtures.bin": { size: 900_000 },
      },
    },
    good: {
      files: {
        "index.js": HANDLER,
        "node_modules/used/package.json": MANIFEST("used"),
        "node_modules/used/index.js": 'module.exports = require("./test/really.js");\n',
        "node_modules/used/test/really.js": "module.exports = 1;\n",
        "node_modules/used/test/data.bin": { size: 900_000 },
        "node_modules/used/LICENSE": { size: 200_000 },
      },
    },
  },
  options: v.strictObject({
    each: v.optional(sizeSchema, "500 kB"),
    together: v.optional(sizeSchema, "100 kB"),
  }),
  messages: {
    files: (group: DeadGroup) => ({
      message: `${formatBytes(group.bytes)} ${KINDS[group.kind].are}: ${describeParts(group)}.`,
      fix: KINDS[group.kind].fix,
    }),
    small: {
      severity: "info",
      text: (found: { groups: readonly DeadGroup[]; bytes: number }) => ({
        message: `${formatBytes(found.bytes)} are files that nothing loads: ${found.groups.map(({ kind, bytes }) => `${KINDS[kind].name} ${formatBytes(bytes)}`).join(", ")}.`,
        fix: "Bundle the function (esbuild): only what is reached ships. Or leave them out of the zip by path.",
      }),
    },
  },
  async check(context, options, say) {
    if (context.artifact.kind === "metafile" || context.artifact.kind === "source-map") return [];
    const development = await developmentPackages(context);
    const ids = development.map(({ id }) => id);
    const files = await deadFiles(context, new Set(ids));
    const groups = [
      ...(development.length === 0 ? [] : [packagesGroup(development)]),
      ...groupsOf(files, context.attribution.packages),
    ];
    const large = groups.filter(({ bytes }) => bytes >= options.each);
    const small = groups.filter(({ bytes }) => bytes < options.each);
    const drafts = large.map((group) => draft([group], say("files", group), group.kind));
    const total = sums(small);
    if (small.length > 0 && total.bytes >= options.together)
      drafts.push(draft(small, say("small", { groups: small, bytes: total.bytes }), "small"));
    return drafts;

    function draft(some: readonly DeadGroup[], text: ReturnType<typeof say>, key: string): FindingDraft {
      const kinds = new Set<string>(some.map(({ kind }) => kind));
      const { bytes, zippedBytes } = sums(some);
      return {
        ...text,
        confidence: confidenceOf(context, kinds),
        location: fileLocation(context.artifact.path),
        packages: [
          ...new Set(some.flatMap(({ parts }) => parts.flatMap((part) => part.package?.name ?? []))),
        ],
        saved: { artifactBytes: bytes, zippedBytes },
        claims: kinds.has("development") ? ids : [],
        claimedFiles: claimedFiles(files.filter(({ kind }) => kinds.has(kind))),
        key,
      };
    }
  },
});

function confidenceOf(context: RuleContext, kinds: ReadonlySet<string>): Confidence {
  if (context.artifact.isWorkingCopy === true) return "low";
  // Of a layer only names tell what is for development.
  return kinds.has("development") && context.functions.length === 0 ? "medium" : "high";
}

/** Tools of development that nothing loads, with what only they bring in. In a layer: those that no other package asks for. */
async function developmentPackages(context: RuleContext): Promise<readonly PackageInstance[]> {
  const unused = await unusedPackages(context);
  if (unused !== null) return unused.development;
  if (context.artifact.role !== "layer") return [];
  const tools = new Map(
    context.attribution.packages.filter(({ name }) => isDevelopmentPackage(name)).map((pkg) => [pkg.id, pkg]),
  );
  return [...tools.values()].filter(({ requestedBy }) => requestedBy.every((id) => tools.has(id)));
}

function claimedFiles(files: readonly DeadFile[]): FindingDraft["claimedFiles"] {
  const byOwner = new Map<string, ArtifactFile[]>();
  for (const { owner, file } of files) {
    if (owner === null || owner === "") continue;
    const same = byOwner.get(owner);
    if (same === undefined) byOwner.set(owner, [file]);
    else same.push(file);
  }
  return new Map([...byOwner].map(([id, same]) => [id, sums(same)]));
}
