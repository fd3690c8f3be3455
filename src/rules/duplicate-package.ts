import * as v from "valibot";
import { packagePath } from "../artifact/package-path.js";
import { isUnbundled, label } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { sizeSchema } from "../config/size.js";
import { compareText, fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { listed } from "../name-list.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";

interface Duplicate {
  readonly name: string;
  /** Newest first: the one that would stay. */
  readonly copies: readonly PackageInstance[];
  readonly spareBytes: number;
}

const copy = (version: string) => JSON.stringify({ name: "twin", version });
const CODE = `module.exports = "${"x".repeat(250_000)}";\n`;

export const duplicatePackage = defineRule({
  id: "duplicate-package",
  severity: "warning",
  looksAt: "graph",
  summary: "The same package is in the artifact more than once.",
  why: `Each copy is downloaded and unpacked, and loaded when init reaches it; state that a package keeps in a \
module (caches, \`instanceof\`, symbols) isn't shared between copies. The saving is the bytes of all copies but the \
newest. Copies of one version, or of one major version, usually become one with \`npm dedupe\`; across majors \
somebody has to move, so the finding says who asks for which. What would save less than \`bundled\` (inside a \
bundle) or \`unbundled\` (whole packages in node_modules) is named together, as info.`,
  docs: [
    "https://docs.npmjs.com/cli/commands/npm-dedupe",
    "https://docs.npmjs.com/cli/configuring-npm/package-json#overrides",
  ],
  examples: {
    bad: {
      files: {
        "package.json": JSON.stringify({ dependencies: { twin: "2", asks: "1" } }),
        "index.js": 'exports.handler = async () => [require("twin"), require("asks")];\n',
        "node_modules/twin/package.json": copy("2.0.0"),
        "node_modules/twin/index.js": CODE,
        "node_modules/asks/package.json": JSON.stringify({
          name: "asks",
          version: "1.0.0",
          dependencies: { twin: "1" },
        }),
        "node_modules/asks/index.js": 'module.exports = require("twin");\n',
        "node_modules/asks/node_modules/twin/package.json": copy("1.0.0"),
        "node_modules/asks/node_modules/twin/index.js": CODE,
      },
    },
    good: {
      files: {
        "index.js": 'exports.handler = async () => require("twin");\n',
        "node_modules/twin/package.json": copy("2.0.0"),
        "node_modules/twin/index.js": CODE,
      },
    },
  },
  options: v.strictObject({
    bundled: v.optional(sizeSchema, "10 kB"),
    unbundled: v.optional(sizeSchema, "200 kB"),
  }),
  messages: {
    duplicate: (found: { duplicate: Duplicate; context: RuleContext }) => ({
      message: `${found.duplicate.name} is in the artifact ${times(found.duplicate.copies.length)}: ${described(found.duplicate, found.context)}. One copy would save ${formatBytes(found.duplicate.spareBytes)}.`,
      fix: advice(found.duplicate),
    }),
    small: {
      severity: "info",
      text: (found: { duplicates: readonly Duplicate[]; bytes: number }) => ({
        message: `${found.duplicates.length === 1 ? "One small package is" : `${found.duplicates.length} small packages are`} in the artifact more than once, ${formatBytes(found.bytes)} to spare in all: ${named(found.duplicates)}.`,
        fix: "`npm dedupe` (`pnpm dedupe`, `yarn dedupe`) merges what the ranges allow; other copies stay until those that ask for the older one are updated.",
      }),
    },
  },
  check(context, options, say) {
    const duplicates = findDuplicates(context);
    const isLarge = ({ copies, spareBytes }: Duplicate) => {
      const isWhole = copies.some((one) => isUnbundled(context.artifact, one));
      return spareBytes >= (isWhole ? options.unbundled : options.bundled);
    };
    const large = duplicates.filter(isLarge);
    const small = duplicates.filter((one) => !isLarge(one));
    const location = fileLocation(context.artifact.path);
    const drafts: FindingDraft[] = large.map((duplicate) => ({
      ...say("duplicate", { duplicate, context }),
      location,
      packages: [duplicate.name],
      saved: { artifactBytes: duplicate.spareBytes },
      claims: duplicate.copies.slice(1).map((one) => one.id),
      key: duplicate.name,
    }));
    if (small.length > 0) {
      const bytes = small.reduce((sum, one) => sum + one.spareBytes, 0);
      drafts.push({
        ...say("small", { duplicates: small, bytes }),
        location,
        packages: small.map((one) => one.name),
        saved: { artifactBytes: bytes },
        claims: small.flatMap((one) => one.copies.slice(1).map((spare) => spare.id)),
        key: "small",
      });
    }
    return drafts;
  },
});

function findDuplicates(context: RuleContext): Duplicate[] {
  const byName = new Map<string, PackageInstance[]>();
  for (const pkg of context.attribution.packages) {
    if (context.isClaimed(pkg.id)) continue;
    byName.set(pkg.name, [...(byName.get(pkg.name) ?? []), pkg]);
  }
  return [...byName]
    .filter(([, copies]) => copies.length > 1)
    .map(([name, copies]) => {
      const newestFirst = copies.toSorted(
        (a, b) => compareVersions(b.version, a.version) || compareText(a.id, b.id),
      );
      const spareBytes = newestFirst.slice(1).reduce((sum, one) => sum + one.bytes, 0);
      return { name, copies: newestFirst, spareBytes };
    })
    .filter((one) => one.spareBytes > 0)
    .sort((a, b) => b.spareBytes - a.spareBytes || compareText(a.name, b.name));
}

/** Numeric parts first to last; unknown versions are oldest. Prerelease tags compare as text. */
function compareVersions(a: string | null, b: string | null): number {
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < 3; at += 1) {
    const difference = (left.numbers[at] ?? -1) - (right.numbers[at] ?? -1);
    if (difference !== 0) return difference;
  }
  if (left.tag === "" || right.tag === "") return left.tag === right.tag ? 0 : left.tag === "" ? 1 : -1;
  return compareText(left.tag, right.tag);
}

function parts(version: string | null): { numbers: number[]; tag: string } {
  const [numbers = "", ...tag] = (version ?? "").split("-");
  return { numbers: numbers.split(".").filter(Boolean).map(Number), tag: tag.join("-") };
}

function major(version: string | null): string | null {
  return version?.split(".")[0] ?? null;
}

function describe(pkg: PackageInstance, context: RuleContext): string {
  const names = new Map(context.attribution.packages.map((one) => [one.id, one.name]));
  const asking = [...new Set(pkg.requestedBy.map((id) => names.get(id) ?? id))];
  const shown = listed(asking, 3);
  return `${pkg.version ?? enclosing(pkg)}${shown === "" ? "" : ` for ${shown}`} (${formatBytes(pkg.bytes)})`;
}

function described({ copies }: Duplicate, context: RuleContext): string {
  return listed(
    copies.map((one) => describe(one, context)),
    NAMED,
    { separator: "; " },
  );
}

/** More would fill a screen; the JSON report's `packages` has them all. */
const NAMED = 6;

function named(duplicates: readonly Duplicate[]): string {
  return listed(duplicates.map(versions), NAMED);
}

/** Without a version (a source map tells none) the place tells copies apart. */
function enclosing({ id }: PackageInstance): string {
  const parent = packagePath(id.slice(0, Math.max(0, id.lastIndexOf("node_modules/") - 1)))?.name;
  return parent === undefined ? "at the top" : `inside ${parent}`;
}

function versions(duplicate: Duplicate): string {
  return `${duplicate.name} (${duplicate.copies.map((one) => one.version ?? "?").join(", ")})`;
}

function advice(duplicate: Duplicate): string {
  const [kept] = duplicate.copies;
  const majors = new Set(duplicate.copies.map((one) => major(one.version)));
  const target = kept === undefined ? duplicate.name : label(kept);
  if (majors.size === 1 && !majors.has(null)) {
    return `Run \`npm dedupe\` (or \`pnpm dedupe\`); if a range stands in the way, pin ${target} in "overrides" of package.json.`;
  }
  if (majors.has(null)) {
    return `Run \`npm dedupe\` (or \`pnpm dedupe\`) and build again; \`npm ls ${duplicate.name}\` tells which versions stay and who asks for them.`;
  }
  return `The copies differ in their major version: update those that ask for the older one, or try ${target} in "overrides" of package.json and test.`;
}

function times(count: number): string {
  return count === 2 ? "twice" : `${count} times`;
}
