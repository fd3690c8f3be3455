import * as v from "valibot";
import type { RetainedSize } from "../artifact/packages.js";
import { fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { listed } from "../name-list.js";
import { type SdkFacts, sdkFacts } from "./aws-sdk-facts.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";

const SDK = JSON.stringify({ name: "aws-sdk", version: "2.1692.0", main: "index.js" });

export const bundledAwsSdk = defineRule({
  id: "bundled-aws-sdk",
  severity: "warning",
  looksAt: "graph",
  summary: "An AWS SDK ships in the artifact in a way that costs more than it needs to.",
  why: `Version 2 (\`aws-sdk\`) is out of support since 2025-09-08, unpacks to 70–100 MB, and no runtime since \
nodejs18.x carries it. Version 3: the runtime has a copy of its own, older and different by Region; AWS's SDK team \
advises to bundle yours, and never to mix the two. (A v2 or anything else of the SDK that is left to a runtime without \
it is told by unresolved-import.) So a v3 that is bundled once, from its ESM build, is only \
information, and the policy \`awsSdk\` in the config decides: \`"bundle"\` accepts it, \`"runtime"\` holds it to be \
left out. What is a warning under every policy: whole packages in node_modules, the CommonJS build (dist-cjs, which \
esbuild takes first for platform node and can't tree-shake), several versions, and a part in the artifact while the \
rest is left to the runtime. Whether a module comes from dist-cjs is read from the metafile, source map or path \
comments; in a minified bundle with none of them nothing is said.`,
  docs: [
    "https://github.com/aws/aws-cdk/issues/31610",
    "https://github.com/aws/aws-sdk-js-v3/issues/5594",
    "https://aws.amazon.com/blogs/developer/announcing-end-of-support-for-aws-sdk-for-javascript-v2/",
    "https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html",
  ],
  examples: {
    bad: {
      files: {
        "index.js":
          'const AWS = require("aws-sdk");\nconst s3 = new AWS.S3();\nexports.handler = async () => s3.listBuckets().promise();\n',
        "node_modules/aws-sdk/package.json": SDK,
        "node_modules/aws-sdk/index.js": "exports.S3 = class {};\n",
      },
    },
    good: {
      files: {
        "index.mjs":
          'import { S3Client } from "@aws-sdk/client-s3";\nconst s3 = new S3Client({});\nexport const handler = async () => s3.config.region();\n',
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    v2: {
      severity: "error",
      text: (sdk: {
        label: string;
        bytes: number;
        whole: boolean;
        bundled: boolean;
        inRuntime: boolean;
      }) => ({
        message:
          `${sdk.label} (AWS SDK v2, out of support since 2025-09-08) takes ${formatBytes(sdk.bytes)} ${sdk.bundled ? "of the bundle" : "of the artifact"}.` +
          (sdk.whole ? ` \`require("aws-sdk")\` loads the entry of every service at once.` : ""),
        fix:
          'Move to v3, client by client: `import { S3Client } from "@aws-sdk/client-s3"` instead of `new AWS.S3()` (npx aws-sdk-js-codemod helps).' +
          (sdk.inRuntime ? " Until then leave it out: this runtime ships aws-sdk v2." : ""),
      }),
    },
    v3Unbundled: (sdk: {
      bytes: number;
      packages: number;
      versions: readonly string[];
      policy: string | null;
      runtimesWithout: readonly string[];
      perhapsNotInRuntime: readonly string[];
    }) => ({
      message:
        `AWS SDK v3 lies in node_modules as ${sdk.packages} whole packages, ${formatBytes(sdk.bytes)} with what only it needs.` +
        (sdk.versions.length === 0
          ? ""
          : ` Several times: ${listed(sdk.versions, NAMED, { separator: "; " })}.`),
      fix:
        sdk.policy === "bundle" || sdk.runtimesWithout.length > 0
          ? BUNDLE_IT + without(sdk)
          : sdk.policy === "runtime"
            ? LEAVE_IT_OUT + exceptFor(sdk)
            : `${BUNDLE_IT} Or use the runtime's copy (nodejs18.x and later): keep @aws-sdk/* in devDependencies.${exceptFor(sdk)}`,
    }),
    v3Bundled: {
      severity: "info",
      text: (sdk: { bytes: number; clients: readonly string[] }) => ({
        message: `${formatBytes(sdk.bytes)} of the bundle is AWS SDK v3 (${listed(sdk.clients, NAMED)}), which the runtime also ships in an older version.`,
        fix: 'Bundling pins the version, which AWS\'s SDK team advises: set `awsSdk: "bundle"` in the config to accept it, or "runtime" to hold functions to the runtime\'s copy (esbuild: `external: ["@aws-sdk/*"]`).',
      }),
    },
    v3AgainstPolicy: (sdk: {
      bytes: number;
      clients: readonly string[];
      perhapsNotInRuntime: readonly string[];
    }) => ({
      message: `${formatBytes(sdk.bytes)} of the bundle is AWS SDK v3 (${listed(sdk.clients, NAMED)}), though the policy is awsSdk: "runtime".`,
      // Not "@smithy/*": in the runtime it lies where a function's import doesn't find it (aws-sdk-js-v3#6169).
      fix: `Leave it to the runtime: esbuild \`external: ["@aws-sdk/*"]\`. What your code imports from \`@smithy/*\` itself stays bundled: the runtime's copy can't be reached.${exceptFor(sdk)}`,
    }),
    v3CommonJs: (sdk: { bytes: number; share: number; packages: readonly string[] }) => ({
      message: `${formatBytes(sdk.bytes)} of AWS SDK v3 (${Math.round(sdk.share * 100)}% of it) is bundled from its CommonJS build (dist-cjs): ${listed(sdk.packages, NAMED)}. It can't be tree-shaken.`,
      fix: 'Let esbuild take the ESM build: `mainFields: ["module", "main"]` (CDK: `bundling: { mainFields: ["module", "main"] }`).',
    }),
    v3Versions: (sdk: { bytes: number; versions: readonly string[] }) => ({
      message: `AWS SDK v3 is bundled in several versions: ${listed(sdk.versions, NAMED, { separator: "; " })}. One of each would save ${formatBytes(sdk.bytes)}.`,
      fix: "Give all @aws-sdk/* dependencies the same version in package.json, then run `npm dedupe`.",
    }),
    v3Split: (sdk: { shipped: readonly string[]; external: readonly string[] }) => ({
      message: `AWS SDK v3 is split: ${listed(sdk.shipped, NAMED)} in the artifact, ${listed(sdk.external, NAMED)} left to the runtime. Versions that don't belong together meet at run time.`,
      fix: 'Take all of @aws-sdk/* from one place: bundle every one (none in `external`), or leave every one to the runtime (`external: ["@aws-sdk/*"]`).',
    }),
    needlessCredentials: {
      severity: "info",
      text: (sdk: { bytes: number; packages: readonly string[] }) => ({
        message: `${formatBytes(sdk.bytes)} are credential providers that Lambda never asks (${listed(sdk.packages, NAMED)}): a function's credentials come from its environment.`,
        fix: `They are loaded by import() only, so they can stay out: esbuild \`external: [${sdk.packages.map((name) => `"${name}"`).join(", ")}]\`. Keep them if you assume roles from profiles, SSO or web identity yourself.`,
      }),
    },
  },
  async check(context, _options, say) {
    const facts = await sdkFacts(context);
    const location = fileLocation(context.artifact.path);
    const drafts: FindingDraft[] = [];

    if (facts.v2 !== null) {
      const retained = await context.retained(facts.v2.ids);
      drafts.push({
        ...say("v2", { ...facts.v2, bytes: retained.artifactBytes }),
        packages: ["aws-sdk"],
        saved: retained,
        chain: await chainTo(context, facts.v2.ids),
        claims: retained.packages,
        key: "v2",
      });
    }
    if (facts.v3 !== null) drafts.push(...(await checkV3(context, facts.v3)));
    return drafts;

    async function checkV3(rules: RuleContext, v3: NonNullable<SdkFacts["v3"]>): Promise<FindingDraft[]> {
      const retained = await rules.retained(v3.ids);
      const whole = { packages: v3.names, saved: retained, claims: retained.packages };
      const chain = await chainTo(rules, v3.clientIds);
      const bytes = retained.artifactBytes;
      const split: FindingDraft[] =
        v3.external.length === 0
          ? []
          : [
              {
                ...say("v3Split", { shipped: v3.clients, external: v3.external }),
                location,
                packages: v3.external,
                key: "split",
              },
            ];
      if (v3.unbundled) {
        const text = say("v3Unbundled", {
          bytes,
          packages: v3.names.length,
          versions: v3.versions,
          policy: rules.policy.awsSdk,
          runtimesWithout: v3.runtimesWithout,
          perhapsNotInRuntime: v3.perhapsNotInRuntime,
        });
        return [{ ...text, ...whole, chain, key: "v3" }, ...split];
      }
      if (rules.policy.awsSdk === "runtime" && v3.runtimesWithout.length === 0) {
        const { clients, perhapsNotInRuntime } = v3;
        return [
          { ...say("v3AgainstPolicy", { bytes, clients, perhapsNotInRuntime }), ...whole, chain, key: "v3" },
          ...split,
        ];
      }
      const defects = [...split];
      if (v3.commonJs !== null) {
        defects.push({
          ...say("v3CommonJs", v3.commonJs),
          packages: v3.commonJs.packages,
          chain,
          key: "dist-cjs",
        });
      }
      if (v3.spareCopies.length > 0) {
        const saved = { artifactBytes: v3.spareBytes };
        defects.push({
          ...say("v3Versions", { bytes: v3.spareBytes, versions: v3.versions }),
          location,
          packages: v3.spareNames,
          saved,
          claims: v3.spareCopies,
          key: "versions",
        });
      }
      // Only one finding may claim a byte: under a whole-SDK finding the credential packages are told, not claimed.
      // A runtime without v3 leaves no choice.
      const isWholeSaid =
        rules.policy.awsSdk === null &&
        v3.runtimesWithout.length === 0 &&
        !defects.some((draft) => draft.severity === "warning");
      const needlessIds = v3.needless.map((pkg) => pkg.id);
      const needless = needlessIds.length === 0 ? null : await rules.retained(needlessIds);
      if (needless !== null && needless.artifactBytes > 0) {
        const packages = [...new Set(v3.needless.map((pkg) => pkg.name))];
        const text = say("needlessCredentials", { bytes: needless.artifactBytes, packages });
        const owned = isWholeSaid ? {} : withoutSpare(needless, v3);
        defects.push({ ...text, location, packages, ...owned, key: "credentials" });
      }
      if (!isWholeSaid) return defects;
      return [
        { ...say("v3Bundled", { bytes, clients: v3.clients }), ...whole, chain, key: "v3" },
        ...defects,
      ];
    }
  },
});

const BUNDLE_IT =
  'Bundle the function (esbuild, `mainFields: ["module", "main"]`): only what your code reaches ships.';

function without({ runtimesWithout }: { readonly runtimesWithout: readonly string[] }): string {
  return runtimesWithout.length === 0 ? "" : ` ${listed(runtimesWithout, NAMED)} has no v3 of its own.`;
}

/** Names of `@smithy/*` are told for themselves. */
function exceptFor({ perhapsNotInRuntime }: { readonly perhapsNotInRuntime: readonly string[] }): string {
  const names = perhapsNotInRuntime.filter((name) => !name.startsWith("@smithy/"));
  return names.length === 0
    ? ""
    : ` Keep ${listed(names, NAMED)}: AWS doesn't say that the runtime has ${names.length === 1 ? "it" : "them"}.`;
}

const LEAVE_IT_OUT =
  "Move @aws-sdk/* to devDependencies, so that installing for production leaves it to the runtime.";

/** What spare copies take is claimed by the finding on versions: here it is left out. */
function withoutSpare(needless: RetainedSize, v3: NonNullable<SdkFacts["v3"]>) {
  const spare = needless.packages.filter((id) => v3.spareCopies.includes(id));
  const saved = {
    artifactBytes: Math.max(0, needless.artifactBytes - v3.bytesOf(spare)),
    zippedBytes: spare.length === 0 ? needless.zippedBytes : null,
    initBytes: needless.initBytes,
  };
  return { saved, claims: needless.packages.filter((id) => !spare.includes(id)) };
}

/** The chain to the first of some packages that has one. */
async function chainTo(context: RuleContext, ids: readonly string[]) {
  for (const id of ids) {
    const chain = await context.importChain(id);
    if (chain.length > 0) return chain;
  }
  return [];
}

/** More would fill a screen. */
const NAMED = 3;
