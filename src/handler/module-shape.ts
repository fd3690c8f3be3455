import type * as acorn from "acorn";
import { MAXIMUM_PARSED_LENGTH, parseAs, patternNames } from "../graph/scan-parse.js";
import { bindingsOf, exportedName } from "./bindings.js";
import { commonJsShape } from "./commonjs-shape.js";
import { shapeOf } from "./expression-shape.js";
import { type ModuleShape, type Shape, UNKNOWN } from "./shape.js";

/** What a source exports when it is loaded in a format; null for what can't be parsed, or is too large to. */
export function moduleShape(source: string, format: "cjs" | "esm"): ModuleShape | null {
  if (source.length > MAXIMUM_PARSED_LENGTH) return null;
  try {
    const program = parseAs(source, format === "esm" ? "module" : "script");
    return format === "esm" ? esModuleShape(program, source) : commonJsShape(program, source);
  } catch (error) {
    // Syntax errors, and nesting thousands deep.
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

function esModuleShape(program: acorn.Program, source: string): ModuleShape {
  const bindings = bindingsOf(program, source);
  const named = new Map<string, Shape>();
  const stars: { specifier: string; syntax: "import" }[] = [];
  for (const statement of program.body) {
    if (statement.type === "ExportDefaultDeclaration")
      named.set("default", shapeOf(statement.declaration, bindings));
    else if (statement.type === "ExportAllDeclaration") {
      const specifier = String(statement.source.value);
      if (statement.exported === null || statement.exported === undefined)
        stars.push({ specifier, syntax: "import" });
      else
        named.set(exportedName(statement.exported), {
          kind: "imported",
          specifier,
          name: null,
          syntax: "import",
        });
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const name of declaredNames(statement)) {
        const value = bindings.valueOf(name);
        named.set(name, value === null ? UNKNOWN : shapeOf(value, bindings));
      }
      for (const item of statement.specifiers) {
        const [local, exported] = [exportedName(item.local), exportedName(item.exported)];
        if (statement.source) {
          const specifier = String(statement.source.value);
          named.set(exported, { kind: "imported", specifier, name: local, syntax: "import" });
        } else {
          named.set(exported, shapeOf({ type: "Identifier", name: local, start: 0, end: 0 }, bindings));
        }
      }
    }
  }
  return { format: "esm", whole: { kind: "object", members: { named, isOpen: false } }, stars };
}

function declaredNames({ declaration }: acorn.ExportNamedDeclaration): readonly string[] {
  if (!declaration) return [];
  if (declaration.type !== "VariableDeclaration") return declaration.id ? [declaration.id.name] : [];
  return declaration.declarations.flatMap(({ id }) => [...patternNames(id)]);
}
