// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its own.
import { describe, expect, test } from "vitest";
import { InputError, type Problem } from "../../src/errors.js";
import { parseYaml } from "../../src/template/parse-yaml.js";
import { readTemplate } from "../../src/template/read-template.js";

const value = async (text: string) => (await parseYaml(text, "a.yaml")).value;

async function refused(text: string): Promise<Problem> {
  const error = await readTemplate(text, "a.yaml").catch((thrown: unknown) => thrown);
  if (error instanceof InputError) return error.problem;
  throw new Error("wasn't refused");
}

describe("YAML", () => {
  test.each<[name: string, text: string, expected: unknown]>([
    ["short tags", "a: !Ref x", { a: { Ref: "x" } }],
    ["a condition", "a: !Condition x", { a: { Condition: "x" } }],
    [
      "tags on lists",
      "a: !Join ['', [b, !GetAtt c.d]]",
      { a: { "Fn::Join": ["", ["b", { "Fn::GetAtt": "c.d" }]] } },
    ],
    ["tags on mappings", "a: !Transform { Name: b }", { a: { "Fn::Transform": { Name: "b" } } }],
    ["tags on blocks", "a: !Sub |\n  ${b}\n  c\n", { a: { "Fn::Sub": "${b}\nc\n" } }],
    ["a tag below its key", "a:\n  !Equals\n    - b\n    - c", { a: { "Fn::Equals": ["b", "c"] } }],
    ["dates and versions stay text", "a: 2010-09-09", { a: "2010-09-09" }],
    ["numbers as keys", "200: a\n0644: b", { 200: "a", "0644": "b" }],
    ["anchors", "a: &x { b: 1 }\nc: *x", { a: { b: 1 }, c: { b: 1 } }],
    ["merge keys", "a: &x { b: 1, c: 1 }\nd: { <<: *x, c: 2 }", { a: { b: 1, c: 1 }, d: { b: 1, c: 2 } }],
    [
      "several merged: the first wins",
      "a: &a { x: 1 }\nb: &b { x: 2, y: 2 }\nc: { <<: [*a, *b] }",
      expect.objectContaining({ c: { x: 1, y: 2 } }),
    ],
    [
      "names that objects have",
      "__proto__: a\nconstructor: b",
      Object.assign(Object.create(null), JSON.parse('{"__proto__":"a","constructor":"b"}')),
    ],
    ["the last of equal keys", "a: 1\na: 2", { a: 2 }],
    ["the first of several documents", "a: 1\n---\nb: 2", { a: 1 }],
    ["Windows' line ends and a byte order mark", "\uFEFFa: 1\r\nb: 2\r\n", { a: 1, b: 2 }],
    ["nothing", "", null],
    ["a mapping as a key", "? [a]\n: b\nc: d", { c: "d" }],
    [
      "a flow collection that isn't indented",
      "a:\n  b: [\n  1,\n  2\n  ]\n  c: 3",
      { a: { b: [1, 2], c: 3 } },
    ],
    ["one that ends where it began", "a:\n  - b: [{\n    c: 1\n  }]\n", { a: [{ b: [{ c: 1 }] }] }],
    [
      "quoted text that isn't indented",
      "a:\n  b: !Sub '{\n  \"c\": 1\n}'\n  d: 2",
      { a: { b: { "Fn::Sub": '{ "c": 1 }' }, d: 2 } },
    ],
  ])("%s", async (_name, text, expected) => {
    expect(await value(text)).toEqual(expected);
  });

  test("a tag that nobody knows is said once, and its value is unknown", async () => {
    const { functions, problems } = await readTemplate(
      "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: !Own nodejs22.x\n      Handler: !Own a.b\n      MemorySize: 256\n",
      "a.yaml",
    );
    expect(functions).toMatchObject([{ runtime: null, handler: null, memory: 256 }]);
    expect(problems).toEqual([
      {
        level: "note",
        code: "unknown-tag",
        path: "a.yaml",
        line: 5,
        message: "the tag !Own is none of CloudFormation's; its values count as unknown.",
      },
    ]);
  });

  test("an alias that names nothing is said", async () => {
    const { problems } = await readTemplate("Resources:\n  A: *nobody\n", "a.yaml");
    expect(problems).toMatchObject([{ level: "note", code: "unknown-alias", line: 2 }]);
  });

  test("lines are those of the declarations, in whatever form", async () => {
    const { functions, layers } = await readTemplate(
      "# a comment\nResources:\n\n  A: { Type: AWS::Lambda::Function }\n  B:\n    Type: AWS::Lambda::Function\n  'C':\n    Type: AWS::Lambda::LayerVersion\n",
      "a.yaml",
    );
    expect([...functions.map(({ settings }) => settings.line), ...layers.map(({ line }) => line)]).toEqual([
      4, 5, 7,
    ]);
  });
});

describe("JSON", () => {
  test("may have comments and trailing commas, as CloudFormation lets it", async () => {
    const { functions } = await readTemplate(
      '{\n  "Resources": { # functions\n    "A": { "Type": "AWS::Lambda::Function", },\n  }\n}\n',
      "a.json",
    );
    expect(functions.map(({ logicalId }) => logicalId)).toEqual(["A"]);
  });
});

describe("what can't be read", () => {
  test("says where", async () => {
    expect(await refused("Resources:\n  A: [1\n  B: 2\n")).toMatchObject({
      code: "invalid-yaml",
      level: "error",
      line: 3,
    });
    expect(await refused('{\n  "Resources": {\n    "A" 1\n  }\n}')).toMatchObject({
      code: "invalid-yaml",
      line: 3,
    });
    const { message } = await refused("Resources:\n  A: 'b\n");
    expect(message).toMatch(/^is no valid YAML at line \d+, column \d+: Missing closing 'quote$/);
  });

  test.each([
    ["other JSON", '{"inputs":{}}'],
    ["a list", "[1, 2]"],
    ["text", "just text"],
    ["nothing", ""],
    ["resources that are none", "Resources: [a]"],
  ])("%s is no template", async (_name, text) => {
    expect(await refused(text)).toMatchObject({ code: "not-a-template", line: null });
  });

  test.each([
    ["lists", "[".repeat(20_000)],
    ["mappings", "{a: ".repeat(10_000)],
    ["dashes", "- ".repeat(20_000)],
    ["lists that end", `Resources: ${"[".repeat(400)}${"]".repeat(400)}`],
  ])("%s nested deeper than any template", async (_name, text) => {
    expect((await refused(text)).code).toBe("nested-too-deep");
  });

  test("merges of merges, each with all keys of those before", async () => {
    const merges = Array.from(
      { length: 3000 },
      (_, index) => `l${index + 1}: &l${index + 1} { <<: *l${index}, k${index}: x }`,
    );
    expect((await refused(`l0: &l0 {}\n${merges.join("\n")}\n`)).code).toBe("too-many-aliases");
  });

  test("aliases that stand for billions of values", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`)}]`,
    );
    expect((await refused(`l0: &l0 [x]\n${levels.join("\n")}\nResources: *l12\n`)).code).toBe(
      "too-many-aliases",
    );
  });
});
