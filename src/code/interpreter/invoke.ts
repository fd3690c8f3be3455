import { runWrapped } from "./callbacks.js";
import { callFunction } from "./calls.js";
import type { Step } from "./construction-record.js";
import type { Interpreter } from "./interpreter.js";
import { readProperty } from "./properties.js";
import { isTainted, optionsOf, TAINTED, type Value } from "./values.js";

/** Runs a handler as Lambda does: with an event, a context, and the callback of old runtimes. */
export function invoke(run: Interpreter, value: Value, step: Step): void {
  invokeOptions(run, value, step);
  const closed = new Set(run.records.flatMap((one) => (one.closes === true ? one.client.package : [])));
  run.records = run.records.filter(
    ({ node, client, closes }) =>
      closes !== true &&
      (client.keepsOpen !== true || closed.has(client.package)) &&
      !run.personal.has(node, String(client.export)),
  );
}

function invokeOptions(run: Interpreter, value: Value, step: Step): void {
  for (const one of optionsOf(value)) {
    if (one.kind === "function") {
      const takes = one.node.parameters[2 - one.bound.length];
      const args = takes?.initializer === undefined ? [TAINTED, TAINTED, TAINTED] : [TAINTED, TAINTED];
      callFunction(run, one, [...one.bound, ...args], one.self, step);
    } else if (one.kind === "made" || one.kind === "memo") {
      runWrapped(run, [one], TAINTED, step);
    } else if (one.kind === "object" && !isTainted(one)) {
      if (one.class === null) runWrapped(run, [one], TAINTED, step);
      else invokeMethods(run, one, step);
    }
  }
}

/** An object as handler: its makers' wrapper calls one of these. */
function invokeMethods(run: Interpreter, value: Value, step: Step): void {
  for (const name of ["handler", "handle", "execute", "run", "invoke"]) {
    const method = readProperty(run, value, name, step.node);
    if (method.kind !== "function") continue;
    run.within({ confidence: "medium" }, () => callFunction(run, method, [TAINTED, TAINTED], value, step));
  }
}
