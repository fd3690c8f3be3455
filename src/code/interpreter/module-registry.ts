import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { packageOfPath } from "./bundle-regions.js";
import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import {
  type Frame,
  type FunctionValue,
  newObject,
  type ObjectValue,
  optionsOf,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";

/** What loads a module is short. */
const MAXIMUM_LENGTH = 1500;

const REGISTRIES = new WeakMap<TypeScript.Node, TypeScript.Expression | null>();
const LOADED = new WeakMap<Frame, Map<string, Value>>();

/**
 * `__webpack_require__(123)`: loads a module of the bundle that webpack, or ncc with it, keeps in an object or a list
 * of functions, each once. Known by its shape, `modules[id](module, module.exports, require)`, since minifying takes
 * the names. Null: the function is no such one.
 */
export function loadRegistered(
  run: Interpreter,
  fn: FunctionValue,
  [key]: readonly Value[],
  step: Step,
): Value | null {
  if (key?.kind !== "literal") return null;
  const registry = registryOf(fn.node);
  if (registry === null) return null;
  const id = String(key.value);
  const owner = packageOfPath(run.regions.get(fn.frame.file)?.pathOfModule(id) ?? id);
  if (owner !== null) return { kind: "external", source: owner, path: [] };
  const loaded = LOADED.get(fn.frame) ?? new Map<string, Value>();
  LOADED.set(fn.frame, loaded);
  const known = loaded.get(id);
  if (known !== undefined) return known;
  const body = moduleIn(evaluate(run, registry, fn.frame), id);
  if (body === null) return UNKNOWN_INIT;
  const value = runCommonJs((module, exports) => {
    // A module that loads itself again sees what it has exported so far.
    loaded.set(id, exports);
    run.within({ phase: "init" }, () => callFunction(run, body, [module, exports, fn], exports, step));
  });
  loaded.set(id, value);
  return value;
}

/** What a CommonJS module exports, once `body` has run it. */
export function runCommonJs(body: (module: ObjectValue, exports: ObjectValue) => void): Value {
  const exports = newObject("init");
  const module = newObject("init", [["exports", exports]]);
  body(module, exports);
  // `module.exports = { … }` leaves nothing in the object that was there before.
  const values = optionsOf(module.fields.get("exports") ?? exports);
  return union(values.filter((one) => one !== exports || values.length === 1 || exports.fields.size > 0));
}

function moduleIn(modules: Value, id: string): FunctionValue | null {
  if (modules.kind !== "object") return null;
  const found = modules.fields.get(id) ?? modules.elements?.[Number(id)];
  return found?.kind === "function" ? found : null;
}

/** "modules" of `function (id) { …; modules[id](module, module.exports, require); … }`. */
function registryOf(node: FunctionValue["node"]): TypeScript.Expression | null {
  const known = REGISTRIES.get(node);
  if (known !== undefined) return known;
  const [id, ...others] = node.parameters;
  const isShort = node.end - node.pos < MAXIMUM_LENGTH;
  const found =
    isShort && node.body !== undefined && id !== undefined && others.length === 0 && ts.isIdentifier(id.name)
      ? registryIn(node.body, id.name.text)
      : null;
  REGISTRIES.set(node, found);
  return found;
}

function registryIn(node: TypeScript.Node, id: string): TypeScript.Expression | null {
  if (ts.isCallExpression(node)) {
    const { expression: callee, arguments: given } = node;
    const isCall = ts.isPropertyAccessExpression(callee) && callee.name.text === "call";
    const target = isCall ? callee.expression : callee;
    if (
      given.length === (isCall ? 4 : 3) &&
      ts.isElementAccessExpression(target) &&
      ts.isIdentifier(target.argumentExpression) &&
      target.argumentExpression.text === id &&
      /\.exports$/.test(given[isCall ? 2 : 1]?.getText() ?? "")
    )
      return target.expression;
  }
  return ts.forEachChild(node, (child) => registryIn(child, id) ?? undefined) ?? null;
}
