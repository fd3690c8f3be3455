import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import type { Interpreter } from "./interpreter.js";
import { isNestModule, runNestModule } from "./nest.js";
import type { Value } from "./values.js";

/** Fields of an options object whose functions run each time. */
const EACH_TIME = /^(before|after|handler|handle|run|main|execute|fn|callback|init|setup)$/;

export function mayHoldFunctions(value: Value, depth = 5): boolean {
  if (depth === 0) return false;
  switch (value.kind) {
    case "function":
    case "memo":
      return true;
    case "made":
      return value.holds.length > 0;
    case "class":
      return isNestModule(value);
    case "union":
      return value.options.some((one) => mayHoldFunctions(one, depth));
    case "object":
      if (value.class !== null) return true;
      return [...value.fields.values(), ...(value.elements ?? [])].some((one) =>
        mayHoldFunctions(one, depth - 1),
      );
    default:
      return false;
  }
}

/** Runs the functions that third-party code was given, however deep they lie in its arguments. */
export function runCallbacks(
  run: Interpreter,
  values: readonly Value[],
  given: Value,
  step: Step,
  seen: Set<Value> = new Set(),
  depth = 8,
): void {
  if (depth === 0) return;
  for (const value of values) {
    if (seen.has(value)) continue;
    seen.add(value);
    const runOne = (): void => {
      if (value.kind === "function") {
        callFunction(run, value, [...value.bound, given, given, given], value.self, step);
      } else if (value.kind === "union") runCallbacks(run, value.options, given, step, seen, depth);
      else if (value.kind === "made") runCallbacks(run, value.holds, given, step, seen, depth - 1);
      else if (value.kind === "class") {
        if (isNestModule(value)) runNestModule(run, value, step);
      } else if (value.kind === "memo") {
        run.within({ phase: "init" }, () => runCallbacks(run, [value.target], given, step, seen, depth - 1));
      } else if (value.kind === "object" && value.class === null) {
        const isChoice = [...value.fields.values()].filter((one) => one.kind === "function").length > 2;
        for (const [name, field] of value.fields) {
          const runField = (): void => runCallbacks(run, [field], given, step, seen, depth - 1);
          if (isChoice && !EACH_TIME.test(name)) run.sometimes(runField);
          else runField();
        }
        runCallbacks(run, value.elements ?? [], given, step, seen, depth - 1);
      }
    };
    if (run.routes.has(value)) run.sometimes(runOne);
    else runOne();
  }
}
