/*
 * Names and paths come from archives that somebody else made: an escape sequence or a line end in a file's
 * name must not reach a terminal, nor may characters that reorder or hide text.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Anything but ASCII, dashes, quotes and the like: those alone are in most texts, and V8 takes 2 ms to compile classes. */
const PERHAPS_UNPRINTABLE = /[^ -~\u00a1-\u00ac\u2010-\u2027]/;

/** A text with control, bidirectional and invisible characters written as escapes. */
export function printable(text: string): string {
  if (!PERHAPS_UNPRINTABLE.test(text)) return text;
  return text.replace(UNPRINTABLE, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u{${code}}`;
  });
}

/** The same for all strings of a value, so that a reporter can't forget one. Keys are left alone. */
export function printableDeep<T>(value: T): T;
export function printableDeep(value: unknown): unknown {
  if (typeof value === "string") return printable(value);
  if (Array.isArray(value)) return value.map((item) => printableDeep(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableDeep(item)]));
}
