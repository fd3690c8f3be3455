import { printable } from "./printable.js";

/** The first line of every comment: a bot finds by it what to replace. */
export const MARKDOWN_MARKER = "<!-- lambda-lint -->";

/** Names and paths come from archives that somebody else made: nothing in them may become markup, or call somebody. */
export function text(value: string): string {
  return printable(value).replace(/[\\`*_{}[\]<>#|~@&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export function code(value: string): string {
  return `<code>${text(value)}</code>`;
}
