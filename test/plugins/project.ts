import { vi } from "vitest";
import { type Tree, writeTree } from "../support/tree.js";

/** 20 kB of code that no minifier shortens away. */
const HEAVY = `module.exports = ${JSON.stringify("heavy ".repeat(3_400))};\n`;

/** `heavy`, as it is installed. */
export const HEAVY_PACKAGE: Tree = {
  "node_modules/heavy/package.json": '{"name":"heavy","version":"1.2.3","main":"index.js"}',
  "node_modules/heavy/index.js": HEAVY,
};

/** A handler that takes `heavy` through a file of its own; the import stands at line 3, column 1 of src/pdf.ts. */
export const PROJECT: Tree = {
  "src/orders.ts": 'import { pdf } from "./pdf.js";\nexport const handler = async () => pdf();\n',
  "src/pdf.ts":
    '// ä: two bytes\n\nimport heavy from "heavy";\nexport const pdf = (): string => heavy.slice(1);\n',
  ...HEAVY_PACKAGE,
};

/** Rules that find `heavy` too large: a warning. */
export const STRICT = { rules: { "oversized-dependency": ["warning", { bundled: "10 kB" }] } } as const;

export function writeProject(more: Tree = {}): string {
  return writeTree({ ...PROJECT, "lambda-lint.config.json": JSON.stringify(STRICT), ...more });
}

/** What a build writes to this process's stderr: the plugin's tables (esbuild's own process has its own). */
export async function stderrOf(run: () => Promise<unknown>): Promise<string> {
  const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  try {
    await run();
    return write.mock.calls.map(([text]) => String(text)).join("");
  } finally {
    write.mockRestore();
  }
}
