import * as v from "valibot";
import { readBinaries } from "../binaries/read-binaries.js";
import { armDiscountPercent, DURATION_PRICES } from "../lambda/prices.js";
import { type DeclaredFunction, declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule } from "./define-rule.js";

const FUNCTION = (architectures: string) => `Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: index.handler
      Runtime: nodejs22.x
${architectures}`;
const HANDLER = "exports.handler = async () => {};\n";

export const architecture = defineRule({
  id: "architecture",
  severity: "info",
  looksAt: "graph",
  summary: "Runs on x86_64 although nothing in the artifact needs it.",
  why: `A GB-second on arm64 is ${armDiscountPercent()}% cheaper than on x86_64 (us-east-1, on demand, first tier). \
JavaScript and WebAssembly run on both; what binds a function to one are native binaries. Said of Node functions whose \
artifact holds no native binary and that use no layer (a layer's files may be native). Whether the code is faster or \
slower there is not known: measure. What it fetches at run time, and Regions without arm64, can't be seen.`,
  docs: [DURATION_PRICES.source, "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html"],
  examples: {
    bad: { path: "template.yaml", files: { "template.yaml": FUNCTION(""), "src/index.js": HANDLER } },
    good: {
      path: "template.yaml",
      files: { "template.yaml": FUNCTION("      Architectures: [arm64]\n"), "src/index.js": HANDLER },
    },
  },
  options: v.strictObject({}),
  messages: {
    portable: (_: Record<never, never>) => ({
      message: `Runs on x86_64, and nothing in the artifact is native: on arm64 a GB-second costs ${armDiscountPercent()}% less.`,
      fix: "Set Architectures to [arm64] (CDK: Architecture.ARM_64), and measure that it isn't slower.",
    }),
  },
  async check(context, _options, say) {
    const portable = declaredFunctions(context.functions).filter(mayMove);
    if (portable.length === 0 || (await readBinaries(context.artifact, [])).size > 0) return [];
    return groupedBy(portable, () => ({})).map(({ said, functions }) => ({
      ...say("portable", said),
      ...declaredAt(functions),
      key: "portable",
    }));
  },
});

function mayMove({ architecture, runtime, layerIds, settings }: DeclaredFunction): boolean {
  if (architecture !== "x86_64" || runtime?.startsWith("nodejs") !== true) return false;
  return layerIds.length === 0 && settings.unknownLayers.length === 0;
}
