/** An element of the page by its id; the page always has those that are asked for. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/** A new element with a text and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text: string | null,
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text !== null) made.textContent = text;
  made.append(...children);
  return made;
}
