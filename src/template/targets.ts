import type { Resource, Resources } from "./stack.js";
import { Reference, shownText, Text, type Unknown, type Value } from "./value.js";

/** A function that something in the template points at. */
export interface Target {
  readonly logicalId: string;
  /** Through one of its aliases or versions? Null where that isn't static. */
  readonly qualified: boolean | null;
}

const FUNCTION_TYPES: readonly string[] = ["AWS::Lambda::Function", "AWS::Serverless::Function"];
const QUALIFIERS: readonly string[] = ["AWS::Lambda::Alias", "AWS::Lambda::Version"];
/** "…:function:orders:live", "orders:live", "orders". */
const NAMED = /^(?:arn:.*?:function:)?((?:[\w-]|\$\{[^}]*\})+)(?::([^:/]+))?$/;
const IN_URI = /\/functions\/(arn:[^/]*)\/invocations/;

export function isFunction({ type }: Resource): boolean {
  return FUNCTION_TYPES.includes(type);
}

/** Finds the functions that names, ARNs and invocation URIs point at. */
export class Targets {
  readonly #byName = new Map<string, string>();

  constructor(private readonly resources: Resources) {
    for (const resource of resources.values()) {
      const name = isFunction(resource) ? shownText(resource.property("FunctionName")) : null;
      if (name !== null) this.#byName.set(name, resource.logicalId);
    }
  }

  /** Null where that points at no function of this template, or isn't static. */
  find(value: Value | undefined, hops = 0): Target | null {
    if (value instanceof Reference) return this.#referenced(value, hops);
    if (value instanceof Text) {
      for (const [index, part] of value.parts.entries()) {
        const target = part instanceof Reference ? this.#referenced(part, hops) : null;
        if (target !== null) return qualifiedBy(target, value.parts[index + 1]);
      }
    }
    const text = shownText(value);
    return text === null ? null : this.#named(text);
  }

  #referenced({ name, attribute }: Reference, hops: number): Target | null {
    const [logicalId = "", pseudo] = name.split(".");
    const resource = this.resources.get(logicalId);
    if (resource === undefined) return null;
    // SAM's own references: !Ref Orders.Alias, !GetAtt Orders.Version.
    const ofSam = pseudo ?? attribute;
    if (isFunction(resource)) {
      if (ofSam === null || ofSam === "Arn") return { logicalId, qualified: false };
      return /^(Alias|Version)$/.test(ofSam) ? { logicalId, qualified: true } : null;
    }
    // An alias names its function. One that names another alias is wrong, and might lead round in circles.
    if (!QUALIFIERS.includes(resource.type) || hops > 0) return null;
    const target = this.find(resource.property("FunctionName"), hops + 1);
    return target === null ? null : { ...target, qualified: true };
  }

  #named(text: string): Target | null {
    const [, name = "", qualifier] = NAMED.exec(IN_URI.exec(text)?.[1] ?? text) ?? [];
    const logicalId = this.#byName.get(name);
    if (logicalId === undefined) return null;
    return { logicalId, qualified: qualifier !== undefined && qualifier !== "$LATEST" };
  }
}

function qualifiedBy(target: Target, next: string | Reference | Unknown | undefined): Target {
  if (target.qualified === true || next === undefined) return target;
  if (typeof next !== "string") return { ...target, qualified: null };
  return { ...target, qualified: next.startsWith(":") && !next.startsWith(":$LATEST") };
}
