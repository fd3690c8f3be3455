import * as acorn from "acorn";
import { ofLastLargeAndSmall } from "./last-large.js";

type SourceType = "script" | "module";

/** A program, or why there is none. */
type Parsed = { readonly program: acorn.Program } | { readonly error: SyntaxError };

/** Above this a full AST takes more memory than it is worth (about 50 bytes for each of the source's). */
export const MAXIMUM_PARSED_LENGTH = 4_000_000;
/** Above this a tree is too large to stay while others work (about 50 bytes for each of the source's). */
const MAXIMUM_HELD_LENGTH = 1_000_000;

const parsed = { script: lastParsed("script"), module: lastParsed("module") };

function lastParsed(sourceType: SourceType): (source: string) => Parsed {
  const make = (source: string) =>
    parse(source, { sourceType, allowReturnOutsideFunction: sourceType === "script" });
  const last = ofLastLargeAndSmall(make);
  return (source) => (source.length > MAXIMUM_HELD_LENGTH ? make(source) : last(source));
}

/**
 * Parses a source as Node does: what is a script is wrapped into a function, and may return. Whoever asks for the same
 * source next is given the same program, which nobody changes. Throws SyntaxError.
 */
export function parseAs(source: string, sourceType: SourceType): acorn.Program {
  const made = parsed[sourceType](source);
  if ("error" in made) throw made.error;
  return made.program;
}

/** Parses a script or, failing that, a module; null when it is neither. */
export function parseProgram(source: string): acorn.Program | null {
  // What is a module as it stands is no script, however much that is forgiven.
  for (const sourceType of ["script", "module"] as const) {
    const made = parsed[sourceType](source);
    if ("program" in made) return made.program;
  }
  for (const sourceType of ["script", "module"] as const) {
    const made = parse(source, {
      sourceType,
      allowReturnOutsideFunction: true,
      allowSuperOutsideMethod: true,
      // Files that are wrapped into a function (CommonJS) may await nowhere, but then they hold no await.
      allowAwaitOutsideFunction: sourceType === "module",
    });
    if ("program" in made) return made.program;
  }
  return null;
}

function parse(source: string, options: Omit<acorn.Options, "ecmaVersion">): Parsed {
  try {
    return { program: acorn.parse(source, { ...options, ecmaVersion: "latest", allowHashBang: true }) };
  } catch (error) {
    if (error instanceof SyntaxError) return { error };
    throw error;
  }
}

/**
 * How to walk a node that acorn-walk comes to as some type: as a function or a class, which several types are, or as
 * what it is itself, to where its other types ("Expression", "Pattern") only lead back.
 */
export function walkedType(own: acorn.AnyNode["type"], type = "") {
  return type === "Function" || type === "Class" ? type : own;
}

/** The names that a pattern declares. */
export function* patternNames(pattern: acorn.Pattern): Generator<string> {
  if (pattern.type === "Identifier") yield pattern.name;
  else if (pattern.type === "AssignmentPattern") yield* patternNames(pattern.left);
  else if (pattern.type === "RestElement") yield* patternNames(pattern.argument);
  else if (pattern.type === "ArrayPattern") {
    for (const element of pattern.elements) if (element) yield* patternNames(element);
  } else if (pattern.type === "ObjectPattern") {
    for (const property of pattern.properties) {
      yield* patternNames(property.type === "RestElement" ? property.argument : property.value);
    }
  }
}
