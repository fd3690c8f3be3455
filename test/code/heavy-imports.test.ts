import * as v from "valibot";
import { expect, test } from "vitest";
import { analyzeCode } from "../../src/code/analyze.js";
import { sourcesFromTexts } from "../../src/code/project/source-set.js";
import type { FindingDraft, RuleContext } from "../../src/rules/define-rule.js";
import { heavyTopLevelImport } from "../../src/rules/heavy-top-level-import.js";
import { ineffectiveLazyImport } from "../../src/rules/ineffective-lazy-import.js";
import { BY_NAME } from "./weights.js";

async function findings(
  texts: Readonly<Record<string, string>>,
  rule = heavyTopLevelImport,
): Promise<readonly FindingDraft[]> {
  const files = sourcesFromTexts(new Map(Object.entries(texts)));
  const code = await analyzeCode({ files, handlers: [], clients: [], weigher: BY_NAME });
  const context: Pick<RuleContext, "code" | "graph"> = { code: async () => code, graph: async () => null };
  return rule.check(context as RuleContext, v.parse(rule.options, {}));
}

async function fixOf(path: string, text: string): Promise<string> {
  const [found, ...others] = await findings({ [path]: text });
  expect(others).toEqual([]);
  return found?.fix ?? "";
}

const inBranch = (use: string, rest = "event"): string =>
  `export const handler = async (event) => {\n  if (event.pdf) return ${use};\n  return ${rest};\n};\n`;

test.each([
  ['import { v4 as uuid, render } from "heavy-pdf";', "uuid(render(event))", "{ v4: uuid, render }"],
  ['import pdf, { render } from "heavy-pdf";', "pdf(render(event))", "{ default: pdf, render }"],
  ['import * as pdf from "heavy-pdf";', "pdf.render(event)", "pdf"],
  ['import { render, Page } from "heavy-pdf";', "render(event as Page)", "{ render }"],
])("the code to write binds the names that the file has: %s", async (statement, use, names) => {
  const fix = await fixOf("/a.ts", `${statement}\n${inBranch(use)}`);
  expect(fix).toContain(`\`const ${names} = await import("heavy-pdf")\``);
  expect(fix).not.toContain("isn't async");
});

test("where the code requires, the fix requires", async () => {
  const text = 'const { v4: uuid } = require("heavy-pdf");\nexports.handler = async (event) => {\n';
  const fix = await fixOf("/a.js", `${text}  if (event.pdf) return uuid(event);\n  return event;\n};\n`);
  expect(fix).toContain('`const { v4: uuid } = require("heavy-pdf")`');
  expect(fix).not.toContain("import");
});

test("a function that isn't async can't await: the fix names it", async () => {
  const text = `import { render } from "heavy-pdf";\nfunction draw(event) {\n  return render(event);\n}\n${inBranch("draw(event)")}`;
  expect(await fixOf("/a.js", text)).toContain("`draw` isn't async");
});

test("several imports of one module are one finding with all the places", async () => {
  const part = (name: string): string =>
    `import { render } from "heavy-pdf";\nexport const ${name} = (event) => render(event);\n`;
  const [found, ...others] = await findings({
    "/index.js": `import { a } from "./a";\nimport { b } from "./b";\n${inBranch("[a(event), b(event)]")}`,
    "/a.js": part("a"),
    "/b.js": part("b"),
  });
  expect(others).toEqual([]);
  expect(found?.message).toContain('"heavy-pdf", imported by 2 files, is loaded in init (1');
  expect(found?.location).toMatchObject({ path: "a.js", line: 1 });
  expect(found?.chain).toMatchObject([{ path: "b.js", line: 1 }]);
});

test("a handler's findings are the same alone and beside handlers that use more of its files", async () => {
  const shared = {
    "/pdf.js":
      'import { render, join } from "heavy-pdf";\nexport const draw = (event) => render(event);\nexport const merge = (event) => join(event);\n',
  };
  const first = { "/first.js": `import { draw } from "./pdf";\n${inBranch("draw(event)")}`, ...shared };
  const second = {
    "/second.js": 'import { merge } from "./pdf";\nexport const handler = async (event) => merge(event);\n',
  };
  const alone = await findings(first);
  expect(alone).toHaveLength(1);
  expect(await findings({ ...first, ...second })).toEqual(alone);
});

test("what a handler loads and was not seen to use is not reported because another handler uses it", async () => {
  const texts = {
    "/pdf.js":
      'import { render } from "heavy-pdf";\nexport const draw = (event) => render(event);\nexport const name = "pdf";\n',
    "/first.js": 'import { name } from "./pdf";\nexport const handler = async () => name;\n',
    "/second.js": 'import { draw } from "./pdf";\nexport const handler = async (event) => draw(event);\n',
  };
  expect(await findings(texts)).toEqual([]);
});

test("a lazy require is called what it is", async () => {
  const [found] = await findings(
    {
      "/a.js":
        'const sharp = require("heavy-sharp");\nexports.version = sharp.version;\nexports.handler = async (event) => require("heavy-sharp")(event);\n',
    },
    ineffectiveLazyImport,
  );
  expect(found?.message).toContain('`require("heavy-sharp")` defers nothing: a.js:1');
  expect(found?.fix).toContain("top-level require");
});

test.each(["absent-layer", "/opt/base"])(
  "what can't be weighed may load the module as well: %s",
  async (layer) => {
    const text = `import { render } from "heavy-pdf";\nimport { answer } from "${layer}";\n${inBranch("render(event)", "answer(event)")}`;
    const [found] = await findings({ "/a.js": text });
    expect(found?.confidence).toBe("medium");
    const [sure] = await findings({ "/a.js": text.replace(layer, "layer") });
    expect(sure?.confidence).toBe("high");
  },
);

test("another function that uses it and can't await is named too", async () => {
  const text =
    'import { Client, Query } from "heavy-db";\nlet client;\nconst db = () => (client ??= new Client());\n';
  const fix = await fixOf("/a.js", `${text}${inBranch("db().send(new Query(event))")}`);
  expect(fix).toContain("`db` isn't async");
});

test("a file of the project that isn't found may need the module on every path: nothing is said", async () => {
  const text = `import { render } from "heavy-pdf";\nimport { answer } from "absent-answer";\n${inBranch("render(event)", "answer(event)")}`;
  const confidences = async (specifier: string): Promise<readonly (string | undefined)[]> => {
    const found = await findings({ "/a.js": text.replace("absent-answer", specifier) });
    return found.map((one) => one.confidence);
  };
  expect(await confidences("absent-answer")).toEqual(["medium"]);
  expect(await confidences("@/absent-answer")).toEqual([]);
});

test.each([
  ["a custom resource", 'if (event.RequestType === "Delete") return "";'],
  ["the rotation of a secret", 'const steps = ["createSecret", "setSecret", "testSecret", "finishSecret"];'],
])("nobody waits for the start of %s: nothing is said", async (_what, line) => {
  const text = `import { render } from "heavy-pdf";\n${inBranch("render(event)")}`;
  const told = text.replace("  if (event.pdf)", `  ${line}\n  if (event.pdf)`);
  expect((await findings({ "/a.js": text })).map((one) => one.confidence)).toEqual(["high"]);
  expect(await findings({ "/a.js": told })).toEqual([]);
});

test.each([
  ["a kind of event", 'if (event.kind === "pdf") await render(event);', true],
  ["what is asked for", "if (event.pdf) await render(event);", true],
  ["a path", 'if (event.path.startsWith("/pdf")) await render(event);', true],
  ["one of several kinds", 'if (["pdf", "print"].includes(event.kind)) await render(event);', true],
  ["a flag", "const isNew = !event.old; if (isNew) await render(event);", false],
  [
    "the state of a row",
    'const order = await orders.findOne(event.id); const { fields } = order; if (fields["State"] === "Paid") await render(event);',
    false,
  ],
  [
    "a part of what was read of the request",
    'const body = await event.json(); if (body.kind === "pdf") await render(event);',
    true,
  ],
  ["a kind behind a name", 'const isPdf = event.kind === "pdf"; if (isPdf) await render(event);', true],
  [
    "a kind behind a function",
    'const isPdf = (one) => one.kind === "pdf"; if (isPdf(event)) await render(event);',
    true,
  ],
  ["a length", "if (event.pages.length > 1) await render(event);", false],
  [
    "two of three kinds",
    'switch (event.kind) { case "a": return render(1); case "b": return render(2); case "c": return forward(event); }',
    false,
  ],
])("named by what decides: %s", async (_what, body, isNamed) => {
  const rest = "await forward(event); return event.id;";
  const text = `import { render } from "heavy-pdf";\n${HANDED_ON}export const handler = async (event) => { ${body} ${rest} };\n`;
  const found = await findings({ "/a.js": text });
  expect(found.map((one) => one.confidence)).toEqual(isNamed ? ["high"] : []);
});

const HANDED_ON = "export const forward = (event) => fetch(event.url, { method: 'POST' });\n";

test.each([
  [
    "complains and cleans up",
    'console.error("no such kind"); [event.id].forEach((one) => failed.push(one));',
    0,
  ],
  [
    "complains by a logger of its own",
    'this.logger.fatal("no such kind"); failed.splice(0, 1, event.id);',
    0,
  ],
  ["complains, and then does its work", 'console.error("no such kind"); await forward(event);', 1],
  [
    "only notes, and does its work",
    'console.info("unknown kind: kept"); [event.id].forEach((one) => failed.push(one));',
    1,
  ],
  [
    "complains after its work",
    '[event.id].forEach((one) => failed.push(one)); console.error("no such kind");',
    1,
  ],
])("an arm that %s: a way of its own or none", async (_what, arm, count) => {
  const text = `import { render } from "heavy-pdf";
import { forward } from "./forward";
const failed = [];
export const handler = async function (event) {
  let page = "";
  if (event.kind === "pdf") {
    page = render(event);
  } else {
    ${arm}
  }
  await forward({ ...event, page, failed });
};
`;
  expect(await findings({ "/a.js": text, "/forward.js": HANDED_ON })).toHaveLength(count);
});

const LARGE = `exports.name = "large";\nexports.render = (event) => event;\n// ${"x".repeat(30_000)}\n`;
const inTwoFiles = (load: string): Readonly<Record<string, string>> => ({
  "/index.js": `const { name } = require("./large");\nconst pdf = require("heavy-pdf");\nconst { a } = require("./a");\nconst { b } = require("./b");\nexports.name = name + pdf.name;\nexports.handler = async (event) => [await a(event), await b(event)];\n`,
  "/a.js": `exports.a = async (event) => (${load}).render(event);\nexports.again = async (event) => (${load}).render(event);\n`,
  "/b.js": `exports.b = async (event) => (${load}).render(event);\n`,
  "/large.js": LARGE,
});

test.each([
  ["a package that functions of many files require", 'require("heavy-pdf")', ["a.js:1"]],
  ["a file that functions of many files require", 'require("./large")', ["a.js:1"]],
  ["a package that functions of many files import", 'await import("heavy-pdf")', ["a.js:1", "b.js:1"]],
  ["a file that functions of many files import", 'await import("./large")', ["a.js:1", "b.js:1"]],
])("%s in vain is told once, or once per file", async (_what, load, places) => {
  const found = await findings(inTwoFiles(load), ineffectiveLazyImport);
  expect(found.map(({ location }) => `${location?.path}:${location?.line}`)).toEqual(places);
});

test("two modules required in vain by the functions of one file are two findings", async () => {
  const texts = inTwoFiles('require("heavy-pdf")');
  const found = await findings(
    { ...texts, "/b.js": 'exports.b = async (event) => require("./large").render(event);\n' },
    ineffectiveLazyImport,
  );
  expect(found.map(({ key }) => key)).toEqual(["heavy-pdf", "./large"]);
});
