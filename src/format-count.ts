/** A whole number for people: "1,769". Like `toLocaleString("en")`, which loads ICU first: 12 ms in a process's life. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
