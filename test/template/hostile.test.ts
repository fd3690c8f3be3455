// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation writes its own.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/errors.js";
import { readTemplate } from "../../src/template/read-template.js";

/** A template, or a refusal that the user can act on; anything else is a crash. */
async function readOrRefuse(text: string): Promise<void> {
  try {
    const template = await readTemplate(text, "a.yaml");
    expect(Array.isArray(template.functions)).toBe(true);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.problem.message).not.toContain("\n");
  }
}

const NAME = fc.constantFrom(
  "A",
  "B",
  "AWS::Region",
  "AWS::NoValue",
  "__proto__",
  "constructor",
  "A.Arn",
  "",
);
const CALL = fc.constantFrom(
  ..."Ref Fn::GetAtt Fn::Sub Fn::Join Fn::Select Fn::Split Fn::FindInMap Fn::If Fn::ImportValue Fn::Transform Condition".split(
    " ",
  ),
  ..."Fn::Equals Fn::And Fn::Or Fn::Not Fn::ForEach::Loop Fn::Nobody".split(" "),
);
const PROPERTY = fc.constantFrom(
  ..."Handler Runtime MemorySize Timeout Code CodeUri InlineCode Layers Architectures Environment Variables".split(
    " ",
  ),
  ..."Events Tracing FunctionName Name S3Key ZipFile ProvisionedConcurrencyConfig Type Properties Condition Metadata".split(
    " ",
  ),
);
const TYPE = fc.constantFrom(
  ..."AWS::Lambda::Function AWS::Serverless::Function AWS::Lambda::LayerVersion AWS::Lambda::Alias".split(
    " ",
  ),
  ..."AWS::Lambda::EventSourceMapping AWS::ApiGateway::RestApi AWS::CloudFormation::Stack AWS::Lambda::Url".split(
    " ",
  ),
);
/** What a template's property might hold: data, and calls of functions with right and wrong arguments. */
const { value: VALUE } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      NAME,
      fc.constantFrom("${A}", "${A.Arn}:x", "${!A}", "${"),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(PROPERTY, NAME), tie("value"), { maxKeys: 4 }),
    fc.tuple(CALL, tie("value")).map(([name, argument]) => ({ [name]: argument })),
  ),
}));
const SECTION = fc.dictionary(NAME, fc.dictionary(fc.oneof(PROPERTY, NAME), VALUE, { maxKeys: 4 }), {
  maxKeys: 4,
});
const RESOURCES = fc.dictionary(
  fc.oneof(NAME, fc.constant("Fn::ForEach::A")),
  fc.oneof(
    VALUE,
    fc.record(
      { Type: TYPE, Properties: fc.dictionary(PROPERTY, VALUE), Condition: NAME },
      { requiredKeys: ["Type"] },
    ),
  ),
);
const TEMPLATE = fc.record(
  {
    Resources: RESOURCES,
    Parameters: SECTION,
    Mappings: SECTION,
    Conditions: SECTION,
    Globals: SECTION,
    Outputs: SECTION,
    Transform: VALUE,
  },
  { requiredKeys: ["Resources"] },
);
/** Pieces that YAML gives a meaning to, in any order. */
const YAML = fc
  .array(
    fc.constantFrom(
      "Resources:",
      "\n",
      "  ",
      "a: ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      "!Sub ",
      "!x ",
      "&a ",
      "*a",
      "'",
      '"',
      "|",
      "<<: ",
      "#",
      "---",
      "%",
      "\t",
      "? ",
      ",",
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

describe("a crash is never the answer", () => {
  test("to any text", async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), YAML), readOrRefuse), {
      numRuns: 500,
    });
  });

  test("to any JSON", async () => {
    await fc.assert(fc.asyncProperty(fc.json(), readOrRefuse), { numRuns: 300 });
  });

  test("to anything in the form of a template", async () => {
    await fc.assert(
      fc.asyncProperty(TEMPLATE, (template) => readOrRefuse(JSON.stringify(template))),
      { numRuns: 500 },
    );
  });
});

describe("size", () => {
  test("two thousand functions are read in time that grows with their number", async () => {
    const fn = (index: number) => ({
      Type: "AWS::Lambda::Function",
      Properties: { Handler: "index.handler", Code: { S3Bucket: { Ref: "Bucket" }, S3Key: `${index}.zip` } },
    });
    const method = (index: number) => ({
      Type: "AWS::ApiGateway::Method",
      Properties: { Integration: { Uri: { "Fn::GetAtt": [`Fn${index}`, "Arn"] } } },
    });
    const resources = Array.from({ length: 2000 }, (_, index) => [
      [`Fn${index}`, fn(index)],
      [`Method${index}`, method(index)],
    ]);
    const started = performance.now();
    const text = JSON.stringify({ Resources: Object.fromEntries(resources.flat()) });
    const { functions } = await readTemplate(text, "a.json");
    expect(functions.length).toBe(2000);
    expect(functions.every(({ settings }) => settings.events.length === 1)).toBe(true);
    // A tenth of a second on two cores; quadratic would be minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
