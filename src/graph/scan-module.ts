import type { LexedModule } from "./lex-module.js";
import type { ScannedImport } from "./scan.js";

export interface ModuleScan {
  /** `import … from` and `export … from`, types left out. */
  readonly imports: readonly ScannedImport[];
  readonly hasDynamicImport: boolean;
  /** False for a source that could as well be CommonJS. */
  readonly hasModuleSyntax: boolean;
}

/** The static imports of a source; null when it can't be lexed as a module. */
export function scanModule(source: string, lex: (source: string) => LexedModule | null): ModuleScan | null {
  const lexed = lex(source);
  if (lexed === null) return null;
  const found: ScannedImport[] = [];
  let hasDynamicImport = false;
  for (const item of lexed.imports) {
    if (item.type === "dynamic") hasDynamicImport = true;
    else if (item.type !== "import-meta" && !item.typeOnly) {
      const { specifier, importStart: offset } = item;
      // TypeScript's `import x = require("x")` is found as the call that it becomes.
      if (/=\s*require\s*\(\s*["']?$/.test(source.slice(offset, item.start))) continue;
      found.push({ specifier, timing: "static", syntax: "import", optional: false, offset });
    }
  }
  return { imports: found, hasDynamicImport, hasModuleSyntax: lexed.hasModuleSyntax };
}
