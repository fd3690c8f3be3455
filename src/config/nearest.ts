import { closest, distance } from "fastest-levenshtein";

/** The known word that is probably meant, null when none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const candidate = closest(
    word.toLowerCase(),
    known.map((name) => name.toLowerCase()),
  );
  const found = known.find((name) => name.toLowerCase() === candidate);
  if (found === undefined) return null;
  const limit = Math.max(2, Math.floor(word.length / 2));
  return distance(word.toLowerCase(), candidate) <= limit ? found : null;
}

/** `, did you mean "x"?` or the list of what is known. */
export function suggestion(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  return name === null ? `; known are ${known.join(", ")}` : `; did you mean "${name}"?`;
}
