import { formatCount } from "../format-count.js";
import type { LostLink } from "./link-targets.js";

export interface Lost {
  readonly links: readonly LostLink[];
  readonly isFolder: boolean;
}

const SHOWN = 3;
const SHOWN_LENGTH = 80;

export function count(list: readonly unknown[], one: string, many: string): string {
  return list.length === 1 ? `One ${one}` : `${formatCount(list.length)} ${many}`;
}

export function linked({ links }: Lost): string {
  return count(links, "symlink leads", "symlinks lead");
}

export function shown(names: readonly string[]): string {
  const more = names.length > SHOWN ? ", …" : "";
  return names.slice(0, SHOWN).map(quoted).join(", ") + more;
}

export function shownLinks({ links }: Lost): string {
  const more = links.length > SHOWN ? ", …" : "";
  return (
    links
      .slice(0, SHOWN)
      .map(({ path, target }) => `${quoted(path)} -> ${quoted(target)}`)
      .join(", ") + more
  );
}

/** As JSON has it: whatever the name holds, it stays on its line. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > SHOWN_LENGTH ? `${name.slice(0, SHOWN_LENGTH)}…` : name);
}
