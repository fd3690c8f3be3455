import { InputError, type Problem } from "../errors.js";
import { type Part, WHOLE } from "../part.js";
import type { Subject } from "../subject/subject.js";
import type { Discovered } from "./discovered.js";

/** An artifact that was opened, or a word on what can't be. */
export type Opened = { readonly subject: Subject } | { readonly problem: Problem };

/**
 * Opens what was found, as far as it belongs to a part: one after the other and each artifact once. Whoever takes a
 * subject closes its artifact.
 */
export async function* openFound(
  found: Iterable<Discovered> | AsyncIterable<Discovered>,
  part: Part = WHOLE,
): AsyncGenerator<Opened> {
  const seen = new Set<string>();
  for await (const one of found) {
    if ("problem" in one) {
      if (part.tellsProblems) yield one;
    } else if (!seen.has(one.id)) {
      seen.add(one.id);
      if (part.takes(one.id)) yield await opened(one);
    }
  }
}

async function opened({ open }: Extract<Discovered, { readonly id: string }>): Promise<Opened> {
  try {
    return { subject: await open() };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { problem: error.problem };
  }
}
