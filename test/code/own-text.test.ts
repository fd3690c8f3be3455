import { parse } from "acorn";
import { build } from "esbuild";
import { describe, expect, it, test } from "vitest";
import { withoutPackages } from "../../src/code/own-text.js";
import { patternNames } from "../../src/graph/scan-parse.js";
import { writeTree } from "../support/tree.js";

const ROOT = `${import.meta.dirname}/../..`;

describe.each(["cjs", "esm"] as const)("of an unminified bundle, %s,", (format) => {
  const bundled = async () => {
    const project = writeTree({
      "package.json": "{}",
      "src/orders.ts":
        'import { load } from "./load";\nimport moment from "moment";\nexport const handler = async (event: { id: string }) => {\n  return { order: await load(event.id), at: moment().format() };\n};\n',
      "src/load.ts":
        'import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";\nconst client = new DynamoDBClient({});\nexport const load = (id: string) => client.send(new GetItemCommand({ TableName: "t", Key: { id: { S: id } } }));\n',
    });
    const { outputFiles } = await build({
      ...{ absWorkingDir: project, entryPoints: ["src/orders.ts"], nodePaths: [`${ROOT}/node_modules`] },
      ...{ bundle: true, write: false, platform: "node", format, logLevel: "silent" },
    });
    const text = outputFiles[0]?.text ?? "";
    return { text, own: withoutPackages(text) };
  };

  it("packages' code is white space, and every place stays where it was", async () => {
    const { text, own } = await bundled();
    expect(own).toHaveLength(text.length);
    expect(own.split("\n").map(({ length }) => length)).toEqual(text.split("\n").map(({ length }) => length));
    const dense = (code: string) => code.replace(/\s+/g, "").length;
    expect(dense(text)).toBeGreaterThan(500_000);
    expect(dense(own)).toBeLessThan(dense(text) / 8);
    const ofUser = text.slice(text.indexOf("// src/load.ts"), text.lastIndexOf("\n};\n"));
    expect(ofUser).toMatch(/ client\.send\(.*import_moment.*\.format\(\)/s);
    expect(own).toContain(ofUser);
  });

  it("what the top level declares is declared still", async () => {
    const { text, own } = await bundled();
    const names = declared(own);
    expect(names).toEqual(declared(text));
    expect(names.size).toBeGreaterThan(100);
  });
});

test("of a package a statement that takes a value apart stays, as do branches and what is imported", () => {
  const kept =
    'import { join } from "node:path";\nvar { a, b } = { a: 1, b: 2 };\nif (a) {\n  var late = join("x");\n}\n';
  const text = `// node_modules/x/index.js\n${kept}var gone = () => {\n  return 1;\n}, also = \`\nvar c;\n\`;\n${"f();\n".repeat(5_000)}// src/b.ts\nuse(gone);\n`;
  const own = withoutPackages(text);
  expect(own).toContain(kept);
  expect(own.replace(/[ \n]+/g, " ")).toMatch(/var gone , also ; \/\/ src\/b\.ts use\(gone\); $/);
});

test("a text that has no path comments, or can't be parsed, or nests too deep, or is large, is given as it is", () => {
  const filler = "f();\n".repeat(5_000);
  for (const text of [
    `const url = "node_modules/";\n${filler}`,
    `// node_modules/x/index.js\n${filler}function (`,
    `// node_modules/x/index.js\nvar a = ${"[".repeat(50_000)}${"]".repeat(50_000)};\n`,
    "// node_modules/x/index.js\nvar a = 1;\n",
    `// node_modules/x/index.js\n${"f();\n".repeat(800_001)}`,
  ])
    expect(withoutPackages(text)).toBe(text);
});

function declared(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const { body } = parse(text, { ecmaVersion: "latest", sourceType: "module" });
  for (const statement of body) {
    if (statement.type === "VariableDeclaration")
      for (const { id } of statement.declarations) for (const name of patternNames(id)) names.add(name);
    else if (statement.type === "FunctionDeclaration" || statement.type === "ClassDeclaration")
      names.add(statement.id.name);
  }
  return names;
}
