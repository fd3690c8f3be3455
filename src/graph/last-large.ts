/** From this length on (UTF-16) a source is a bundle, which several look at one after the other. */
const LARGE = 200_000;

/**
 * Remembers what was made of the last large source, by its text: whoever finds the handler, follows the imports and
 * quotes lines reads the same bundle. Smaller ones are made anew, which costs less than to hold them.
 */
export function ofLastLarge<T>(make: (source: string) => T): (source: string) => T {
  let last: { readonly source: string; readonly made: T } | null = null;
  return (source) => {
    if (source.length < LARGE) return make(source);
    if (last?.source !== source) last = { source, made: make(source) };
    return last.made;
  };
}
