import type * as acorn from "acorn";
import { MAXIMUM_PARSED_LENGTH, parseProgram } from "../graph/scan-parse.js";
import { BundleRegions } from "./interpreter/bundle-regions.js";

/** Of smaller texts nothing is to be gained. */
const MINIMUM_LENGTH = 20_000;

/**
 * A shipped bundle in which the code of packages is white space, as far as path comments tell whose code it is: nobody
 * follows it, and TypeScript needs a third of a bundle's time to parse and bind it. What it declares at the top level stays,
 * by name, and every place stays where it was. A text without such comments, or that can't be parsed, or is too large to, is given as it is.
 */
export function withoutPackages(text: string): string {
  if (text.length < MINIMUM_LENGTH || text.length > MAXIMUM_PARSED_LENGTH) return text;
  if (!text.includes("node_modules/")) return text;
  const regions = new BundleRegions(text);
  if (regions.isEmpty) return text;
  const pieces: string[] = [];
  let kept = 0;
  for (const statement of programOf(text)?.body ?? []) {
    if (regions.packageAt(statement.start) === null) continue;
    for (const [start, end] of innards(statement)) {
      pieces.push(text.slice(kept, start), blank(text.slice(start, end)));
      kept = end;
    }
  }
  return kept === 0 ? text : pieces.join("") + text.slice(kept);
}

/** Null for what can't be parsed, or nests too deep to. */
function programOf(text: string): acorn.Program | null {
  try {
    return parseProgram(text);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

type Range = readonly [start: number, end: number];

/** What of a statement at the top level declares nothing there. */
function innards(statement: acorn.Statement | acorn.ModuleDeclaration): readonly Range[] {
  switch (statement.type) {
    case "ExpressionStatement":
      return [[statement.start, statement.end]];
    case "FunctionDeclaration":
    case "ClassDeclaration":
      return [[statement.body.start + 1, statement.body.end - 1]];
    case "VariableDeclaration":
      // A pattern takes its value apart, and is nothing without it.
      return statement.declarations.flatMap(({ id, end }): Range[] =>
        id.type === "Identifier" ? [[id.end, end]] : [],
      );
    default:
      return [];
  }
}

function blank(text: string): string {
  return text.replace(/[^\n\r\u2028\u2029]+/g, (line) => " ".repeat(line.length));
}
