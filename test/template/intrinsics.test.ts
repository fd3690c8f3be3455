// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its own.
import { describe, expect, test } from "vitest";
import { readTemplate } from "../../src/template/read-template.js";
import { declared, read } from "./support.js";

const SECTIONS = {
  Parameters: {
    Name: { Type: "String", Default: "orders" },
    Memory: { Type: "Number", Default: 512 },
    List: { Type: "CommaDelimitedList", Default: "a.x, b.y" },
    Bare: { Type: "String" },
    Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/path" },
  },
  Mappings: {
    Stages: {
      dev: { handler: "dev.handler", self: { "Fn::FindInMap": ["Stages", "dev", "self"] } },
      prod: { handler: "prod.handler" },
    },
  },
  Conditions: {
    Yes: { "Fn::Equals": ["a", "a"] },
    ByDefault: { "Fn::Equals": [{ Ref: "Name" }, "orders"] },
    Unknown: { "Fn::Equals": [{ Ref: "Bare" }, "x"] },
    Not: { "Fn::Not": [{ Condition: "Yes" }] },
    Decided: { "Fn::Or": [{ Condition: "Unknown" }, { Condition: "Yes" }] },
    Undecided: { "Fn::And": [{ Condition: "Unknown" }, { Condition: "Yes" }] },
    Refused: { "Fn::And": [{ Condition: "Unknown" }, { Condition: "Not" }] },
    Same: { "Fn::Equals": [{ Ref: "AWS::Region" }, { Ref: "AWS::Region" }] },
    Round: { "Fn::Not": [{ Condition: "Circle" }] },
    Circle: { "Fn::Not": [{ Condition: "Round" }] },
  },
};

const choose = (condition: string) => ({ "Fn::If": [condition, "then.x", "else.x"] });

describe("an intrinsic function is evaluated as far as it is static", () => {
  test.each<[name: string, value: unknown, expected: string | null]>([
    ["text", "index.handler", "index.handler"],
    ["a parameter's default", { Ref: "Name" }, "orders"],
    ["a number's default as text", { Ref: "Memory" }, "512"],
    ["a parameter without a default", { Ref: "Bare" }, null],
    ["a parameter that Systems Manager knows", { Ref: "Stored" }, null],
    ["a pseudo parameter", { Ref: "AWS::Region" }, null],
    ["something undeclared", { Ref: "Nobody" }, null],
    ["a name that every object has", { Ref: "constructor" }, null],
    ["an attribute", { "Fn::GetAtt": ["Fn", "Arn"] }, null],
    ["Sub", { "Fn::Sub": "${Name}.handler" }, "orders.handler"],
    ["Sub with variables", { "Fn::Sub": ["${A}.${Name}", { A: { Ref: "Name" } }] }, "orders.orders"],
    ["Sub with what isn't static", { "Fn::Sub": "${AWS::Region}.handler" }, null],
    ["Sub with a literal", { "Fn::Sub": "${!Name}.x" }, "${Name}.x"],
    ["Sub of an attribute", { "Fn::Sub": "${Fn.Arn}.x" }, null],
    ["Sub that doesn't end", { "Fn::Sub": "${Name" }, "${Name"],
    ["Join", { "Fn::Join": [".", [{ Ref: "Name" }, "handler"]] }, "orders.handler"],
    ["Join of a list parameter", { "Fn::Join": ["/", { Ref: "List" }] }, "a.x/b.y"],
    ["Join without what has no value", { "Fn::Join": [".", ["a", { Ref: "AWS::NoValue" }, "b"]] }, "a.b"],
    ["Join of what isn't static", { "Fn::Join": [".", [{ Ref: "Bare" }, "b"]] }, null],
    ["Select", { "Fn::Select": [1, ["a", "b"]] }, "b"],
    ["Select by text, of a list parameter", { "Fn::Select": ["1", { Ref: "List" }] }, "b.y"],
    ["Select beyond the end", { "Fn::Select": [7, ["a"]] }, null],
    ["Split", { "Fn::Select": [1, { "Fn::Split": [",", "a,b.c"] }] }, "b.c"],
    ["FindInMap", { "Fn::FindInMap": ["Stages", "dev", "handler"] }, "dev.handler"],
    ["FindInMap by what isn't static", { "Fn::FindInMap": ["Stages", { Ref: "Bare" }, "handler"] }, null],
    ["FindInMap of nothing", { "Fn::FindInMap": ["Stages", "dev", "toString"] }, null],
    ["FindInMap that leads to itself", { "Fn::FindInMap": ["Stages", "dev", "self"] }, null],
    ["FindInMap's default", { "Fn::FindInMap": ["Stages", "qa", "handler", { DefaultValue: "a.b" }] }, "a.b"],
    ["If, true", choose("Yes"), "then.x"],
    ["If, by a parameter's default", choose("ByDefault"), "then.x"],
    ["If, false", choose("Not"), "else.x"],
    ["If, unknown", choose("Unknown"), null],
    ["If, unknown, both the same", { "Fn::If": ["Unknown", "a.b", "a.b"] }, "a.b"],
    ["If by a condition that isn't there", choose("Nobody"), null],
    ["Or that one decides", choose("Decided"), "then.x"],
    ["And that nobody decides", choose("Undecided"), null],
    ["And that one refuses", choose("Refused"), "else.x"],
    ["the same pseudo parameter", choose("Same"), "then.x"],
    ["conditions that go round in circles", choose("Round"), null],
    ["what is looked up at deployment", "{{resolve:ssm:/handler}}", null],
    ["ImportValue", { "Fn::ImportValue": "name" }, null],
    ["a macro", { "Fn::Transform": { Name: "Own", Parameters: {} } }, null],
    ["a function that nobody knows", { "Fn::Nobody": "a.b" }, null],
    ["a number", 5, "5"],
    ["nothing", null, null],
    ["a list", ["a.b"], null],
  ])("%s", async (_name, value, expected) => {
    expect((await declared({ Handler: value }, SECTIONS)).handler).toBe(expected);
  });

  test("what has no value is as good as not written", async () => {
    const fn = await declared(
      { MemorySize: { Ref: "AWS::NoValue" }, Timeout: { "Fn::If": ["Yes", { Ref: "AWS::NoValue" }, 9] } },
      SECTIONS,
    );
    expect(fn).toMatchObject({ memory: 128, timeout: 3 });
  });

  test("calls nested deeper than any template are unknown", async () => {
    let deep: unknown = "a.b";
    for (let level = 0; level < 5000; level += 1) deep = { "Fn::Join": ["", [deep]] };
    expect((await declared({ Handler: deep })).handler).toBeNull();
  });
});

describe("problems", () => {
  test("conditions that hang on themselves, and macros, are said", async () => {
    const { problems } = await read({
      ...SECTIONS,
      Resources: {
        Fn: {
          Type: "AWS::Lambda::Function",
          Properties: { Handler: choose("Round"), "Fn::Transform": { Name: "AWS::Include" } },
        },
      },
    });
    expect(problems.map(({ level, code, message }) => `${level} ${code} ${message}`)).toEqual([
      "note condition-cycle the condition Round hangs on itself; it counts as unknown.",
      "note macro-not-run only CloudFormation can run AWS::Include; what it writes counts as unknown.",
    ]);
  });

  test("what a macro writes into an API hides no function, and isn't worth a word", async () => {
    const DefinitionBody = {
      "Fn::Transform": { Name: "AWS::Include", Parameters: { Location: "api.yaml" } },
    };
    const Api = { Type: "AWS::Serverless::Api", Properties: { DefinitionBody } };
    expect((await read({ Resources: { Api } })).problems).toEqual([]);
  });

  test("what a macro may write is unknown, what is written beside it isn't", async () => {
    const fn = await declared({ "Fn::Transform": { Name: "AWS::Include" }, Runtime: "nodejs22.x" });
    expect(fn).toMatchObject({ runtime: "nodejs22.x", memory: null, timeout: null, architecture: null });
  });
});

describe("a resource's condition", () => {
  test("leaves it out where it is false whatever the parameters are", async () => {
    const fn = (Condition: string) => ({ Type: "AWS::Lambda::Function", Condition, Properties: {} });
    const { functions } = await read({
      ...SECTIONS,
      Resources: {
        Never: fn("Not"),
        ByDefault: fn("ByDefault"),
        Unknown: fn("Unknown"),
        Nobody: fn("Nobody"),
      },
    });
    expect(functions.map(({ logicalId }) => logicalId)).toEqual(["ByDefault", "Unknown", "Nobody"]);
  });
});

describe("loops", () => {
  const LOOP = (collection: string) => `
Transform: AWS::LanguageExtensions
Parameters:
  Names: { Type: CommaDelimitedList, Default: "orders,us-ers" }
  Bare: { Type: CommaDelimitedList }
Resources:
  Before: { Type: AWS::Lambda::Function }
  Fn::ForEach::Functions:
    - Name
    - ${collection}
    - "Fn&{Name}":
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: !Sub "code/\${Name}"
          Handler: !Join [".", [!Ref Name, handler]]
`;
  test("are written out where what they go over is static", async () => {
    const { functions, problems } = await readTemplate(LOOP("!Ref Names"), "a.yaml");
    expect(problems).toEqual([]);
    expect(functions.map(({ logicalId, code, handler }) => [logicalId, code, handler]).slice(1)).toEqual([
      ["Fnorders", { kind: "path", path: "code/orders" }, "orders.handler"],
      ["Fnusers", { kind: "path", path: "code/us-ers" }, "us-ers.handler"],
    ]);
    expect(functions[0]?.settings.line).toBe(7);
  });

  test("and are said where it isn't", async () => {
    const { functions, problems } = await readTemplate(LOOP("!Ref Bare"), "a.yaml");
    expect(functions.map(({ logicalId }) => logicalId)).toEqual(["Before"]);
    expect(problems.map(({ code }) => code)).toEqual(["macro-not-run"]);
  });

  test("and macros of the user's own are said", async () => {
    const fn = { Type: "AWS::Lambda::Function", Properties: {} };
    const { problems } = await read({ Transform: ["AWS::Serverless-2016-10-31", "Own"], Resources: { fn } });
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "macro-not-run only CloudFormation can run Own; what it writes counts as unknown.",
    ]);
  });

  test("that would write millions of resources are left alone", async () => {
    const many = (prefix: string) => Array.from({ length: 2000 }, (_, index) => `${prefix}${index}`);
    const inner = { "F${A}${B}": { Type: "AWS::Lambda::Function" } };
    const outer = { "Fn::ForEach::Inner${A}": ["B", many("b"), inner] };
    const { functions } = await read({ Resources: { "Fn::ForEach::Outer": ["A", many("a"), outer] } });
    expect(functions).toEqual([]);
  });
});
