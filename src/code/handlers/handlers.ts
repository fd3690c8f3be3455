import type TypeScript from "typescript";
import { exportOf } from "../interpreter/exports.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import { moduleOf } from "../interpreter/modules.js";
import { readProperty } from "../interpreter/properties.js";
import { optionsOf, UNDEFINED, type Value } from "../interpreter/values.js";
import { ts } from "../typescript.js";
import { COMMAND_EXPORTS, HANDLER_NAMES, type RequestedHandler } from "./handler-request.js";
import { typedHandlers } from "./lambda-types.js";
import { handlersTypedInComments } from "./typed-in-comments.js";
import { wrappedHandlers } from "./wrapped-handlers.js";

export interface FoundHandler {
  readonly functionId: string;
  readonly file: string;
  readonly export: string;
  readonly value: Value;
  readonly node: TypeScript.Node;
}

const NAMES_OF_NAMED_FILES = [...HANDLER_NAMES, "main", "default"];

/** The handlers of a file. */
export function findHandlers(
  run: Interpreter,
  file: string,
  requested: readonly RequestedHandler[],
  display: string,
): readonly FoundHandler[] {
  const record = moduleOf(run, file);
  if (record === null) return [];
  const found: FoundHandler[] = [];
  const add = (functionId: string, name: string): boolean => {
    const value = exportByPath(run, file, name);
    if (value === UNDEFINED || value.kind === "literal") return false;
    found.push({ functionId, file, export: name, value, node: exportNode(run, record.file, name) });
    return true;
  };
  for (const one of requested) {
    if (one.export !== null) {
      // `export default { handler }`; of a default function nothing is known.
      const inDefault = `default.${one.export}`;
      if (!add(one.functionId, one.export) && exportByPath(run, file, inDefault).kind !== "unknown") {
        add(one.functionId, inDefault);
      }
    } else {
      NAMES_OF_NAMED_FILES.some((name) => add(one.functionId, name));
    }
  }
  if (requested.length > 0) return found;
  if (COMMAND_EXPORTS.some((name) => isKnown(exportOf(run, file, name)))) return [];
  const names = new Set([
    ...HANDLER_NAMES,
    ...typedHandlers(record.file),
    ...handlersTypedInComments(record.file),
    ...wrappedHandlers(run, record),
  ]);
  for (const name of names) add(`${display}#${name}`, name);
  return found;
}

/** Whether an export is there for sure: one read off `module.exports = createApp()` may be or not. */
function isKnown(value: Value): boolean {
  return value !== UNDEFINED && !optionsOf(value).some((one) => one.kind === "unknown");
}

function exportByPath(run: Interpreter, file: string, path: string): Value {
  const [first = "handler", ...rest] = path.split(".");
  let value = exportOf(run, file, first);
  const node = moduleOf(run, file)?.file;
  for (const name of rest) if (node !== undefined) value = readProperty(run, value, name, node);
  return value;
}

/** Where a handler is declared, for the first step of a chain. */
function exportNode(run: Interpreter, source: TypeScript.SourceFile, path: string): TypeScript.Node {
  const [name = ""] = path.split(".");
  const symbol = run.checker.getSymbolAtLocation(source)?.exports?.get(ts.escapeLeadingUnderscores(name));
  const declared = symbol?.declarations?.[0];
  if (declared !== undefined) {
    // `export { run as handler }`, `module.exports = { handler }`: people look for the function.
    const local = ts.isExportSpecifier(declared)
      ? run.checker.getExportSpecifierLocalTargetSymbol(declared)
      : ts.isShorthandPropertyAssignment(declared)
        ? run.checker.getShorthandAssignmentValueSymbol(declared)
        : undefined;
    const target = local?.declarations?.find((one) => one.getSourceFile() === source) ?? declared;
    return ts.getNameOfDeclaration(target) ?? target;
  }
  for (const statement of source.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left } = statement.expression;
    if (ts.isPropertyAccessExpression(left) && (left.name.text === name || left.name.text === "exports"))
      return left;
  }
  return source.statements[0] ?? source;
}
