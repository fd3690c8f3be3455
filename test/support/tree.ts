import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ExampleFile } from "../../src/rules/define-rule.js";

export type Tree = Readonly<Record<string, ExampleFile | Uint8Array>>;

/** Writes files into a temporary folder that goes with the test. A size stands for that many zero bytes (sparse). */
export function writeTree(files: Tree): string {
  const root = mkdtempSync(join(tmpdir(), "lambda-lint-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content);
    else if ("link" in content) symlinkSync(content.link, file);
    else if ("hex" in content) writeFileSync(file, content.hex, "hex");
    else if ("text" in content) {
      writeFileSync(file, content.text);
      chmodSync(file, content.mode);
    } else {
      writeFileSync(file, "");
      truncateSync(file, content.size);
    }
  }
  return root;
}
