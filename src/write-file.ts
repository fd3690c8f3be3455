import { writeFile } from "node:fs/promises";
import { messageOf, UsageError } from "./errors.js";

/** Writes a file that the user asked for; `what` names it in the UsageError that is thrown when that fails. */
export async function writeTextFile(
  path: string,
  text: string,
  what: string,
  { append = false }: { readonly append?: boolean } = {},
): Promise<void> {
  try {
    await writeFile(path, text, { flag: append ? "a" : "w" });
  } catch (error) {
    throw new UsageError(`${what}: can't be written (${messageOf(error)})`, { cause: error });
  }
}
