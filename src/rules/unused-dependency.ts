import * as v from "valibot";
import { label } from "../artifact/package-text.js";
import { sizeSchema } from "../config/size.js";
import { fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { isAwsSdkPackage } from "../lambda/sdk.js";
import { defineRule, type FindingDraft } from "./define-rule.js";
import {
  broughtText,
  companions,
  type Leaving,
  named,
  splitByNeed,
  together,
  zippedBytes,
} from "./unused-leaving.js";
import { unusedPackages } from "./unused-packages.js";

const MANIFEST = (name: string) => JSON.stringify({ name, version: "1.0.0", main: "index.js" });

/** What other packages bring in can't be taken out one by one: only a good deal of it is a warning. */
const WARNED_BYTES = 1_000_000;

export const unusedDependency = defineRule({
  id: "unused-dependency",
  severity: "warning",
  looksAt: "graph",
  summary: "A package lies in the artifact although no handler loads it.",
  why: `Every cold start downloads and unpacks what nobody loads. The rule follows imports from all handlers of the \
artifact, static, lazy and by \`require\`, and names packages in node_modules that none of them leads to. Not every load \
is an import: a package whose name stands as a text in the user's own code or settings, in a file that computes what it \
loads, or in a package that asks for it (plugins, transports, drivers, view engines, platform packages, workers) may be \
loaded by that name and is left alone, with all that it depends on; so is what one of the user's own scripts imports \
that no handler reaches. Where the user's code computes a name of which nothing can be seen, and for agents that \
NODE_OPTIONS loads while the environment isn't known, the confidence is medium. Layers have no handler: nothing in them \
is called unused. The saving is what would leave with the packages.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html#function-code",
    "https://docs.npmjs.com/cli/commands/npm-prune",
  ],
  examples: {
    bad: {
      files: {
        "index.js": 'const used = require("used");\nexports.handler = async () => used;\n',
        "node_modules/used/package.json": MANIFEST("used"),
        "node_modules/used/index.js": "module.exports = 1;\n",
        "node_modules/forgotten/package.json": MANIFEST("forgotten"),
        "node_modules/forgotten/index.js": "module.exports = 1;\n",
        "node_modules/forgotten/data.bin": { size: 900_000 },
      },
    },
    good: {
      files: {
        "index.js":
          'const used = require("used");\nexports.handler = async () => used({ transport: "by-name" });\n',
        "node_modules/used/package.json": MANIFEST("used"),
        "node_modules/used/index.js":
          "module.exports = ({ transport }) => transport && require(transport);\n",
        "node_modules/by-name/package.json": MANIFEST("by-name"),
        "node_modules/by-name/index.js": "module.exports = 1;\n",
        "node_modules/by-name/data.bin": { size: 900_000 },
      },
    },
  },
  options: v.strictObject({
    each: v.optional(sizeSchema, "200 kB"),
    together: v.optional(sizeSchema, "50 kB"),
    ignore: v.optional(v.array(v.string()), []),
  }),
  messages: {
    unused: (found: Leaving) => ({
      message: `No handler loads ${found.root === null ? "it" : label(found.root)}, which takes ${formatBytes(found.bytes)}${companions(found)}.`,
      fix: "Take it out of `dependencies` (what only the build or the tests use belongs to `devDependencies`), and install with `npm ci --omit=dev`.",
    }),
    small: {
      severity: "info",
      text: (found: Leaving) => ({
        message: `No handler loads ${found.packages.length === 1 ? "one more package" : `${found.packages.length} more packages`}, ${formatBytes(found.bytes)} in all: ${named(found.packages)}.`,
        fix: "Take them out of `dependencies`, and install with `npm ci --omit=dev`.",
      }),
    },
    brought: (found: Leaving) => broughtText(found),
    broughtSmall: { severity: "info", text: (found: Leaving) => broughtText(found) },
  },
  async check(context, options, say) {
    const unused = await unusedPackages(context, (name) => options.ignore.includes(name));
    const use = await context.packageUse();
    if (unused === null || use === null) return [];
    // What isn't sure is left to bundled-aws-sdk, which has more to say about an SDK.
    const others = unused.others.filter(({ name }) => use.isCertain || !isAwsSdkPackage(name));
    const sure = others.filter(({ id }) => !unused.uncertain.has(id));
    const unsure = others.filter(({ id }) => unused.uncertain.has(id));
    const drafts: FindingDraft[] = [];
    for (const [group, certain] of [[sure, use.isCertain] as const, [unsure, false] as const]) {
      const { each, shared, brought } = await splitByNeed(group, context);
      const large = each.filter(({ bytes }) => bytes >= options.each);
      for (const one of large) drafts.push(draft(one, say("unused", one), certain, one.root?.id ?? ""));
      const small = together([...each.filter((one) => !large.includes(one)), shared]);
      if (small.bytes >= options.together) drafts.push(draft(small, say("small", small), certain, "small"));
      if (brought.bytes < options.together) continue;
      const text = brought.bytes >= WARNED_BYTES ? say("brought", brought) : say("broughtSmall", brought);
      drafts.push(draft(brought, text, certain, "brought"));
    }
    return drafts;

    function draft(
      found: Leaving,
      text: ReturnType<typeof say>,
      certain: boolean,
      key: string,
    ): FindingDraft {
      const names = found.root === null ? found.packages.map(({ name }) => name) : [found.root.name];
      return {
        ...text,
        confidence: certain ? "high" : "medium",
        location: fileLocation(context.artifact.path),
        packages: [...new Set(names)],
        saved: { artifactBytes: found.bytes, zippedBytes: zippedBytes(found.packages) },
        claims: found.packages.map(({ id }) => id),
        key,
      };
    }
  },
});
