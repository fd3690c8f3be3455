import { describe, expect, it } from "vitest";
import { writeTree } from "../support/tree.js";
import { linted } from "./support.js";

const STORE = `import { S3Client } from "@aws-sdk/client-s3";
export function save() {
  return new S3Client({});
}
`;
const HANDLER = (name: string) => `import { ${name} } from "./lib/${name}";
export const handler = async () => ${name}();
`;
const PROJECT = {
  "package.json": "{}",
  "src/orders.ts": HANDLER("save"),
  "src/lib/save.ts": STORE,
  "src/users.ts": HANDLER("load"),
  "src/lib/load.ts": `import { SNSClient } from "@aws-sdk/client-sns";
export const load = () => new SNSClient({});
`,
  "src/alone.ts": "export const one = 1;\n",
  "src/types.d.ts": "export interface A { readonly a: 1 }\n",
};
const ONLY = { only: ["client-in-handler"] };

async function found(cwd: string, paths: readonly string[]): Promise<string[]> {
  const { findings } = await linted(cwd, paths, ONLY);
  return findings.map(({ location, packages }) => `${location?.path}:${location?.line} ${packages.join()}`);
}

describe("files that are named select findings, not the program", () => {
  it("a helper's handlers are looked for, and what they do through it is told", async () => {
    const cwd = writeTree(PROJECT);
    expect(await found(cwd, ["src/lib/save.ts"])).toEqual(["src/lib/save.ts:3 @aws-sdk/client-s3"]);
    expect((await linted(cwd, ["src/lib/save.ts"], ONLY)).functions.map(({ handler }) => handler)).toEqual([
      "src/orders.handler",
    ]);
  });

  it("importers are found whatever they call it: by an alias, a package's name, a template, in another case", async () => {
    const cwd = writeTree({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@store": ["./src/lib/save.ts"] } } }',
      "src/lib/save.ts": STORE,
      "src/actions/add.ts": STORE,
      "src/Case.ts": STORE,
      "packages/db/package.json": '{ "name": "@acme/data", "main": "client.ts" }',
      "packages/db/client.ts": STORE,
      "src/alias.ts": 'import { save } from "@store";\nexport const handler = async () => save();\n',
      "src/named.ts": 'import { save } from "@acme/data";\nexport const handler = async () => save();\n',
      "src/case.handler.ts": 'import { save } from "./case";\nexport const handler = async () => save();\n',
      "src/template.ts": `export const handler = async (event) => (await import(\`./actions/\${event.name}.ts\`)).save();\n`,
    });
    for (const file of ["src/lib/save.ts", "src/actions/add.ts", "src/Case.ts"])
      expect(await found(cwd, [file])).toEqual([`${file}:3 @aws-sdk/client-s3`]);
    expect(await found(cwd, ["packages/db/client.ts", "src/lib/save.ts"])).toEqual([
      "packages/db/client.ts:3 @aws-sdk/client-s3",
      "src/lib/save.ts:3 @aws-sdk/client-s3",
    ]);
  });

  it("a handler's offences in other files are told", async () => {
    const cwd = writeTree(PROJECT);
    expect(await found(cwd, ["src/orders.ts"])).toEqual(["src/lib/save.ts:3 @aws-sdk/client-s3"]);
  });

  it("what lies neither in them nor on the way through them isn't", async () => {
    const cwd = writeTree({
      ...PROJECT,
      "src/orders.ts": `import { save } from "./lib/save";
import { load } from "./lib/load";
export const handler = async () => [save(), load()];
`,
    });
    expect(await found(cwd, ["src/lib/load.ts"])).toEqual(["src/lib/load.ts:2 @aws-sdk/client-sns"]);
  });

  it("several are one run", async () => {
    const cwd = writeTree(PROJECT);
    expect(await found(cwd, ["src/lib/save.ts", "src/lib/load.ts", "src/alone.ts"])).toEqual([
      "src/lib/load.ts:2 @aws-sdk/client-sns",
      "src/lib/save.ts:3 @aws-sdk/client-s3",
    ]);
  });

  it("a folder is all that lies in it, as before", async () => {
    const cwd = writeTree(PROJECT);
    expect(await found(cwd, ["src"])).toHaveLength(2);
  });

  it("through an index, an alias and a chain of files", async () => {
    const cwd = writeTree({
      "tsconfig.json": '{"compilerOptions":{"baseUrl":".","paths":{"@lib/*":["src/lib/*"]}}}',
      "src/orders.ts": 'import { save } from "@lib";\nexport const handler = async () => save();\n',
      "src/users.ts": 'import { save } from "@lib/index";\nexport const handler = async () => save();\n',
      "src/lib/index.ts": 'export * from "./inner/save";\n',
      "src/lib/inner/save.ts": STORE,
    });
    expect(await found(cwd, ["src/lib/inner/save.ts"])).toEqual([
      "src/lib/inner/save.ts:3 @aws-sdk/client-s3",
    ]);
  });

  it("the project bounds the search: nothing beyond its package.json is read", async () => {
    const cwd = writeTree({
      "package.json": "{}",
      "outside.ts": 'import { save } from "./inner/src/save";\nexport const handler = async () => save();\n',
      "inner/package.json": "{}",
      "inner/src/save.ts": STORE,
    });
    const report = await linted(cwd, ["inner/src/save.ts"], ONLY);
    expect(report.findings).toEqual([]);
    expect(report.problems.map(({ code, level }) => `${level} ${code}`)).toEqual(["note no-handler"]);
  });

  it("in a monorepo those projects are searched too that ask for the file's, directly or through others", async () => {
    const asking = (name: string, ...others: string[]) =>
      JSON.stringify({ name, dependencies: Object.fromEntries(others.map((one) => [one, "*"])) });
    const cwd = writeTree({
      "package.json": '{ "workspaces": ["packages/*"] }',
      "packages/db/package.json": '{ "name": "@acme/db", "main": "client.ts" }',
      "packages/db/client.ts": STORE,
      "packages/orders/package.json": asking("@acme/orders", "@acme/db").replace(
        "{",
        '{ "main": "index.ts",',
      ),
      "packages/orders/index.ts": 'import { save } from "@acme/db";\nexport const order = () => save();\n',
      "packages/api/package.json": asking("@acme/api", "@acme/orders"),
      "packages/api/src/add.ts":
        'import { order } from "@acme/orders";\nexport const handler = async () => order();\n',
      "packages/web/package.json": asking("@acme/web"),
      "packages/web/src/add.ts":
        'import { save } from "@acme/db";\nexport const handler = async () => save();\n',
    });
    const { findings, functions } = await linted(cwd, ["packages/db/client.ts"], ONLY);
    expect(findings.map(({ location }) => `${location?.path}:${location?.line}`)).toEqual([
      "packages/db/client.ts:3",
    ]);
    expect(functions.map(({ handler }) => handler)).toEqual(["packages/api/src/add.handler"]);
  });

  it.each([
    ["of one library", { "@acme/db": ["libs/db/src/index.ts"] }],
    ["of all of them", { "@acme/*": ["libs/*/src/index.ts"] }],
  ])(
    "where `paths` of a tsconfig lead into the file's project, that tsconfig's folder is searched: %s",
    async (_, paths) => {
      const cwd = writeTree({
        "package.json": "{}",
        "tsconfig.base.json": JSON.stringify({ compilerOptions: { baseUrl: ".", paths } }),
        "libs/db/tsconfig.json": '{ "extends": "../../tsconfig.base.json" }',
        "libs/db/src/index.ts": STORE,
        "apps/api/tsconfig.json": '{ "extends": "../../tsconfig.base.json" }',
        "apps/api/src/add.ts":
          'import { save } from "@acme/db";\nexport const handler = async () => save();\n',
      });
      expect(await found(cwd, ["libs/db/src/index.ts"])).toEqual([
        "libs/db/src/index.ts:3 @aws-sdk/client-s3",
      ]);
    },
  );

  it.each([
    ["src/idle.ts", "export const handler = async () => {};\n", ["src/idle.handler"]],
    ["src/idle.js", "exports.lambdaHandler = async () => {};\n", ["src/idle.lambdaHandler"]],
    ["src/command.ts", "export const command = 'add';\nexport const handler = () => {};\n", []],
  ])(
    "a handler that reaches nothing worth a look was looked at nevertheless: %s",
    async (path, text, handlers) => {
      const report = await linted(writeTree({ "package.json": "{}", [path]: text }), [path]);
      expect(report.functions.map(({ handler }) => handler)).toEqual(handlers);
      expect(report.problems.map(({ code }) => code)).toEqual(handlers.length > 0 ? [] : ["no-handler"]);
    },
  );

  it("files that no handler reaches are a note, declarations too", async () => {
    const cwd = writeTree(PROJECT);
    for (const path of ["src/alone.ts", "src/types.d.ts"]) {
      const report = await linted(cwd, [path], ONLY);
      expect(report.problems.map(({ message }) => message).join()).toContain("nothing was checked");
      expect(report.problems.every(({ level }) => level === "note")).toBe(true);
    }
  });
});

describe("suppression comments", () => {
  const suppressed = (line: string) => STORE.replace("  return", `  ${line}\n  return`);

  it("outside of the named files still hold, and aren't called unused", async () => {
    const cwd = writeTree({
      ...PROJECT,
      "src/lib/save.ts": suppressed("// lambda-lint-disable-next-line client-in-handler -- once a night"),
      "src/lib/load.ts": `// lambda-lint-disable-next-line client-in-handler\n${PROJECT["src/lib/load.ts"]}`,
    });
    const report = await linted(cwd, ["src/orders.ts"], {
      only: ["client-in-handler", "unused-suppression"],
    });
    expect(report.findings.map(({ rule, suppressed: by }) => [rule, by?.by ?? null])).toEqual([
      ["client-in-handler", "comment"],
    ]);
  });

  it("in a named file that suppress nothing are told", async () => {
    const cwd = writeTree({
      ...PROJECT,
      "src/orders.ts": `// lambda-lint-disable-next-line heavy-top-level-import\n${PROJECT["src/orders.ts"]}`,
    });
    const { findings } = await linted(cwd, ["src/orders.ts"]);
    expect(findings.map(({ rule }) => rule)).toContain("unused-suppression");
  });
});
