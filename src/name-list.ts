/**
 * Names for a sentence: "a, b and 5 more packages". All of them where only one would be left out: its name is as short
 * as "and 1 more".
 */
export function listed(
  names: readonly string[],
  most: number,
  { separator = ", ", noun = "" }: { readonly separator?: string; readonly noun?: string } = {},
): string {
  const hidden = names.length - most;
  if (hidden <= 1) return names.join(separator);
  return `${names.slice(0, most).join(separator)} and ${hidden} more${noun === "" ? "" : ` ${noun}`}`;
}
