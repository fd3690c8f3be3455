/**
 * The Serverless Framework's variables as written: `${self:custom.memory, 512}`.
 * https://www.serverless.com/framework/docs/guides/variables, checked 2026-11-21.
 */
export type Part = string | Variable;

/** Tried one after the other. */
interface Variable {
  readonly sources: readonly string[];
}

/** A text cut into what is literal and what is a variable; what never closes is literal. */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (let start = text.indexOf("${"); start !== -1; start = text.indexOf("${", at)) {
    const inside = scan(text, start + 2);
    if (inside === null) break;
    if (start > at) parts.push(text.slice(at, start));
    parts.push({ sources: inside.sources });
    at = inside.end + 1;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** The comma-separated sources of a variable, up to the brace that closes it; null when none does. */
function scan(
  text: string,
  from: number,
): { readonly sources: readonly string[]; readonly end: number } | null {
  const sources: string[] = [];
  let depth = 0;
  let quote = "";
  let start = from;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
    } else if (char === "'" || char === '"') quote = char;
    else if (char === "{" || char === "(") depth += 1;
    else if (depth > 0 && (char === "}" || char === ")")) depth -= 1;
    else if (char === "," || char === "}") {
      sources.push(text.slice(start, at).trim());
      start = at + 1;
      if (char === "}") return { sources, end: at };
    }
  }
  return null;
}

export interface Source {
  /** "self", "opt", "file". */
  readonly type: string;
  /** What stands in parentheses; null without. */
  readonly parameter: string | null;
  /** What follows the colon; null without. */
  readonly address: string | null;
}

/** A source such as `file(./custom.yml):memory`; null for anything else. */
export function sourceOf(text: string): Source | null {
  const type = /^[a-zA-Z][\w-]*/.exec(text)?.[0];
  if (type === undefined) return null;
  let rest = text.slice(type.length);
  let parameter: string | null = null;
  if (rest.startsWith("(")) {
    const end = rest.indexOf(")");
    if (end === -1) return null;
    parameter = rest.slice(1, end).trim();
    rest = rest.slice(end + 1);
  }
  if (rest === "") return parameter === null ? null : { type, parameter, address: null };
  // `${AWS::Region}` is CloudFormation's.
  return rest.startsWith(":") && !rest.startsWith("::")
    ? { type, parameter, address: rest.slice(1).trim() }
    : null;
}

/** A literal as a default is written; undefined for what is none. */
export function literalOf(text: string): string | number | boolean | null | undefined {
  const quoted = /^'([^']*)'$|^"([^"]*)"$/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? "";
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return text === "null" ? null : undefined;
}
