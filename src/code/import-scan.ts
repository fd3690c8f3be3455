import type { FirstPartyResolver } from "./module-resolution.js";
import type { SourceSet } from "./source-set.js";

/** Every string that follows `from`, `import` or `require`: more than there are imports, never fewer. */
const SPECIFIER = /\b(?:from|import|require)\b\s*\(?\s*(["'`])([^"'`\n]{1,300})\1/g;

/** Reads import specifiers off the text, so that files that can't matter are never parsed. */
export class ImportScan {
  readonly #specifiers = new Map<string, readonly string[]>();

  constructor(
    readonly sources: SourceSet,
    readonly resolver: FirstPartyResolver,
  ) {}

  specifiersOf(file: string): readonly string[] {
    const known = this.#specifiers.get(file);
    if (known !== undefined) return known;
    const text = file.endsWith(".json") ? null : this.sources.read(file);
    const found = new Set<string>();
    if (text !== null) for (const match of text.matchAll(SPECIFIER)) found.add(match[2] ?? "");
    const list = [...found];
    this.#specifiers.set(file, list);
    return list;
  }

  /** First-party files that a file reaches by imports of any kind, itself included. */
  closureOf(entry: string): ReadonlySet<string> {
    const seen = new Set([entry]);
    for (const file of seen) {
      for (const specifier of this.specifiersOf(file)) {
        const target = this.resolver.resolve(specifier, file);
        if (target !== null) seen.add(target);
      }
    }
    return seen;
  }

  /** Whether following a closure can lead to anything: a package, or a module loaded on demand. */
  canMatter(closure: ReadonlySet<string>): boolean {
    for (const file of closure) {
      if (this.specifiersOf(file).some(isThirdParty)) return true;
      if (/\bimport\s*\(/.test(this.sources.read(file) ?? "")) return true;
    }
    return false;
  }
}

function isThirdParty(specifier: string): boolean {
  return !/^[./]/.test(specifier) && !specifier.startsWith("node:");
}
