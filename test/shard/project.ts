import fc from "fast-check";

/** A function of a made project: which artifact it deploys, and in which of two templates it stands. */
export interface MadeFunction {
  readonly name: string;
  readonly template: "a" | "b";
  readonly code: { readonly folder: number } | { readonly source: number } | { readonly inline: string };
  readonly layer: boolean;
}

export interface MadeProject {
  readonly functions: readonly MadeFunction[];
  /** Packages of each artifact. */
  readonly packages: readonly (readonly string[])[];
  readonly missing: boolean;
}

const PACKAGES = ["left", "right", "moment", "aws-sdk"];
/** Folders of sources, by number; all reach what is shared. */
const SOURCES = ["src", "src", "more"];
const HANDLER = "exports.handler = async () => {};\n";
const CLIENT = `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
export const find = async () => new DynamoDBClient({});
`;

/** Projects whose functions share artifacts, sources, layers and names, some of them with nothing at all. */
export const madeProject: fc.Arbitrary<MadeProject> = fc.record({
  functions: fc.array(
    fc.record({
      name: fc.constantFrom("Orders", "Users", "Carts", "Mails", "Images"),
      template: fc.constantFrom("a", "b"),
      code: fc.oneof(
        { weight: 5, arbitrary: fc.record({ folder: fc.nat(4) }) },
        { weight: 2, arbitrary: fc.record({ source: fc.nat(2) }) },
        { weight: 1, arbitrary: fc.record({ inline: fc.constantFrom(HANDLER, "exports.other = 1;\n") }) },
      ),
      layer: fc.boolean(),
    }),
    { maxLength: 9 },
  ),
  packages: fc.array(fc.subarray(PACKAGES), { minLength: 5, maxLength: 5 }),
  missing: fc.boolean(),
}) as fc.Arbitrary<MadeProject>;

/** Its files by path; two SAM templates, a.json and b.json, are what is to be linted. */
export function projectFiles({ functions, packages, missing }: MadeProject): Record<string, string> {
  const files: Record<string, string> = {
    "src/shared.ts": CLIENT,
    "layer/nodejs/node_modules/left/package.json": '{"name":"left","version":"2.0.0"}',
    "lambda-lint.config.json": JSON.stringify({
      budgets: [
        { type: "total", maximumWarning: 10 },
        { type: "package", name: "moment", maximumError: 0 },
        { type: "total", maximumIncrease: "5%" },
      ],
      rules: { "duplicate-package": ["warning", { unbundled: 10, bundled: 10 }] },
      overrides: [{ functions: "Users", rules: { "bundled-aws-sdk": "off" } }],
      ignore: [{ rule: "unused-dependency", package: "right", reason: "it is loaded by name" }],
    }),
  };
  for (const [number, folder] of SOURCES.entries()) {
    const named = `import { find } from "../src/shared.js";\nexport const handler = () => find();\n`;
    files[`${folder}/handler-${number}.ts`] = named;
  }
  for (const [number, names] of packages.entries()) {
    const folder = `out/f${number}`;
    files[`${folder}/package.json`] = "{}";
    files[`${folder}/index.js`] = names.map((name) => `require("${name}");\n`).join("") + HANDLER;
    for (const name of names) {
      files[`${folder}/node_modules/${name}/package.json`] = JSON.stringify({ name, version: "1.0.0" });
      files[`${folder}/node_modules/${name}/index.js`] = `module.exports = ${"1".repeat(10 * number)}1;\n`;
    }
  }
  for (const template of ["a", "b"]) {
    const declared = functions.filter((fn) => fn.template === template);
    const resources = Object.fromEntries(declared.map((fn) => [fn.name, resource(fn)]));
    const gone = { Type: "AWS::Serverless::Function", Properties: { CodeUri: "gone/", ...NODE } };
    files[`${template}.json`] = JSON.stringify({
      Transform: "AWS::Serverless-2016-10-31",
      Resources: {
        ...resources,
        ...(missing ? { Gone: gone } : {}),
        Layer: { Type: "AWS::Serverless::LayerVersion", Properties: { ContentUri: "layer/" } },
      },
    });
  }
  return files;
}

const NODE = { Handler: "index.handler", Runtime: "nodejs16.x" };

function resource({ code, layer }: MadeFunction) {
  const layers = layer ? { Layers: [{ Ref: "Layer" }] } : {};
  const properties =
    "folder" in code
      ? { ...NODE, CodeUri: `out/f${code.folder}/` }
      : "inline" in code
        ? { ...NODE, InlineCode: code.inline }
        : { ...NODE, CodeUri: `${SOURCES[code.source]}/`, Handler: `handler-${code.source}.handler` };
  return { Type: "AWS::Serverless::Function", Properties: { ...properties, ...layers } };
}
