/** From this length on (UTF-16) a source is a bundle, which several look at one after the other. */
const LARGE = 100_000;

/**
 * Remembers what was made of the last large source, by its text: whoever finds the handler, follows the imports and
 * quotes lines reads the same bundle. Smaller ones are made anew, which costs less than to hold them.
 */
export function ofLastLarge<T>(make: (source: string) => T): (source: string) => T {
  const last = ofLast(make);
  return (source) => (source.length < LARGE ? make(source) : last(source));
}

/** The same where small ones take long enough: of the last of these, too. They take no large one's place. */
export function ofLastLargeAndSmall<T>(make: (source: string) => T): (source: string) => T {
  const large = ofLast(make);
  const small = ofLast(make);
  return (source) => (source.length < LARGE ? small(source) : large(source));
}

/**
 * Lets go of all that is remembered: the next artifact has other sources, and what is alive while V8 collects decides how
 * far the heap grows until it does so again (four times as far).
 */
export function forgetSources(): void {
  for (const forget of forgetting) forget();
}

const forgetting: (() => void)[] = [];

function ofLast<T>(make: (source: string) => T): (source: string) => T {
  let last: { readonly source: string; readonly made: T } | null = null;
  forgetting.push(() => {
    last = null;
  });
  return (source) => {
    if (last?.source !== source) {
      // What is held is let go of before the next is made: both may be large.
      last = null;
      last = { source, made: make(source) };
    }
    return last.made;
  };
}
