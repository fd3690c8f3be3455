import type * as acorn from "acorn";
import type { Scan, ScannedImport } from "./scan.js";
import type { Call, Expression, FunctionScope, Scopes } from "./scan-scopes.js";
import { NODE_REQUIRE, Values } from "./scan-values.js";

/** Callbacks that run at once, not later. */
const RUNS_CALLBACK = new Set(
  "forEach map filter reduce reduceRight some every find flatMap call apply".split(" "),
);
/** Functions may be handed on; each pass follows one more hand. */
const MAXIMUM_PASSES = 8;

/**
 * Tells the imports of init from the lazy ones: follows calls from the top level through functions called at once,
 * UMD factories, bundlers' wrappers and functions called by name. A method's call is not followed.
 */
export function runInit(scopes: Scopes, wantsRequire: boolean): Scan {
  const values = new Values(scopes);
  const running = runAll([scopes.root], values);
  const certain = surelyRunning(scopes, values);
  const exported = scopes.exported.flatMap((value) => functionsOf(value, values));
  const whenCalled = runAll(exported, values);
  const imports: ScannedImport[] = [];
  let dynamicRequires = 0;
  for (const scope of scopes.all) {
    const runs = running.has(scope);
    const runsSurely = certain.has(scope);
    for (const { node, isTried, isAwaited, isCertain } of scope.imports) {
      const specifier = literal(node.source);
      if (specifier === null) dynamicRequires += 1;
      else {
        const timing = isAwaited && scope === scopes.root ? "static" : "lazy";
        imports.push({
          ...{ specifier, timing, syntax: "import", optional: isTried, offset: node.start },
          isCertain: timing === "static" && isCertain,
        });
      }
    }
    if (!wantsRequire) continue;
    let callees: ReadonlySet<acorn.AnyNode> | null = null;
    for (const { node, isTried, isCertain } of scope.calls) {
      if (!isRequire(node, scope, values)) continue;
      const specifier = literal(node.arguments[0]);
      if (specifier === null) dynamicRequires += 1;
      else {
        const timing = runs ? "static" : "lazy";
        callees ??= new Set<acorn.AnyNode>(scope.calls.map((one) => one.node.callee));
        const call = callees.has(node) ? "called" : whenCalled.has(scope) ? "when-called" : undefined;
        imports.push({
          ...{ specifier, timing, syntax: "require", optional: isTried, call, offset: node.start },
          isCertain: runsSurely && isCertain,
        });
      }
    }
  }
  return { imports: imports.sort((a, b) => a.offset - b.offset), dynamicRequires };
}

/** Everything that runs when these functions do. */
function runAll(start: readonly FunctionScope[], values: Values): ReadonlySet<FunctionScope> {
  const running = new Set(start);
  for (
    let pass = 0, before = -1;
    pass < MAXIMUM_PASSES && before !== running.size + values.bound;
    pass += 1
  ) {
    before = running.size + values.bound;
    for (const scope of running) for (const call of scope.calls) follow(call, scope, values, running);
  }
  return running;
}

/** What runs whatever happens: by calls that nothing skips, of what surely is the one function. */
export function surelyRunning(scopes: Scopes, values = new Values(scopes)): ReadonlySet<FunctionScope> {
  const running = new Set([scopes.root]);
  for (const scope of running) {
    for (const { node, isCertain } of scope.calls) {
      if (!isCertain || node.type !== "CallExpression") continue;
      const [called, ...others] = values.of({ node: node.callee, scope });
      if (called === undefined || called === NODE_REQUIRE || others.length > 0) continue;
      if (!called.isDeferred) running.add(called);
    }
  }
  return running;
}

function functionsOf(value: Expression, values: Values): readonly FunctionScope[] {
  return [...values.of(value)].filter((callable) => callable !== NODE_REQUIRE);
}

function isRequire(node: Call["node"], scope: FunctionScope, values: Values): boolean {
  const { callee } = node;
  if (node.type !== "CallExpression" || callee.type !== "Identifier" || node.arguments.length === 0)
    return false;
  return values.of({ node: callee, scope }).has(NODE_REQUIRE);
}

function follow({ node }: Call, scope: FunctionScope, values: Values, running: Set<FunctionScope>): void {
  const run = (callee: acorn.AnyNode, given: readonly acorn.AnyNode[]) => {
    for (const called of values.of({ node: callee, scope })) {
      if (called === NODE_REQUIRE) continue;
      running.add(called);
      values.bind(called, given, scope);
    }
  };
  const { callee } = node;
  const given = node.arguments;
  run(callee, given);
  if (callee.type === "Identifier" && callee.name === "Promise" && given[0]) run(given[0], []);
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || callee.computed) return;
  const method = callee.property.name;
  if (!RUNS_CALLBACK.has(method)) return;
  if (method === "call") run(callee.object, given.slice(1));
  else if (method === "apply")
    run(callee.object, given[1]?.type === "ArrayExpression" ? elements(given[1]) : []);
  else if (given[0]) run(given[0], []);
}

function elements(array: acorn.ArrayExpression): readonly acorn.AnyNode[] {
  return array.elements.filter((element) => element !== null);
}

function literal(node: acorn.AnyNode | undefined): string | null {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? null;
  return null;
}
