/** What is shorter costs less to decode again than to remember. */
const REMEMBERED_BYTES = 128 * 1024;

const texts = new WeakMap<Buffer, string>();

/** A file's content as text (UTF-8): of a large one made once, for as long as somebody holds on to the content. */
export function decoded(content: Buffer): string {
  if (content.length < REMEMBERED_BYTES) return content.toString("utf8");
  const text = texts.get(content) ?? content.toString("utf8");
  texts.set(content, text);
  return text;
}
