import type { SuppressionComment } from "./code-model.js";

/** Suppression comments of sources. TypeScript, which tells them from texts, is only loaded where there may be one. */
export async function suppressionsIn(
  sources: readonly { readonly path: string; readonly text: string }[],
): Promise<readonly SuppressionComment[]> {
  const mentioning = sources.filter(({ text }) => text.includes("lambda-lint-"));
  if (mentioning.length === 0) return [];
  const { suppressionsOf } = await import("./program/suppressions.js");
  return mentioning.flatMap(({ path, text }) => suppressionsOf(text, path));
}
