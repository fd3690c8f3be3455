import type TypeScript from "typescript";
import { ts } from "../typescript.js";
import { callFunction } from "./calls.js";
import { clearedKey } from "./cleared-memos.js";
import { at } from "./declarations.js";
import { evaluate } from "./expressions.js";
import type { Interpreter } from "./interpreter.js";
import { nameOf } from "./literals.js";
import { moduleOf } from "./modules.js";
import { readProperty, setterOf } from "./properties.js";
import { isState } from "./state.js";
import {
  type Frame,
  isTainted,
  MAXIMUM_ELEMENTS,
  optionsOf,
  type Phase,
  phaseOf,
  TAINTED,
  UNDEFINED,
  UNKNOWN,
  union,
  type Value,
} from "./values.js";
import { bind, bindingOf, ownerFrame } from "./variables.js";

/** `target = value`: variables, properties, patterns. */
export function assign(
  run: Interpreter,
  target: TypeScript.Node,
  given: Value,
  frame: Frame,
  state: boolean,
): void {
  let value = given;
  if (ts.isIdentifier(target)) {
    const declaration = run.declarationOf(target);
    if (declaration === null) {
      if (target.text === "exports") {
        // `exports = module.exports = {}`: what is written to it from here on is exported.
        const record =
          value.kind === "object" || value.kind === "function" ? moduleOf(run, frame.file) : null;
        if (record !== null) bind(record.frame, record.file, value);
        return;
      }
      run.globals.set(target.text, value);
      return;
    }
    const bound = bindingOf(declaration, frame);
    if (bound === null) {
      const owner = ownerFrame(declaration, frame);
      if (owner !== null) bind(owner, declaration, value, state, run.taintedBranches);
      return;
    }
    // Which branch assigned it tells something about the event; what a branch declares for itself does not.
    if (run.taintedBranches > bound.binding.depth && isPlain(given)) value = TAINTED;
    const isFirst = run.phase === "init" && bound.binding.value === UNDEFINED;
    const replaces = run.branches === 0 && (bound.frame === frame || isFirst);
    bound.binding.value = replaces ? value : union([bound.binding.value, value]);
    bound.binding.state = replaces ? state : bound.binding.state || state;
    return;
  }
  if (ts.isPropertyAccessExpression(target)) {
    assignProperty(run, target.expression, target.name.text, value, frame);
    return;
  }
  if (ts.isElementAccessExpression(target)) {
    const key = evaluate(run, target.argumentExpression, frame);
    if (isTainted(key)) noteKey(evaluate(run, target.expression, frame));
    assignProperty(run, target.expression, key.kind === "literal" ? String(key.value) : null, value, frame);
    return;
  }
  if (ts.isParenthesizedExpression(target) || ts.isAsExpression(target) || ts.isNonNullExpression(target)) {
    assign(run, target.expression, value, frame, state);
    return;
  }
  if (ts.isObjectLiteralExpression(target)) {
    for (const property of target.properties) {
      if (ts.isShorthandPropertyAssignment(property)) {
        assign(run, property.name, readProperty(run, value, property.name.text, property), frame, state);
      } else if (ts.isPropertyAssignment(property)) {
        const name = nameOf(run, property.name, frame);
        const field = name === null ? UNKNOWN : readProperty(run, value, name, property);
        assign(run, property.initializer, field, frame, state);
      }
    }
    return;
  }
  if (ts.isArrayLiteralExpression(target)) {
    for (const [index, element] of target.elements.entries())
      assign(run, element, at(value, index), frame, state);
  }
}

/** `byRegion[event.region] = …`: the keys of what an invocation collects are data of the event. */
function noteKey(holder: Value): void {
  const isPlainObject = holder.kind === "object" && holder.class === null && holder.elements === null;
  if (isPlainObject && holder.phase === "invocation") holder.open = TAINTED;
}

/** Data rather than something that can be called or followed. */
function isPlain(value: Value): boolean {
  return value.kind === "unknown" || value.kind === "literal";
}

function assignProperty(
  run: Interpreter,
  baseNode: TypeScript.Expression,
  name: string | null,
  value: Value,
  frame: Frame,
): void {
  if (name === "exports" && ts.isIdentifier(baseNode) && baseNode.text === "module") {
    if (run.declarationOf(baseNode) === null) {
      const record = moduleOf(run, frame.file);
      // esbuild writes its annotation behind the code: `0 && (module.exports = { … })`.
      if (record !== null && !isAnnotation(baseNode)) {
        // `if (local) module.exports = app; else module.exports.handler = serverless(app);`
        const before = run.branches > 0 && isFilled(record.exports) ? [record.exports] : [];
        record.exports = union([...before, value]);
      }
      return;
    }
  }
  if (name !== null && ts.isPropertyAccessExpression(baseNode) && baseNode.name.text === "config") {
    run.personal.noteSecret(evaluate(run, baseNode.expression, frame), name, value);
  }
  const base = evaluate(run, baseNode, frame);
  const setters = name === null ? [] : optionsOf(base).flatMap((one) => setterOf(run, one, name) ?? []);
  for (const setter of setters) {
    callFunction(run, setter, [value], setter.self, { node: baseNode.parent, label: `set ${name}` });
  }
  if (setters.length === 0) writeProperty(run, base, name, value);
}

function isFilled(value: Value): boolean {
  return value.kind !== "object" || value.fields.size > 0 || value.getters.size > 0;
}

function isAnnotation(node: TypeScript.Node): boolean {
  let at = node;
  while (!ts.isStatement(at)) {
    at = at.parent;
    if (ts.isBinaryExpression(at) && ts.isNumericLiteral(at.left)) return true;
  }
  return false;
}

export function writeProperty(run: Interpreter, base: Value, name: string | null, value: Value): void {
  const fields = base.kind === "object" ? base.fields : base.kind === "class" ? base.statics : null;
  if (base.kind === "union") {
    for (const option of base.options)
      run.within({ branch: true }, () => writeProperty(run, option, name, value));
  } else if (base.kind === "global") {
    if (name !== null) {
      const path = base.path[0] === "globalThis" || base.path[0] === "global" ? [name] : [...base.path, name];
      run.globals.set(path.join("."), value);
    }
  } else if (base.kind === "function") {
    if (name !== null) base.fields.set(name, value);
  } else if (base.kind === "made") {
    // `url.pathname = event.database`
    if (run.phase === "invocation" && base.client === null && base.phase === "invocation" && isTainted(value))
      base.tainted = true;
    if (value.kind === "function") {
      base.holds.push(value);
      run.noteAdded(value, base);
    }
  } else if (
    base.kind === "object" &&
    base.elements !== null &&
    name !== null &&
    isNext(base.elements, name)
  ) {
    base.elements = [...base.elements, value];
    run.noteAdded(value, base);
  } else if (fields !== null && name !== null) {
    const before = fields.get(name);
    // Another invocation, or the other branch, may have written it before: both stay possible.
    const keeps =
      before !== undefined && (run.branches > 0 || (phaseOf(base) === "init" && run.calls.length > 0));
    fields.set(name, keeps ? union([before, value]) : value);
    run.noteAdded(value, base);
  } else if (base.kind === "object") {
    base.elements = [...(base.elements ?? []), value].slice(-MAXIMUM_ELEMENTS);
    run.noteAdded(value, base);
  }
}

/** `list[0] = …; list[1] = …`. */
function isNext(elements: readonly Value[], name: string): boolean {
  return elements.length < MAXIMUM_ELEMENTS && name === String(elements.length);
}

/** How long what is written to a target lives. */
export function targetPhase(run: Interpreter, target: TypeScript.Node, frame: Frame): Phase {
  if (ts.isIdentifier(target)) {
    const declaration = run.declarationOf(target);
    if (declaration === null) return "init";
    if (run.names.cleared.has(clearedKey(declaration.getSourceFile(), target.text))) return "invocation";
    return bindingOf(declaration, frame)?.frame.phase ?? ownerFrame(declaration, frame)?.phase ?? "init";
  }
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    return phaseOf(evaluate(run, target.expression, frame));
  }
  if (ts.isParenthesizedExpression(target) || ts.isNonNullExpression(target) || ts.isAsExpression(target)) {
    return targetPhase(run, target.expression, frame);
  }
  return "invocation";
}

/** Whether an initialiser reads a memo, so that its variable stands for it. */
export function readsOutlivingPlace(run: Interpreter, node: TypeScript.Node, frame: Frame): boolean {
  return run.phase === "invocation" && isState(run, node, frame);
}
