import type TypeScript from "typescript";
import { ts } from "../typescript.js";

const TYPE =
  /@(?:type|satisfies)\s*\{\s*(?:import\(\s*["']aws-lambda["']\s*\)|AWSLambda)\.\w*Handler(?:V2)?\b/;

/** Exports of JavaScript that a comment calls Lambda's: `@type {import("aws-lambda").SQSHandler}`. */
export function handlersTypedInComments(source: TypeScript.SourceFile): readonly string[] {
  if (!TYPE.test(source.text)) return [];
  return source.statements.flatMap((statement) => {
    const comments = ts.getLeadingCommentRanges(source.text, statement.pos) ?? [];
    const last = comments.at(-1);
    if (last === undefined || !TYPE.test(source.text.slice(last.pos, last.end))) return [];
    return exportedBy(statement) ?? [];
  });
}

function exportedBy(statement: TypeScript.Statement): string | null {
  if (ts.isVariableStatement(statement)) {
    const isExported = (ts.getModifiers(statement) ?? []).some(
      (one) => one.kind === ts.SyntaxKind.ExportKeyword,
    );
    const name = statement.declarationList.declarations[0]?.name;
    return isExported && name !== undefined && ts.isIdentifier(name) ? name.text : null;
  }
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return null;
  const { left } = statement.expression;
  if (!ts.isPropertyAccessExpression(left)) return null;
  return /^(module\.)?exports$/.test(left.expression.getText()) ? left.name.text : null;
}
