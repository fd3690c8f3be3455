/** What the first argument may be instead of a path. Names alone: every run asks for them. */
export const COMMAND_NAMES = ["why", "compare", "merge", "explain", "rules", "init"] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

export function isCommandName(text: string | undefined): text is CommandName {
  return COMMAND_NAMES.some((name) => name === text);
}
