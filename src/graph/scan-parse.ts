import * as acorn from "acorn";

/** Parses a script or, failing that, a module; null when it is neither. */
export function parseProgram(source: string): acorn.Program | null {
  for (const sourceType of ["script", "module"] as const) {
    try {
      return acorn.parse(source, {
        ecmaVersion: "latest",
        sourceType,
        allowReturnOutsideFunction: true,
        allowSuperOutsideMethod: true,
        allowHashBang: true,
        // Files that are wrapped into a function (CommonJS) may await nowhere, but then they hold no await.
        allowAwaitOutsideFunction: sourceType === "module",
      });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return null;
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
