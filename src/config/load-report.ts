import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseReport } from "../baseline/parse-baseline.js";
import { messageOf, systemErrorCode, UsageError } from "../errors.js";
import type { Report } from "../report.js";

/** A JSON report that an earlier run wrote (`file` relative to `cwd`). Throws UsageError when it isn't there or is none. */
export async function loadReport(file: string, cwd: string): Promise<Report> {
  let text: string;
  try {
    text = await readFile(resolve(cwd, file), "utf8");
  } catch (error) {
    const code = systemErrorCode(error);
    throw new UsageError(
      code === "ENOENT"
        ? `${file}: there is no such file; expected a JSON report (lambda-lint --format json --output ${file})`
        : `${file}: can't be read (${code ?? messageOf(error)})`,
      { cause: error },
    );
  }
  return parseReport(text, file);
}
