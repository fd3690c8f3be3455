import { answerNow, type Question, type Recorder, signatureNow } from "./disk.js";
import { isSame, type Signature } from "./signature.js";

/** A question to the disk with its answer; the signature spares asking where it still holds. */
export type Noted = readonly [question: Question, path: string, answer: string, signature: Signature | null];

/** All that a computation asked of the disk, each question once. */
export class Trace implements Recorder {
  readonly #noted = new Map<string, Noted>();
  #isSpoilt = false;

  note(question: Question, path: string, answer: string, signature: Signature | null): void {
    const key = `${question} ${path}`;
    const known = this.#noted.get(key);
    if (known === undefined) this.#noted.set(key, [question, path, answer, signature]);
    else if (known[2] !== answer) this.spoil();
  }

  spoil(): void {
    this.#isSpoilt = true;
  }

  /** What was asked; null where something changed in between (no state of the disk gives these answers), or was spoilt. */
  get noted(): readonly Noted[] | null {
    return this.#isSpoilt ? null : [...this.#noted.values()];
  }
}

/**
 * Would the disk answer the same today? Null where it wouldn't; else the questions, with new signatures where contents
 * had to be compared.
 */
export function stillHolds(
  noted: readonly Noted[],
): { readonly noted: readonly Noted[]; readonly isRefreshed: boolean } | null {
  let isRefreshed = false;
  const now: Noted[] = [];
  for (const one of noted) {
    const [question, path, answer, signature] = one;
    if (question !== "file" && question !== "folder") {
      if (answerNow(question, path) !== answer) return null;
      now.push(one);
      continue;
    }
    const fresh = signatureNow(path);
    if (fresh !== null && signature !== null && isSame(fresh, signature)) {
      now.push(one);
      continue;
    }
    if (answerNow(question, path) !== answer) return null;
    isRefreshed ||= fresh !== null;
    now.push([question, path, answer, fresh]);
  }
  return { noted: now, isRefreshed };
}
