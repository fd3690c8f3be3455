import { type Export, type Import, parse } from "es-module-lexer";
import { ofLastLarge } from "./last-large.js";

/** The imports and exports of a source, as es-module-lexer gives them. */
export interface LexedModule {
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  /** False for a source that could as well be CommonJS. */
  readonly hasModuleSyntax: boolean;
}

/** Null for what can't be lexed: syntax errors, and what only CommonJS allows. */
export function lexModule(source: string): LexedModule | null {
  try {
    const [imports, exports, , hasModuleSyntax] = parse(source);
    return { imports, exports, hasModuleSyntax };
  } catch {
    return null;
  }
}

/** The same for files that ship, which several look at. */
export const lexShipped = ofLastLarge(lexModule);
