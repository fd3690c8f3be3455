import type { UserClient } from "../lambda/client.js";
import { mayExportClient } from "../lambda/clients-lookup.js";
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
    readonly userClients: readonly UserClient[],
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

  /** Whether a closure imports a package that `matters` says so of. */
  reaches(closure: ReadonlySet<string>, matters: (specifier: string, file: string) => boolean): boolean {
    for (const file of closure) {
      for (const specifier of this.specifiersOf(file)) if (matters(specifier, file)) return true;
    }
    return false;
  }

  /** Whether a specifier may lead to a client. */
  leadsToClient(specifier: string): boolean {
    return mayExportClient(specifier, this.userClients);
  }
}
