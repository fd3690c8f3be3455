// Makes the README's pictures from what the demo really prints and writes. Needs a build and Debian's Chromium:
// npm run build && node docs/pictures.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCS = fileURLToPath(new URL(".", import.meta.url));
const COLORS = {
  1: "font-weight:700",
  2: "opacity:.65",
  31: "color:#ff8a80",
  32: "color:#8fd694",
  33: "color:#ffcf66",
  34: "color:#8ab4f8",
  36: "color:#7fdbca",
};

const folder = mkdtempSync(join(tmpdir(), "lambda-lint-"));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const html = join(folder, "report.html");
  const env = { ...process.env, FORCE_COLOR: "1" };
  const args = ["dist/bin.cjs", "fixtures/demo", "--format", "text", "--format", "html", "--output", html];
  const text = execFileSync(process.execPath, args, { cwd: ROOT, env, encoding: "utf8" });
  const page = await browser.newPage({ viewport: { width: 760, height: 400 }, colorScheme: "dark" });
  await page.setContent(terminal(text));
  await page.locator("pre").screenshot({ path: join(DOCS, "terminal.png") });
  const report = await browser.newPage({ viewport: { width: 1280, height: 700 }, colorScheme: "light" });
  await report.goto(pathToFileURL(html).href);
  await report.locator("#treemap button", { hasText: "pdf-lib" }).first().click();
  await report.screenshot({ path: join(DOCS, "report.png") });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

/** A terminal's text with its colours as a page. */
function terminal(text) {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  let open = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colours start with one.
  const body = `$ lambda-lint fixtures/demo\n\n${escaped}`.replace(/\u001B\[(\d+)m/g, (_, code) => {
    if (COLORS[code] !== undefined) {
      open += 1;
      return `<span style="${COLORS[code]}">`;
    }
    if (open === 0) return "";
    open -= 1;
    return "</span>";
  });
  return `<body style="margin:0;background:#16191d"><pre style="margin:0;padding:16px;width:728px;font:13px/1.35 'DejaVu Sans Mono',monospace;color:#e8eaed;background:#16191d;white-space:pre-wrap">${body}</pre>`;
}
