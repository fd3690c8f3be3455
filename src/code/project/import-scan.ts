import type { NoteWork } from "../work.js";
import type { FirstPartyResolver } from "./module-resolution.js";
import type { SourceSet } from "./source-set.js";

/** Every string that follows `from`, `import` or `require`: more than there are imports, never fewer. */
const SPECIFIER =
  /\b(?:from|import|require)\b\s*\(?\s*(?:\/\*[^*]{0,200}\*\/\s*)?(?:(["'])([^"'`\n]{1,300})\1|`([^`\n]{1,300})`)/g;
/** `require(process.env.ROOT + "/lib/db")` */
const JOINED = /\brequire\(\s*[\w.$[\]"']{1,100}\s*\+\s*(["'])(\/[^"'`\n]{1,300})\1/g;

/** What a text without it neither runs nor declares to be run; keys of a type (`async?: boolean`) are none of it. */
const RUNS = /=>|\b(?:function|class|get|async|await|new)\b(?!\??:)|\)\s*\{/;

/** Reads import specifiers off the text, so that files that can't matter are never parsed. */
export class ImportScan {
  readonly #inert = new Map<string, boolean>();
  readonly #specifiers = new Map<string, readonly string[]>();

  constructor(
    readonly sources: SourceSet,
    readonly resolver: FirstPartyResolver,
    readonly noteWork?: NoteWork,
  ) {}

  specifiersOf(file: string): readonly string[] {
    const known = this.#specifiers.get(file);
    if (known !== undefined) return known;
    const text = file.endsWith(".json") ? null : this.sources.read(file);
    const found = new Set<string>();
    if (text !== null) this.noteWork?.({ kind: "scanned", path: file });
    if (text !== null) for (const match of text.matchAll(SPECIFIER)) found.add(match[2] ?? match[3] ?? "");
    if (text !== null) for (const match of text.matchAll(JOINED)) found.add(`\${}${match[2]}`);
    const list = [...found];
    this.#specifiers.set(file, list);
    return list;
  }

  /**
   * First-party files that a file reaches by imports of any kind, itself included, without those that can't
   * matter: types and constants, which neither run anything nor lead anywhere.
   */
  closureOf(entry: string): ReadonlySet<string> {
    const seen = new Set([entry]);
    for (const file of seen) {
      for (const specifier of this.specifiersOf(file)) {
        const target = this.resolver.resolve(specifier, file);
        const targets = target === null ? this.resolver.resolvePattern(specifier, file) : [target];
        for (const one of targets) if (!this.#isInert(one)) seen.add(one);
      }
    }
    return seen;
  }

  #isInert(file: string): boolean {
    if (file.endsWith(".json")) return true;
    let known = this.#inert.get(file);
    if (known === undefined) {
      known = this.specifiersOf(file).length === 0 && !RUNS.test(this.sources.read(file) ?? "");
      this.#inert.set(file, known);
    }
    return known;
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
