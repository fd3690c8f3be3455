import { checksTokens } from "../../lambda/token-packages.js";
import type { FileImports } from "../program/imported-modules.js";

/** What a directive of a GraphQL schema is written with: https://the-guild.dev/graphql/tools/docs/schema-directives */
const MAKES_DIRECTIVES = new Set(["SchemaDirectiveVisitor", "getDirective", "mapSchema"]);

/**
 * Whether a module may stand before resolvers by a directive: which fields ask it is written in the schema, as
 * `@auth`, where nothing follows it. Most fields do.
 */
export function standsInSchema(
  specifier: string,
  files: Iterable<string>,
  importsOf: (file: string) => FileImports | undefined,
): boolean {
  if (!checksTokens(specifier)) return false;
  for (const file of files) {
    for (const { bindings } of importsOf(file)?.modules ?? []) {
      for (const name of bindings.values()) if (MAKES_DIRECTIVES.has(name)) return true;
    }
  }
  return false;
}
