import { InputError, type Problem } from "../errors.js";
import { layerCode } from "./code-reference.js";
import type { Template } from "./declared.js";
import { Evaluator } from "./evaluator.js";
import { eventSources } from "./event-sources.js";
import { declaredBuild, declaredFunctions } from "./functions.js";
import { withGlobals } from "./globals.js";
import { LAYER_TYPES } from "./layer-references.js";
import { withoutLoops } from "./loops.js";
import { entries, entry, isList, isMap, type NodeMap, textEntry } from "./node.js";
import { nestedStacks, outputs } from "./outputs.js";
import { parseTemplate } from "./parse-template.js";
import type { ParsedText } from "./parse-yaml.js";
import { provisionedConcurrency } from "./provisioned.js";
import { Resource, type Resources } from "./stack.js";
import { Targets } from "./targets.js";

/**
 * What a CloudFormation or SAM template (JSON or YAML) declares; `path` is how reports call it. Parameters stand for
 * what they are `given`, else for their defaults; what only a deployment knows is null.
 * Throws InputError: not-a-template, invalid-yaml (with line and column), nested-too-deep, too-many-aliases.
 */
export async function readTemplate(
  text: string,
  path: string,
  given: ReadonlyMap<string, string> = new Map(),
): Promise<Template> {
  const parsed = await parseTemplate(text, path);
  const { value } = parsed;
  if (!isMap(value) || !isMap(entry(value, "Resources"))) {
    throw new InputError({
      code: "not-a-template",
      path,
      message:
        'is no CloudFormation or SAM template: it has no "Resources". Name the template that is deployed.',
    });
  }
  const template = writtenOut(value, text, given);
  const evaluator = new Evaluator(template, { defaults: true, given });
  const resources = deployedResources(template, evaluator, parsed);
  const targets = new Targets(resources);
  const invocations = {
    events: eventSources(resources, targets),
    provisioned: provisionedConcurrency(resources, targets),
  };
  // What a macro writes into an API's definition hides no function: only what comes now is worth a word.
  evaluator.macros.clear();
  noteMacros(template, evaluator);
  const functions = declaredFunctions(resources, invocations);
  const all = [...resources.values()];
  return {
    path,
    functions,
    layers: all
      .filter(({ type }) => LAYER_TYPES.includes(type))
      .map((one) => ({
        logicalId: one.logicalId,
        line: one.line,
        code: layerCode(one),
        build: declaredBuild(one),
      })),
    nested: nestedStacks(resources),
    outputs: outputs(entry(template, "Outputs"), evaluator, resources),
    problems: [...parsed.problems, ...unevaluated(evaluator, path)],
  };
}

function writtenOut(template: NodeMap, text: string, given: ReadonlyMap<string, string>): NodeMap {
  if (!text.includes("Fn::ForEach::")) return template;
  const evaluator = new Evaluator(template, { defaults: true, given });
  return withoutLoops(template, (node) => evaluator.evaluate(node));
}

/** All but those whose condition is false whatever the parameters are. */
function deployedResources(template: NodeMap, evaluator: Evaluator, { lineOf }: ParsedText): Resources {
  // A resource that the defaults switch off is deployed by whoever sets them otherwise: its code is here all the same.
  const { conditions } = new Evaluator(template, { defaults: false });
  const resources = new Map<string, Resource>();
  for (const [logicalId, declaration] of entries(entry(template, "Resources"))) {
    const type = textEntry(declaration, "Type");
    if (!isMap(declaration) || type === null) continue;
    const condition = textEntry(declaration, "Condition");
    if (condition !== null && conditions.holds(condition) === false) continue;
    const properties = withGlobals(template, type, declaration);
    resources.set(
      logicalId,
      new Resource(logicalId, type, lineOf(declaration), declaration, properties, evaluator),
    );
  }
  return resources;
}

/** Macros that go over the whole template; AWS's own leave its functions what they are. */
function noteMacros(template: NodeMap, evaluator: Evaluator): void {
  for (const section of [template, entry(template, "Resources")])
    if (isMap(section)) evaluator.isComputed(section);
  const transform = entry(template, "Transform");
  for (const name of isList(transform) ? transform : [transform])
    if (typeof name === "string" && !name.startsWith("AWS::")) evaluator.macros.add(name);
}

function unevaluated({ conditions, macros }: Evaluator, path: string): readonly Problem[] {
  const note = (code: string, message: string): Problem => ({
    level: "note",
    code,
    path,
    line: null,
    message,
  });
  return [
    ...[...conditions.cycles].map((name) =>
      note("condition-cycle", `the condition ${name} hangs on itself; it counts as unknown.`),
    ),
    ...[...macros].map((name) =>
      note("macro-not-run", `only CloudFormation can run ${name}; what it writes counts as unknown.`),
    ),
  ];
}
