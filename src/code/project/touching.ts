import type { CodeModel, CodeRange, SuppressionComment } from "../code-model.js";

interface Place {
  readonly rule: string;
  readonly range: CodeRange;
}

/**
 * Of a model what has to do with some files (paths as reports show them): what lies in one of them, what is reached
 * through one, and all of the handlers that they hold. Comments elsewhere count only for what is left.
 */
export function touching(code: CodeModel, files: ReadonlySet<string>): CodeModel {
  const own = new Set(
    code.handlers.filter(({ path }) => files.has(path)).map(({ functionId }) => functionId),
  );
  const isTouched = (functions: readonly string[], paths: readonly (string | null | undefined)[]) =>
    functions.some((id) => own.has(id)) ||
    paths.some((path) => path !== null && path !== undefined && files.has(path));
  const constructions = code.constructions.filter(({ functions, range, chain }) =>
    isTouched(functions, [range.path, ...chain.map(({ path }) => path)]),
  );
  const imports = code.imports.filter(({ functions, range, firstUse }) =>
    isTouched(functions, [range.path, firstUse?.path]),
  );
  const dynamicImports = code.dynamicImports.filter(({ functions, range, target, staticImport }) =>
    isTouched(functions, [range.path, target, staticImport?.path]),
  );
  const places: Place[] = [
    ...constructions.map(({ range }) => ({ rule: "client-in-handler", range })),
    ...imports.map(({ range }) => ({ rule: "heavy-top-level-import", range })),
    ...dynamicImports.map(({ range }) => ({ rule: "ineffective-lazy-import", range })),
  ];
  const suppressions = code.suppressions.filter(
    (comment) => files.has(comment.range.path) || places.some((place) => covers(comment, place)),
  );
  return { ...code, constructions, imports, dynamicImports, suppressions };
}

function covers({ range, rules, from, to }: SuppressionComment, place: Place): boolean {
  return (
    range.path === place.range.path &&
    from <= place.range.line &&
    place.range.line <= to &&
    (rules.length === 0 || rules.includes(place.rule))
  );
}
