import type TypeScript from "typescript";
import { isHandlerWrapper } from "../../lambda/handler-wrappers.js";
import { exportOf } from "../interpreter/exports.js";
import type { Interpreter, ModuleRecord } from "../interpreter/interpreter.js";
import { optionsOf, type Value } from "../interpreter/values.js";
import { ts } from "../typescript.js";
import { isTypedForLambda } from "./lambda-types.js";

/** Exports that a Lambda wrapper made, be it called here or in a wrapper of the project's own. */
export function wrappedHandlers(run: Interpreter, record: ModuleRecord): readonly string[] {
  const { file, exports } = record;
  const names = new Set(exports.kind === "object" ? exports.fields.keys() : []);
  for (const [name, symbol] of run.checker.getSymbolAtLocation(file)?.exports ?? []) {
    if ((symbol.declarations ?? []).some((one) => isMadeHere(one, file)))
      names.add(ts.unescapeLeadingUnderscores(name));
  }
  return [...names].filter((name) => optionsOf(exportOf(run, file.fileName, name)).some(isWrapped));
}

/** What a file hands on of another one is that one's handler. */
function isMadeHere(declaration: TypeScript.Declaration, file: TypeScript.SourceFile): boolean {
  if (declaration.getSourceFile() !== file) return false;
  return !ts.isExportSpecifier(declaration) || declaration.parent.parent.moduleSpecifier === undefined;
}

function isWrapped(value: Value): boolean {
  if (value.kind === "function") return !ts.isSourceFile(value.frame.owner) && isTypedForLambda(value.node);
  return (
    value.kind === "made" &&
    value.from !== null &&
    isHandlerWrapper(value.from.source, value.from.path.join("."))
  );
}
