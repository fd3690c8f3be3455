import { ts } from "../typescript.js";
import { packageOfPath } from "./bundle-regions.js";
import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import { decorateCompiled } from "./decorators.js";
import { callGlobal } from "./global-calls.js";
import { interopResult } from "./interop.js";
import type { Interpreter } from "./interpreter.js";
import { loadRegistered, runCommonJs } from "./module-registry.js";
import { accessPrivate, privateAccess } from "./private-fields.js";
import {
  type ExternalValue,
  type Frame,
  type FunctionValue,
  type GlobalValue,
  newObject,
  optionsOf,
  UNDEFINED,
  UNKNOWN,
  UNKNOWN_INIT,
  union,
  type Value,
} from "./values.js";

type Helper = "commonjs" | "esm" | "interop" | "export" | "async" | "generator" | "assign" | "none";

/** Decorators, target, key, and a descriptor or what kind of member it is. */
const DECORATE_ARGUMENTS = 4;
/** TypeScript's `__generator` has 2,000 characters. */
const MAXIMUM_HELPER_LENGTH = 2500;
const KINDS = new WeakMap<object, Helper>();
/** `d.prototype = b === null ? Object.create(b) : …` of TypeScript's `__extends`. */
const SETS_PROTOTYPE = /\.prototype\s*=\s*(\w+\s*===\s*null|null\s*===\s*\w+)\s*\?\s*Object\.create\(/;
const OBJECT: GlobalValue = { kind: "global", path: ["Object"] };
const EXTENDS = new WeakMap<object, boolean>();

/**
 * Calls of the helpers that esbuild and TypeScript leave in a file, known by their shape, since minifying takes
 * their names. Null: it is no helper.
 */
export function callHelper(
  run: Interpreter,
  fn: FunctionValue,
  args: readonly Value[],
  step: Step,
): Value | null {
  if (args.length === 2 && isExtends(fn)) return extend(args[0], args[1]);
  if (args.length === DECORATE_ARGUMENTS && decorateCompiled(run, args, step)) return UNDEFINED;
  if (args.length === 0 || !isOutermost(fn.frame)) return null;
  const access = privateAccess(fn);
  if (access !== null) return accessPrivate(run, access, args, step);
  const kind = helperKind(fn);
  const [first, second] = args;
  if (first === undefined) return null;
  if (args.length === 1) {
    const module = loadRegistered(run, fn, args, step);
    if (module !== null) return module;
  }
  if (kind === "none") return null;
  if (kind === "async") return runAsync(run, args, step);
  if (kind === "generator") return runStates(run, args, step);
  if (kind === "assign") return callGlobal(run, OBJECT, "assign", args, step);
  if (kind === "export") {
    if (second?.kind !== "object") return null;
    return interopResult(run, "__export", args);
  }
  if (kind === "interop") return interopResult(run, "__importStar", args);
  const [path, body] = wrapped(first);
  if (body === null) return null;
  const owner = path === null ? null : packageOfPath(path);
  if (owner !== null) {
    const namespace: ExternalValue = { kind: "external", source: owner, path: [] };
    return { kind: "loader", load: () => namespace, loaded: namespace };
  }
  return {
    kind: "loader",
    load: () =>
      kind === "esm"
        ? runOnce(run, body, step)
        : runCommonJs((module, exports) => {
            run.within({ phase: "init" }, () => callFunction(run, body, [exports, module], null, step));
          }),
    loaded: null,
  };
}

/** Of a file, of the function around all of it that webpack writes, or of one in there. */
function isOutermost({ parent, phase }: Frame): boolean {
  if (parent === null) return true;
  return phase === "init" && (parent.parent === null || parent.parent.parent === null);
}

/** The function itself, or the one method of `{ "src/a.js"(exports) { … } }`. */
function wrapped(value: Value): readonly [string | null, FunctionValue | null] {
  if (value.kind === "function") return [null, value];
  if (value.kind !== "object" || value.fields.size !== 1) return [null, null];
  const [entry] = value.fields;
  return entry !== undefined && entry[1].kind === "function" ? [entry[0], entry[1]] : [null, null];
}

function runOnce(run: Interpreter, body: FunctionValue, step: Step): Value {
  run.within({ phase: "init" }, () => callFunction(run, body, [UNDEFINED], body.self, step));
  return UNKNOWN_INIT;
}

function helperKind(fn: FunctionValue): Helper {
  const known = KINDS.get(fn.node);
  if (known !== undefined) return known;
  const isShort = fn.node.end - fn.node.pos < MAXIMUM_HELPER_LENGTH;
  const kind = isShort ? kindOfText(fn.node.getText()) : "none";
  KINDS.set(fn.node, kind);
  return kind;
}

/** `__awaiter(this, arguments, Promise, function* () { … })`, `__async(this, arguments, function* () { … })`. */
export function runAsync(run: Interpreter, args: readonly Value[], step: Step): Value | null {
  const [self, given] = args;
  const body = args.at(-1);
  if (body?.kind !== "function") return null;
  // For ES5 there are no generators: the body calls `__generator`.
  if (isGenerator(body)) run.awaited.add(body.node);
  const handed = given?.kind === "object" ? (given.elements ?? []) : [];
  return callFunction(run, body, handed, self ?? null, step);
}

/** `__generator(this, function (state) { switch (state.label) … })`: `[4, x]` waits for x, `[2, x]` returns it. */
function runStates(run: Interpreter, [self, body]: readonly Value[], step: Step): Value | null {
  if (body?.kind !== "function") return null;
  const steps = optionsOf(callFunction(run, body, [UNKNOWN], self ?? null, step));
  const returned = steps.flatMap((one) => {
    const [operation, value] = one.kind === "object" ? (one.elements ?? []) : [];
    return operation?.kind === "literal" && operation.value === 2 ? [value ?? UNDEFINED] : [];
  });
  return returned.length > 0 ? union(returned) : UNKNOWN;
}

/** What ES5 has instead of `class C extends B`: C's prototype and statics begin as B's. */
export function extend(derived: Value | undefined, base: Value | undefined): Value {
  if (derived?.kind !== "function" || base?.kind !== "function") return UNDEFINED;
  const prototype = newObject("init");
  const inherited = base.fields.get("prototype");
  if (inherited?.kind === "object") {
    for (const [name, value] of inherited.fields) prototype.fields.set(name, value);
    for (const [name, getter] of inherited.getters) prototype.getters.set(name, getter);
  }
  for (const [name, value] of base.fields) derived.fields.set(name, value);
  derived.fields.set("prototype", prototype);
  return UNDEFINED;
}

function isExtends({ node }: FunctionValue): boolean {
  if (node.parameters.length !== 2 || node.end - node.pos > MAXIMUM_HELPER_LENGTH) return false;
  const known = EXTENDS.get(node) ?? SETS_PROTOTYPE.test(node.getText());
  EXTENDS.set(node, known);
  return known;
}

function isGenerator({ node }: FunctionValue): boolean {
  return ts.isFunctionExpression(node) && node.asteriskToken !== undefined;
}

function kindOfText(text: string): Helper {
  if (/\btrys\b/.test(text) && /\bops\b/.test(text)) return "generator";
  if (/=\s*Object\.assign\s*\|\|/.test(text)) return "assign";
  if (text.includes(".next(") && /(\.|\[")throw\b/.test(text) && text.includes("Promise")) return "async";
  if (/\{\s*exports\s*:\s*\{\s*\}\s*\}/.test(text)) return "commonjs";
  if (/\(\s*[\w$]+\s*=\s*0\s*\)/.test(text) && /=>\s*\(|function/.test(text)) return "esm";
  if (text.includes("__esModule")) return "interop";
  if (/for\s*\(var [\w$]+ in [\w$]+\)/.test(text) && /get\s*:\s*[\w$]+\[[\w$]+\]/.test(text)) return "export";
  return "none";
}
