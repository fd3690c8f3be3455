import { mayBeModule, mentionsModules } from "./import-words.js";
import { ofLastLarge, ofLastLargeAndSmall } from "./last-large.js";
import { lexModule, lexShipped } from "./lex-module.js";
import type { ImportTiming } from "./module-graph.js";
import { runInit } from "./scan-init.js";
import { scanModule } from "./scan-module.js";
import { MAXIMUM_PARSED_LENGTH } from "./scan-parse.js";
import { parseScopes } from "./scan-scopes.js";
import { scanTokens } from "./scan-tokens.js";

/** What a file is loaded as; `unknown` is decided by its syntax. */
export type ModuleFormat = "esm" | "cjs" | "unknown";

/** One import of a source, as written. */
export interface ScannedImport {
  readonly specifier: string;
  readonly timing: ImportTiming;
  readonly syntax: "import" | "require";
  /** In a `try` block, or with a `.catch`. */
  readonly optional: boolean;
  /** Only of requires. `called`: its result is called at once; `when-called`: it runs once the file's exported function is. */
  readonly call?: "called" | "when-called" | undefined;
  /** Index of the `import` or `require` in the source. */
  readonly offset: number;
  /** It runs whenever the file is loaded: in no branch, in no `try`. Absent where nobody looked (`certainImports` does). */
  readonly isCertain?: boolean | undefined;
}

export interface Scan {
  /** By offset. */
  readonly imports: readonly ScannedImport[];
  /** Number of `require(…)` and `import(…)` whose specifier is computed. */
  readonly dynamicRequires: number;
}

const NOTHING: Scan = { imports: [], dynamicRequires: 0 };

/**
 * Finds the imports of one JavaScript or TypeScript source, without running or fully parsing it where a cheap
 * look is enough. Of a source with syntax errors it gives what could be seen; it never throws.
 */
export function scanImports(source: string, format: ModuleFormat, path: string): Scan {
  return scan(source, format, path, SHIPPED);
}

/** The same of a source that nobody else asks for: an original in a map. */
export function scanOriginal(source: string, path: string): Scan {
  return scan(source, "unknown", path, { lex: lexModule, mentionsRequire, calls: () => new Map() });
}

/** How a source is read. */
interface Reading {
  readonly lex: typeof lexModule;
  readonly mentionsRequire: typeof mentionsRequire;
  /** The calls in a source, as far as they are known. */
  readonly calls: (source: string) => Map<string, Scan>;
}

const SHIPPED: Reading = {
  lex: lexShipped,
  mentionsRequire: ofLastLarge(mentionsRequire),
  calls: ofLastLarge(() => new Map<string, Scan>()),
};

/** Whether an ES module may have a `require`: its own, or esbuild's. */
function mentionsRequire(source: string): boolean {
  return source.includes("__require") || source.includes("createRequire");
}

function scan(source: string, format: ModuleFormat, path: string, reading: Reading): Scan {
  if (!source.includes("require") && !mentionsModules(source)) return NOTHING;
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const isCandidate = format === "esm" || (format === "unknown" && mayBeModule(source));
  const module = isCandidate ? scanModule(source, reading.lex) : null;
  const scanCalls = (wantsRequire: boolean): Scan => {
    const known = reading.calls(source);
    const key = `${isTypeScript} ${wantsRequire}`;
    const calls = known.get(key) ?? findCalls(source, isTypeScript, wantsRequire);
    known.set(key, calls);
    return calls;
  };
  if (module === null || (format === "unknown" && !module.hasModuleSyntax)) return scanCalls(true);
  const hasRequire = isTypeScript || reading.mentionsRequire(source);
  const calls = module.hasDynamicImport || hasRequire ? scanCalls(hasRequire) : NOTHING;
  const imports = [...module.imports, ...calls.imports].sort((a, b) => a.offset - b.offset);
  return { imports, dynamicRequires: calls.dynamicRequires };
}

/**
 * The imports that surely run when a file is loaded; a full parse. Null for what can't be parsed, or is too large to.
 */
export function certainImports(source: string, format: ModuleFormat): readonly ScannedImport[] | null {
  if (source.length > MAXIMUM_PARSED_LENGTH) return null;
  const module = format === "cjs" ? null : scanModule(source, lexModule);
  const isModule = module !== null && (format === "esm" || module.hasModuleSyntax);
  try {
    const calls = allCalls(source)?.imports.filter(({ isCertain }) => isCertain === true);
    if (calls === undefined) return null;
    return isModule ? [...module.imports, ...calls] : calls;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** `require(…)` and `import(…)` calls. */
function findCalls(source: string, isTypeScript: boolean, wantsRequire: boolean): Scan {
  const tokens = scanTokens(source, { isTypeScript, wantsRequire });
  const isCertain = tokens.isCertain && !source.includes("!globalThis.");
  if (isCertain || isTypeScript || source.length > MAXIMUM_PARSED_LENGTH) return tokens;
  try {
    return (wantsRequire ? allCalls : importCalls)(source) ?? tokens;
  } catch (error) {
    // The only limit of a recursive walk: nesting thousands deep.
    if (error instanceof RangeError) return tokens;
    throw error;
  }
}

/** Null for what can't be parsed. Throws RangeError when nested too deep. */
const allCalls = ofLastLargeAndSmall((source) => callsIn(source, true));

function importCalls(source: string): Scan | null {
  return callsIn(source, false);
}

function callsIn(source: string, wantsRequire: boolean): Scan | null {
  const scopes = parseScopes(source);
  return scopes === null ? null : runInit(scopes, wantsRequire);
}
