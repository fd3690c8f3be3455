/** From this length on (UTF-16) a source is a bundle, which several look at one after the other. */
const LARGE = 200_000;

/**
 * Remembers what was made of the last large source, by its text: whoever finds the handler, follows the imports and
 * quotes lines reads the same bundle. Smaller ones are made anew, which costs less than to hold them.
 */
export function ofLastLarge<T>(make: (source: string) => T): (source: string) => T {
  return ofLast(make, (source) => source.length >= LARGE);
}

/** The same of the last source that `isHeld`; another takes its place before anything is made of it. */
export function ofLast<T>(
  make: (source: string) => T,
  isHeld: (source: string) => boolean,
): (source: string) => T {
  let last: { readonly source: string; readonly made: T } | null = null;
  return (source) => {
    if (!isHeld(source)) return make(source);
    if (last?.source !== source) {
      last = null;
      last = { source, made: make(source) };
    }
    return last.made;
  };
}
