/** Bounded, so that no text makes it slow. */
const LITERAL = /["'`]([@\w.~][\w@./:~-]{0,200})(?:["'`]|\$\{)/g;

/**
 * What stands in quotes in a source and could be a module's name or path ("pg", "./worker.js"), of templates what
 * comes before a hole. In comments too: too much rather than too little.
 */
export function* literalsOf(source: string): Generator<string> {
  for (const [, text = ""] of source.matchAll(LITERAL)) yield text;
}

/** Words of what may be a command line in quotes: "npx prisma migrate deploy". */
export function* commandWords(source: string): Generator<string> {
  for (const [, text = ""] of source.matchAll(/["'`]([^"'`\n]{1,300})["'`]/g)) yield* text.split(/\s/);
}

/** How a `require(…)` or `import(…)` whose argument is computed begins. */
export type ComputedStart =
  /** A text ("./locale/", "@img/sharp-"). */
  | { readonly kind: "text"; readonly text: string }
  /** A path beside the file (`__dirname`, `import.meta`). */
  | { readonly kind: "beside" }
  /** Nothing can be seen. */
  | { readonly kind: "unknown" };

const CALL = /\b(?:require|import)\s{0,9}\(\s{0,99}/g;
const SHOWN = 160;

/** The computed ones among the `require(…)` and `import(…)` of a source, as far as text alone shows them. */
export function* computedStarts(source: string): Generator<ComputedStart> {
  for (const { index, 0: call } of source.matchAll(CALL)) {
    const rest = source.slice(index + call.length, index + call.length + SHOWN);
    const start = startOf(rest);
    if (start !== null) yield start;
  }
}

function startOf(argument: string): ComputedStart | null {
  const quoted = /^["'`]([^"'`$\n]{0,120})(["'`]|\$\{)(\s{0,9})(.?)/.exec(argument);
  if (quoted !== null) {
    const [, text = "", end, , next] = quoted;
    return end === "${" || next === "+" ? { kind: "text", text } : null;
  }
  if (argument.startsWith(")")) return null;
  return /__dirname|import\.meta|__filename/.test(argument) ? { kind: "beside" } : { kind: "unknown" };
}

/** Whether a source can find files beside it, to read or to run in a worker. */
export function looksBeside(source: string): boolean {
  return ["__dirname", "import.meta", "require.resolve", "__filename"].some((word) => source.includes(word));
}
