import { writeProperty } from "./assignments.js";
import { extend, runAsync } from "./bundle-helpers.js";
import type { Step } from "./construction-record.js";
import type { Interpreter } from "./interpreter.js";
import { copyExports } from "./modules.js";
import { type ExternalValue, type GlobalValue, newObject, type Value } from "./values.js";

const TAKES_FIRST =
  /^_*(importStar|importDefault|interopRequireDefault|interopRequireWildcard|interopNamespace|toESM|toCommonJS|esModuleInterop|asyncToGenerator|async_to_generator|interop_require_default|interop_require_wildcard|awaiter_)$/;

/** Helpers that compilers leave in CommonJS output: `tslib.__importDefault(require("x"))`. Null: it is none. */
export function callInterop(
  run: Interpreter,
  target: ExternalValue | GlobalValue,
  args: readonly Value[],
  step: Step,
): Value | null {
  const name = target.path.at(-1) ?? "";
  if (target.kind === "external" && !/^(tslib|@babel\/runtime|@swc\/helpers)(\/|$)/.test(target.source))
    return null;
  const helper =
    target.kind === "external" && target.path.length === 0 ? (target.source.split("/").at(-1) ?? "") : name;
  if (helper === "__extends") return extend(args[0], args[1]);
  return helper === "__awaiter" ? runAsync(run, args, step) : interopResult(run, helper, args);
}

/** By the helper's name: compiled files define their own copy of it. */
export function interopResult(run: Interpreter, name: string, args: readonly Value[]): Value | null {
  const [first, second] = args;
  if (first === undefined) return null;
  if (name === "__importDefault" || /^_?_?interop_?[rR]equire_?[dD]efault/.test(name)) {
    return first.kind === "external" ? first : withDefault(first);
  }
  if (first.kind === "function" && /async_?to_?generator/i.test(name)) run.awaited.add(first.node);
  if (TAKES_FIRST.test(name) || /^_?_?interop_?[rR]equire_?[wW]ildcard/.test(name)) {
    return first.kind === "external" ? first : withDefault(first);
  }
  if (name === "__exportStar" && second !== undefined) {
    copyExports(run, first, second);
    return first;
  }
  if (name === "__export" && second !== undefined) {
    if (second.kind === "object") {
      for (const [key, getter] of second.fields) {
        if (first.kind === "object" && getter.kind === "function") first.getters.set(key, getter);
        else writeProperty(run, first, key, getter);
      }
      if (second.elements !== null) exportListed(run, first, second.elements);
    }
    return first;
  }
  if (name === "__esModule") return first;
  return null;
}

/** webpack's `["handler", 0, handler, "other", () => other]`: a name, then a value behind a zero, or a getter. */
function exportListed(run: Interpreter, to: Value, listed: readonly Value[]): void {
  for (let at = 0; at < listed.length; at++) {
    const name = listed[at];
    const value = listed[++at];
    if (name?.kind !== "literal" || value === undefined) return;
    const isPlain = value.kind === "literal" && value.value === 0;
    const given = isPlain ? listed[++at] : value;
    if (given === undefined) return;
    if (!isPlain && to.kind === "object" && given.kind === "function")
      to.getters.set(String(name.value), given);
    else writeProperty(run, to, String(name.value), given);
  }
}

/** A first-party CommonJS module as `import` sees it: itself, and itself under `default`. */
function withDefault(value: Value): Value {
  if (value.kind !== "object" || value.fields.has("__esModule") || value.fields.has("default")) return value;
  const copy = newObject("init", value.fields);
  for (const [name, getter] of value.getters) copy.getters.set(name, getter);
  copy.fields.set("default", value);
  return copy;
}
