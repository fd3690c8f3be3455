/** A file that is no JSON; `line` is 1-based. */
export class JsonSyntaxError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** JSON.parse with the line of a mistake; a byte order mark is let pass. Throws JsonSyntaxError. */
export function parseJson(text: string): unknown {
  const bare = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(bare);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = /^\s*(\/\/|\/\*)/m.test(bare) ? "; JSON has no comments" : "";
    const [what = reason] = reason.split(/, (?:\.\.\.)?"| in JSON at | is not valid JSON/, 1);
    throw new JsonSyntaxError(`${what}${hint}`, lineOfMistake(bare));
  }
}

/** The engine's message has no position for every mistake: the first line that makes the text above it wrong. */
function lineOfMistake(text: string): number {
  const lines = text.split("\n");
  for (let count = 1; count < lines.length; count += 1) {
    if (isWrong(lines.slice(0, count).join("\n"))) return count;
  }
  return lines.length;
}

/** Not just incomplete: it fails before its end. */
function isWrong(start: string): boolean {
  try {
    JSON.parse(start);
    return false;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    if (/Unexpected end|Unterminated string/.test(message)) return false;
    return Number(/at position (\d+)/.exec(message)?.[1] ?? 0) < start.length;
  }
}
