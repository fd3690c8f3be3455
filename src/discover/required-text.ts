import { readText } from "../cache/disk.js";
import { InputError, messageOf, systemErrorCode } from "../errors.js";

/** What a file's absence means to whoever needs it. */
export interface Missing {
  readonly code: string;
  readonly message: string;
}

/**
 * The text (UTF-8) of a file on disk that must be there: the user named it, or another file does; `path` is what
 * reports call it. Throws InputError: `missing` where it isn't there, else "unreadable".
 */
export function requiredText(place: string, path: string, missing?: Missing): string {
  try {
    return readText(place);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" && missing !== undefined) throw new InputError({ ...missing, path }, error);
    const message = `can't be read (${code ?? messageOf(error)}); give it read permission.`;
    throw new InputError({ code: "unreadable", path, message }, error);
  }
}
