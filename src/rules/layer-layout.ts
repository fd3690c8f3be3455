import * as v from "valibot";
import type { Artifact } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";
import { fileLocation } from "../finding.js";
import { formatCount } from "../format-count.js";
import { defineRule, type RuleContext } from "./define-rule.js";

const PACKAGE = (folder: string) => ({
  [`${folder}node_modules/dayjs/package.json`]: '{"name":"dayjs","version":"1.11.13"}',
  [`${folder}node_modules/dayjs/index.js`]: "module.exports = () => new Date();\n",
});
const LAYER_AND_FUNCTION = `Resources:
  Dates:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layer, CompatibleRuntimes: [nodejs22.x] }
  Orders:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: index.handler, Runtime: nodejs22.x, Layers: [!Ref Dates] }
`;
const HANDLER = "exports.handler = async () => {};\n";

export const layerLayout = defineRule({
  id: "layer-layout",
  severity: "error",
  looksAt: "sizes",
  summary: "A layer's packages lie where no function looks for them.",
  why: `Lambda unpacks layers to /opt, and Node looks for packages in /opt/nodejs/node_modules and in \
/opt/nodejs/node<major>/node_modules (NODE_PATH). A node_modules folder anywhere else in a layer is unpacked but never \
found by name: the function fails with "Cannot find module" unless it names the path itself. An artifact that a \
template, the config or a flag calls a layer is judged for sure; a zip that holds packages and nothing else, named on \
the command line, is taken for a layer with medium confidence. Layers of other things than packages are left alone.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html"],
  examples: {
    bad: {
      path: "template.yaml",
      files: { "template.yaml": LAYER_AND_FUNCTION, "src/index.js": HANDLER, ...PACKAGE("layer/") },
    },
    good: {
      path: "template.yaml",
      files: { "template.yaml": LAYER_AND_FUNCTION, "src/index.js": HANDLER, ...PACKAGE("layer/nodejs/") },
    },
  },
  options: v.strictObject({}),
  messages: {
    misplaced: ({ found, files }: { found: string; files: number }) => ({
      message: `Packages lie in ${found} (${formatCount(files)} files), which becomes /opt/${found}: no import looks there.`,
      fix: "Put them into nodejs/node_modules at the layer's root, then zip from that root.",
    }),
  },
  check(context, _options, say) {
    const isLayer = context.artifact.role === "layer";
    if (!isLayer && !holdsPackagesOnly(context)) return [];
    const folders = packageFolders(context.artifact);
    if ([...folders.keys()].some((folder) => SEARCHED.test(folder))) return [];
    const [first] = [...folders].sort(([, a], [, b]) => b - a);
    if (first === undefined) return [];
    const [found, files] = first;
    return [
      {
        ...say("misplaced", { found, files }),
        location: fileLocation(context.artifact.path),
        confidence: isLayer ? "high" : "medium",
        key: found,
      },
    ];
  },
});

const SEARCHED = /^nodejs\/(node\d+\/)?node_modules$/;

/** The outermost node_modules folders, with the number of files in their packages. */
function packageFolders(artifact: Artifact): Map<string, number> {
  const folders = new Map<string, number>();
  for (const path of artifact.files.keys()) {
    if (packagePath(path) === null) continue;
    const end = path.search(/(^|\/)node_modules\//);
    const folder = path.slice(0, path.indexOf("node_modules", Math.max(end, 0)) + "node_modules".length);
    folders.set(folder, (folders.get(folder) ?? 0) + 1);
  }
  return folders;
}

/** Nothing in it can be a handler: what npm installs, and no line of anybody's own. */
function holdsPackagesOnly({ artifact, functions }: RuleContext): boolean {
  if (artifact.kind !== "zip" && artifact.kind !== "directory") return false;
  if (functions.some(({ handler, handlerModule }) => handler !== null || handlerModule !== null))
    return false;
  const own = [...artifact.files.keys()].filter((path) => !/(^|\/)node_modules\//.test(path));
  return own.every((path) => /(^|\/)(package(-lock)?\.json|yarn\.lock|pnpm-lock\.yaml)$/.test(path));
}
