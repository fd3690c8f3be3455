import { join } from "node:path";
import { expect, it } from "vitest";
import { lint } from "../src/index.js";
import { expectExactSizes } from "./support/identity.js";
import { writeTree } from "./support/tree.js";

const HANDLER = "exports.handler = async () => {};\n";
/** What takes time that grows with the square of a text takes far longer for these than anybody waits. */
const BYTES = 60_000;
const PATIENCE_MS = 30_000;

const fill = (unit: string, bytes: number) => unit.repeat(Math.ceil(bytes / unit.length));

/** Repeated, each is the worst for some scanner or regular expression. */
const UNITS = [
  ..."({[<`/\"'*!?.,;:=@#%\\ \t\n\r\0",
  ...["${", "/ ", "/*", "*/", "<!--", '"\\', "=/[", "a=>", "a?", "a-", "a,", "a={b:"],
  ...["class A{", "exports.handler=", 'x="a"+', "0 && (module.exports = {", "import(", 'require("'],
  ...[
    "//# sourceMappingURL=",
    "//# sourceMappingURL=a.map\n",
    "// src/a.ts\n",
    "var require_a = __commonJS({",
  ],
  ...["-----BEGIN RSA PRIVATE KEY-----", "//registry.example.com/:_authToken=", "KEY=", "AKIA", "\u{1F600}"],
  ...["// lambda-lint-disable-next-line ", "../", "node_modules/", "a-b.c_d@1.0.0+", "x64-linux-musl-"],
  ...["&a *a ", "- - - ", "a: b: "],
];
/**
 * TypeScript takes its own squares: ahead over all modifiers at each, up from each operand, down each chain of members.
 * Of thousands of undeclared names some runs take 2 ms each to look them up, others nothing.
 */
const SQUARES = ["async ", "export ", "import ", "+", "-", "a.", "!Ref "];

const CASES = [
  ...UNITS.map((unit) => [JSON.stringify(unit), fill(unit, BYTES)] as const),
  ...SQUARES.map((unit) => [JSON.stringify(unit), fill(unit, BYTES / 6)] as const),
];

it.each(CASES)("%s, many times, in every kind of file", { timeout: 60_000 }, async (_, worst) => {
  const cwd = writeTree({
    "app/index.js": `require("a");\nrequire("./worst.js");\n${HANDLER}${worst}`,
    "app/worst.js": worst,
    "app/package.json": `{"name":"app","version":"1.0.0","main":${JSON.stringify(worst)},"dependencies":{"a":${JSON.stringify(worst)}}}`,
    "app/node_modules/a/package.json": `{"name":"a","version":${JSON.stringify(worst)},"exports":{${JSON.stringify(`./${worst}`)}:"./i.js"}}`,
    "app/node_modules/a/index.js": worst,
    "app/.env": worst,
    "app/.npmrc": worst,
    "app/key.pem": worst,
    "app/settings.json": worst,
    "app/index.js.map": worst,
    "meta/meta.json": worst,
    "bundle/index.js": `// src/a.ts\nvar a = 1;\n// src/b.ts\n${HANDLER}${worst}`,
    "src/handler.ts": `export const handler = async () => {};\n${worst}`,
    "stack/template.yaml": `Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: { Handler: ${JSON.stringify(worst)} }\n${worst}`,
  });
  const started = performance.now();
  for (const path of ["app", "meta/meta.json", "bundle", "src", "stack/template.yaml"]) {
    const report = await lint([path], { cwd, config: {}, asOf: "2026-11-20" });
    expectExactSizes(report);
    for (const { message } of report.problems) expect(message, join(path)).not.toContain("\n");
  }
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
});
