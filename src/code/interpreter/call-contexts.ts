import type { Callee, Frame, Value } from "./values.js";

/** Calls of one function with different arguments that are told apart. */
const MAXIMUM_CONTEXTS = 24;
/** The same where each brings code of its own: a bound on programs that make functions without end. */
const MAXIMUM_CONTEXTS_OF_CODE = 2000;
/** How far into arguments code is looked for. */
const DEPTH = 4;
const MAXIMUM_VISITS = 200;

export interface CallContext {
  readonly key: string;
  readonly fn: Callee;
  readonly self: Value | null;
  readonly args: readonly Value[];
}

/**
 * The calls of one function that were run. Past a limit another call is taken to do what an earlier one did,
 * unless it brings functions or classes along that no earlier one brought: the forty routes of a server may go
 * through one wrapper.
 */
export class CallContexts {
  readonly #run: CallContext[] = [];
  #code: Set<unknown> | null = null;

  /** The call to replay, or null: this one is to be run. */
  add(call: CallContext): CallContext | null {
    if (this.#run.length < MAXIMUM_CONTEXTS || this.#bringsCode(call)) {
      this.#run.push(call);
      return null;
    }
    return this.#run.find((one) => one.self === call.self) ?? this.#run[0] ?? null;
  }

  #bringsCode(call: CallContext): boolean {
    if (this.#run.length >= MAXIMUM_CONTEXTS_OF_CODE) return false;
    if (this.#code === null) {
      this.#code = new Set();
      for (const one of this.#run) for (const code of codeOf(one)) this.#code.add(code);
    }
    let isNew = false;
    for (const code of codeOf(call)) {
      if (this.#code.has(code)) continue;
      this.#code.add(code);
      isNew = true;
    }
    return isNew;
  }
}

/** Functions and classes of the project that a call is given, or that its function closes over. */
function codeOf({ fn, self, args }: CallContext): ReadonlySet<unknown> {
  const found = new Set<unknown>();
  const seen = new Set<unknown>();
  const visitFrame = (frame: Frame | null, depth: number): void => {
    for (let at = frame; at !== null && at.parent !== null && !seen.has(at); at = at.parent) {
      seen.add(at);
      for (const { value } of at.variables.values()) visit(value, depth - 1);
    }
  };
  const visit = (value: Value, depth: number): void => {
    if (depth === 0 || seen.size > MAXIMUM_VISITS || seen.has(value)) return;
    seen.add(value);
    switch (value.kind) {
      case "function":
        found.add(value.node);
        for (const one of value.bound) visit(one, depth - 1);
        visitFrame(value.frame, depth);
        return;
      case "class":
        found.add(value.node);
        return;
      case "object":
        if (value.class !== null) found.add(value.class.node);
        for (const one of value.fields.values()) visit(one, depth - 1);
        for (const one of value.elements ?? []) visit(one, depth - 1);
        return;
      case "made":
        for (const one of value.holds) visit(one, depth - 1);
        return;
      case "memo":
        visit(value.target, depth - 1);
        return;
      case "union":
        for (const one of value.options) visit(one, depth);
        return;
      default:
        return;
    }
  };
  visitFrame(fn.frame, DEPTH);
  for (const one of self === null ? args : [self, ...args]) visit(one, DEPTH);
  return found;
}
