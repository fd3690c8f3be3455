import { type SuppressionComment, suppressionAt } from "./code/code-model.js";
import { suppressionsOf } from "./code/program/suppressions.js";
import type { Finding, Suppression } from "./finding.js";
import type { ModuleSource, Subject } from "./subject/subject.js";

/** Comments in the user's source that turn findings off, for one subject. */
export class SuppressionComments {
  readonly #subject: Subject;
  readonly #used = new Set<SuppressionComment>();
  /** Of sources that a rule read without the code side: no import is worth following handlers for its comments. */
  readonly #read = new Map<string, readonly SuppressionComment[]>();

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** Takes note of a source that a finding may point into. */
  note({ path, text }: ModuleSource): void {
    if (!this.#read.has(path)) this.#read.set(path, suppressionsOf(text, path));
  }

  /** The comment that covers a finding's place, or null. A finding without a line can't be covered by one. */
  async covering({ rule, location }: Finding, looksAtCode: boolean): Promise<Suppression | null> {
    if (location === null || location.line === null) return null;
    const comments = this.#read.get(location.path) ?? (looksAtCode ? await this.#code() : []);
    const found = suppressionAt(comments, rule, location.path, location.line);
    if (found === null) return null;
    this.#used.add(found.comment);
    return found.suppression;
  }

  /** Comments that covered nothing, those left out that name a rule which didn't run (`absent`). */
  async unused(absent: ReadonlySet<string>): Promise<readonly SuppressionComment[]> {
    const isUsed = ({ range }: SuppressionComment) =>
      [...this.#used].some((one) => one.range.path === range.path && one.range.line === range.line);
    const all = await this.#code();
    return all.filter((one) => !one.rules.some((rule) => absent.has(rule)) && !isUsed(one));
  }

  async #code(): Promise<readonly SuppressionComment[]> {
    return (await this.#subject.code())?.suppressions ?? [];
  }
}
