import type { BaseIssue, IssuePathItem } from "valibot";
import { suggestion } from "./nearest.js";

type Issue = BaseIssue<unknown>;

/**
 * One or more lines about one thing that is wrong: where, what was expected, what was found.
 * `prefix` is the path of the value that was validated ("rules.budget[1]"), `known` are the keys of a schema
 * that words no hints itself.
 */
export function describeIssue(issue: Issue, prefix = "", known: readonly string[] = []): string[] {
  const best = bestOfUnion(issue);
  if (best.length > 0) {
    const inner = keyPath(issue.path ?? [], prefix);
    return best.flatMap((nested) => describeIssue(nested, inner));
  }
  if (issue.type === "strict_object" && issue.expected === "never") {
    const owner = keyPath((issue.path ?? []).slice(0, -1), prefix);
    const bare = `unknown key ${issue.received}`;
    const hinted = known.length === 0 ? bare : bare + suggestion(String(issue.input), known);
    const message = issue.message.startsWith("Invalid ") ? hinted : issue.message;
    return message.split("\n").map((line) => `${owner === "" ? "" : `${owner}: `}${line}`);
  }
  return [`${keyPath(issue.path ?? [], prefix) || "the configuration"}: ${reason(issue)}`];
}

/** Of a union, what is wrong inside the member that the value resembles; nothing when it resembles none. */
function bestOfUnion(issue: Issue): readonly Issue[] {
  if (issue.type !== "union") return [];
  return (issue.issues ?? []).filter((nested) => (nested.path?.length ?? 0) > 0);
}

function reason(issue: Issue): string {
  if (issue.received === "undefined" && issue.type === "strict_object") return "is missing";
  const own = !issue.message.startsWith("Invalid ");
  if (own && issue.kind === "validation") return issue.message;
  if (own && !issue.message.startsWith("expected ")) return issue.message;
  const expected = own ? issue.message : `expected ${choices(issue.expected)}`;
  return `${expected}, found ${shown(issue.input)}${nearestChoice(issue)}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  Object: "an object",
  Array: "an array",
  string: "a string",
  number: "a number",
  boolean: "true or false",
};

function choices(expected: string | null): string {
  const names = (expected ?? "something else").replace(/^\((.*)\)$/, "$1").split(" | ");
  return names.map((name) => EXPECTED[name] ?? name).join(" or ");
}

function nearestChoice(issue: Issue): string {
  if (issue.type !== "picklist" || typeof issue.input !== "string") return "";
  const known = [...(issue.expected ?? "").matchAll(/"([^"]*)"/g)].map(([, name]) => name ?? "");
  const hint = suggestion(issue.input, known);
  return hint.includes("did you mean") ? hint : "";
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  return String(value);
}

/** `budgets[0].maximumError`, `rules["a-b"]`. */
function keyPath(path: readonly IssuePathItem[], prefix: string): string {
  return path.reduce((whole, { key }) => {
    if (typeof key === "number") return `${whole}[${key}]`;
    const name = String(key);
    if (!/^[$\w]+$/.test(name)) return `${whole}[${JSON.stringify(name)}]`;
    return whole === "" ? name : `${whole}.${name}`;
  }, prefix);
}
