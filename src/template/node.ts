/** A template as parsed: plain data, CloudFormation's short tags written out (`!Ref x` is `{ Ref: "x" }`). */
export type Node = null | boolean | number | string | readonly Node[] | NodeMap;

export interface NodeMap {
  readonly [key: string]: Node;
}

export function isMap(node: unknown): node is NodeMap {
  return typeof node === "object" && node !== null && !Array.isArray(node);
}

export function isList(node: Node | undefined): node is readonly Node[] {
  return Array.isArray(node);
}

/** What a mapping holds under its own keys ("constructor" is none); null where it holds nothing. */
export function entry(node: Node | undefined, ...keys: readonly string[]): Node {
  let current: Node = node ?? null;
  for (const key of keys) {
    if (!isMap(current) || !Object.hasOwn(current, key)) return null;
    current = current[key] ?? null;
  }
  return current;
}

/** `entry` where text is expected; null for anything else. */
export function textEntry(node: Node | undefined, ...keys: readonly string[]): string | null {
  const found = entry(node, ...keys);
  return typeof found === "string" ? found : null;
}

/** Own keys and values of a mapping; none of anything else. */
export function entries(node: Node | undefined): readonly (readonly [string, Node])[] {
  return isMap(node) ? Object.entries(node) : [];
}
