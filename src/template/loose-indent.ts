import type * as Yaml from "yaml";

/** Characters that may be parsed again for the sake of indentation: a few seconds at most, for a file that stays broken. */
const MAXIMUM_PARSED = 4_000_000;
const MUCH = " ".repeat(80);

/**
 * What CloudFormation and SAM's command line (SnakeYAML, PyYAML) let pass and YAML's specification doesn't: lines of a
 * flow collection, or of quoted text, that aren't indented deeper than what holds them. How deep they are indented
 * means nothing, so they are indented until the text parses. Gives the first document as it is where that doesn't help.
 */
export function parseLoosely(
  text: string,
  parse: (text: string) => { readonly document: Yaml.Document; readonly lines: Yaml.LineCounter },
): ReturnType<typeof parse> {
  const first = parse(text);
  let [current, parsed] = [text, first];
  for (let budget = MAXIMUM_PARSED; budget > 0; budget -= current.length) {
    const [mistake] = parsed.document.errors;
    if (mistake === undefined || mistake.code === "MULTIPLE_DOCS") return parsed;
    const start = lineToIndent(current, mistake);
    if (start === null) return first;
    current = current.slice(0, start) + MUCH + current.slice(start);
    parsed = parse(current);
  }
  return first;
}

/** Where the line starts that ended a flow collection or quoted text; null for other mistakes. */
function lineToIndent(text: string, { code, message, pos }: Yaml.YAMLError): number | null {
  const isFlow = code === "BAD_INDENT" && message.startsWith("Flow ");
  const isQuote = code === "MISSING_CHAR" && message.startsWith("Missing closing ");
  if (!isFlow && !isQuote) return null;
  const lineStart = text.lastIndexOf("\n", pos[0] - 1) + 1;
  if (text.slice(lineStart, pos[0]).trim() === "" && text.slice(pos[0]).trimStart() !== "") return lineStart;
  const next = text.indexOf("\n", pos[0]) + 1;
  return next === 0 || next >= text.length ? null : next;
}
