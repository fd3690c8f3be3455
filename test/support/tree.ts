import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

export type Tree = Readonly<Record<string, string | Uint8Array | { readonly size: number }>>;

/** Writes files into a temporary folder that goes with the test. A size stands for that many zero bytes (sparse). */
export function writeTree(files: Tree): string {
  const root = mkdtempSync(join(tmpdir(), "lambda-lint-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(file, content);
    else {
      writeFileSync(file, "");
      truncateSync(file, content.size);
    }
  }
  return root;
}
