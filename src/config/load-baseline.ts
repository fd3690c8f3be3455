import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Baseline } from "../baseline/baseline.js";
import { parseBaseline } from "../baseline/parse-baseline.js";
import { messageOf, systemErrorCode, UsageError } from "../errors.js";

/**
 * The baseline file of a run (relative to `cwd`). Null where there is none yet and `mayBeMissing`. Throws UsageError
 * when it can't be read or is something else.
 */
export async function loadBaseline(
  file: string,
  { cwd, mayBeMissing = false }: { readonly cwd: string; readonly mayBeMissing?: boolean },
): Promise<Baseline | null> {
  try {
    return parseBaseline(await readFile(resolve(cwd, file), "utf8"), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const code = systemErrorCode(error);
    if (code !== "ENOENT")
      throw new UsageError(`${file}: can't be read (${code ?? messageOf(error)})`, { cause: error });
    if (mayBeMissing) return null;
    throw new UsageError(`${file}: there is no such baseline; --update-baseline writes one`, {
      cause: error,
    });
  }
}
