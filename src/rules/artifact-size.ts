import * as v from "valibot";
import { compareText, fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { LIMITS } from "../lambda/limits.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";

const UNZIPPED_LIMIT_BYTES = LIMITS.unzipped.value;
const ZIP_UPLOAD_LIMIT_BYTES = LIMITS.zipUpload.value;

export const artifactSize = defineRule({
  id: "artifact-size",
  severity: "error",
  looksAt: "sizes",
  ofHelpers: true,
  summary: "The artifact passes a size limit of Lambda.",
  why: `Lambda refuses a function whose unzipped code, with all its layers, is larger than 262,144,000 bytes: \
the deployment fails. A zip over 52,428,800 bytes can't be uploaded through the API, the command line or the \
console; it has to go through S3, so that is a warning. Sizes come from the zip's central directory or from the \
files themselves, to the byte. A folder's zip size isn't known before somebody zips it, so only real zips are \
held to the upload limit (a \`zip\` budget estimates it). Of a folder that is a working copy (\`.git\` lies in it) the \
confidence is medium: what is for development may be left out.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
  examples: {
    bad: {
      files: {
        "index.js": "exports.handler = async () => {};\n",
        "model.bin": { size: UNZIPPED_LIMIT_BYTES },
      },
    },
    good: { files: { "index.js": "exports.handler = async () => {};\n", "model.bin": { size: 1000 } } },
  },
  options: v.strictObject({}),
  messages: {
    unzipped: (size: { bytes: number; over: number; withLayers: boolean; heaviest: string }) => ({
      message:
        `${formatBytes(size.bytes)} unzipped${size.withLayers ? " with layers" : ""}, ` +
        `${formatBytes(size.over)} over Lambda's limit of ${formatBytes(UNZIPPED_LIMIT_BYTES)}: ` +
        `it can't be deployed.${size.heaviest}`,
      fix: "Bundle the function (esbuild) so that only reached code ships, or deploy it as a container image (10 GB).",
    }),
    zipped: {
      severity: "warning",
      text: (size: { bytes: number }) => ({
        message:
          `The zip has ${formatBytes(size.bytes)}; over ${formatBytes(ZIP_UPLOAD_LIMIT_BYTES)} a direct upload is ` +
          "refused, and every cold start downloads it.",
        fix: "Upload it through S3, or make it smaller: bundle, and leave out what the handler doesn't reach.",
      }),
    },
  },
  check(context, _options, say) {
    const drafts: FindingDraft[] = [];
    const location = fileLocation(context.artifact.path);
    for (const [bytes, functions] of functionsBySize(context)) {
      if (bytes <= UNZIPPED_LIMIT_BYTES) continue;
      const size = {
        bytes,
        over: bytes - UNZIPPED_LIMIT_BYTES,
        withLayers: bytes > context.attribution.unzippedBytes,
        heaviest: heaviest(context),
      };
      const confidence = context.artifact.isWorkingCopy === true ? "medium" : "high";
      drafts.push({ ...say("unzipped", size), confidence, functions, location, key: "unzipped" });
    }
    const { zipBytes } = context.artifact;
    if (zipBytes !== null && zipBytes > ZIP_UPLOAD_LIMIT_BYTES) {
      drafts.push({ ...say("zipped", { bytes: zipBytes }), location, key: "zipped" });
    }
    return drafts;
  },
});

/** Functions that share an artifact but differ in layers differ in size. A layer counts alone. */
function functionsBySize(context: RuleContext): Map<number, string[]> {
  const sizes = new Map<number, string[]>();
  for (const [id, bytes] of context.totalUnzippedBytes) sizes.set(bytes, [...(sizes.get(bytes) ?? []), id]);
  if (sizes.size === 0) sizes.set(context.attribution.unzippedBytes, []);
  return sizes;
}

function heaviest(context: RuleContext): string {
  const top = context.attribution.packages
    .toSorted((a, b) => b.bytes - a.bytes || compareText(a.id, b.id))
    .slice(0, 3)
    .map((pkg) => `${pkg.name} ${formatBytes(pkg.bytes)}`);
  return top.length === 0 ? "" : ` The heaviest packages: ${top.join(", ")}.`;
}
