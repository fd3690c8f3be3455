import type TypeScript from "typescript";
import type { SuppressionComment } from "../code-model.js";
import { loadTypeScript } from "../load-typescript.js";

const COMMENT = /(?:\/\/|\/\*)[ \t*]*lambda-lint-(disable-next-line|disable-line|disable|enable)\b([^\n]*)/g;

/**
 * Suppression comments of a text:
 * `lambda-lint-disable-next-line rule -- reason`, `lambda-lint-disable rule` to the end of the file or to the
 * next `lambda-lint-enable rule`. Without a rule they cover all.
 */
export function suppressionsOf(text: string, path: string): readonly SuppressionComment[] {
  if (!text.includes("lambda-lint-")) return [];
  const found: SuppressionComment[] = [];
  const ends: { readonly line: number; readonly rules: readonly string[] }[] = [];
  let tree: TypeScript.SourceFile | null = null;
  const blocks: { comment: SuppressionComment; closed: boolean }[] = [];
  for (const match of text.matchAll(COMMENT)) {
    if (mayBeText(text, path, match.index)) {
      tree ??= parse(text, path);
      if (isWithinToken(tree, match.index)) continue;
    }
    const line = lineAt(text, match.index);
    const [listed = "", reason] = (match[2] ?? "").replace(/\*\/.*$/, "").split(/\s--\s*/);
    const rules = listed.split(/[\s,]+/).filter((one) => /^[a-z][a-z-]*$/.test(one));
    const column = match.index - text.lastIndexOf("\n", match.index - 1);
    const range = { path, line, column, endLine: line, endColumn: column + match[0].trimEnd().length };
    const base = {
      range,
      rules,
      reason: reason === undefined || reason.trim() === "" ? null : reason.trim(),
    };
    const kind = match[1];
    if (kind === "disable-next-line") found.push({ ...base, from: line + 1, to: line + 1 });
    else if (kind === "disable-line") found.push({ ...base, from: line, to: line });
    else if (kind === "disable")
      blocks.push({ comment: { ...base, from: line, to: Number.MAX_SAFE_INTEGER }, closed: false });
    else ends.push({ line, rules });
  }
  for (const { comment } of blocks) {
    const end = ends.find(
      (one) =>
        one.line > comment.range.line &&
        (one.rules.length === 0 ||
          comment.rules.length === 0 ||
          one.rules.some((rule) => comment.rules.includes(rule))),
    );
    // Without an end it holds for the whole file, wherever in it the comment stands.
    found.push(end === undefined ? { ...comment, from: 1 } : { ...comment, to: end.line });
  }
  return found.sort((a, b) => a.range.line - b.range.line);
}

/** Quotes in front of it on its line, a template or JSX somewhere before it: it may be text of the program. */
function mayBeText(text: string, path: string, position: number): boolean {
  const before = text.slice(0, position);
  return (
    /\.[jt]sx$/.test(path) || before.includes("`") || /["'/]/.test(before.slice(before.lastIndexOf("\n") + 1))
  );
}

/** Few texts have such a comment, and runs that parse nothing else come by here too. */
function parse(text: string, path: string): TypeScript.SourceFile {
  const ts = loadTypeScript();
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
}

/** Whether a position is part of a string, a template, an expression or JSX text: comments stand in front of tokens. */
function isWithinToken(tree: TypeScript.SourceFile, position: number): boolean {
  const ts = loadTypeScript();
  let node: TypeScript.Node = tree;
  const holds = (one: TypeScript.Node): TypeScript.Node | undefined =>
    one.pos <= position && position < one.end ? one : undefined;
  for (let at = ts.forEachChild(node, holds); at !== undefined; at = ts.forEachChild(node, holds)) node = at;
  return ts.isToken(node) && node.kind !== ts.SyntaxKind.EndOfFileToken && position >= node.getStart(tree);
}

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < position; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
