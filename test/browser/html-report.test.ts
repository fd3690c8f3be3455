import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Report, ReportedModule } from "../../src/report.js";
import { reportHtml } from "../../src/reporters/html/html.js";
import { aFinding, aFunction, anArtifact, aPackage, aReport } from "../reporters/sample-report.js";
import { needsDebian } from "../support/debian.js";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const CHROMIUM = "/usr/bin/chromium";
const OPTIONS = { color: false, width: 80, quiet: false, config: null, before: [] };
const HOSTILE = '</script><img src=x onerror="window.hacked=1">';
let browser: Browser;
let folder: string;

beforeEach((ctx) => needsDebian(ctx, "chromium"));
beforeAll(async () => {
  if (!existsSync(CHROMIUM)) return;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  folder = mkdtempSync(join(tmpdir(), "lambda-lint-"));
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function aModule(path: string, over: Partial<ReportedModule> = {}): ReportedModule {
  return { path, bytes: 1000, retainedBytes: 1000, package: null, loaded: "init", importedBy: null, ...over };
}

/** One function: its own file imports pdf-lib, which imports pako; moment comes lazily, left is never loaded. */
function sample(): Report {
  const packages = [
    { ...aPackage("pdf-lib", 300_000), zippedBytes: 90_000, requestedBy: [] },
    { ...aPackage("pako", 90_000), zippedBytes: 30_000, requestedBy: ["node_modules/pdf-lib"] },
    { ...aPackage("moment", 60_000), zippedBytes: 20_000 },
    { ...aPackage("left", 40_000), zippedBytes: 10_000 },
    { ...aPackage(HOSTILE, 30_000), zippedBytes: 5_000 },
  ];
  const of = (name: string) => `node_modules/${name}`;
  const modules = [
    aModule("src/orders.ts"),
    aModule("node_modules/pdf-lib/index.js", {
      package: of("pdf-lib"),
      bytes: 300_000,
      importedBy: "src/orders.ts",
    }),
    aModule("node_modules/pako/index.js", {
      package: of("pako"),
      bytes: 90_000,
      importedBy: "node_modules/pdf-lib/index.js",
    }),
    aModule("node_modules/moment/moment.js", {
      package: of("moment"),
      bytes: 60_000,
      loaded: "lazy",
      importedBy: "src/orders.ts",
    }),
  ];
  return aReport({
    artifacts: [anArtifact(packages, { modules })],
    functions: [aFunction("orders")],
    findings: [
      aFinding({
        rule: "oversized-dependency",
        severity: "warning",
        packages: ["pdf-lib"],
        message: "pdf-lib takes 390 kB.",
      }),
      aFinding({ message: HOSTILE, fix: HOSTILE, packages: [HOSTILE] }),
    ],
  });
}

async function open(
  report: Report,
  options: Parameters<Browser["newPage"]>[0] = {},
): Promise<{ page: Page; errors: string[] }> {
  const file = join(folder, "report.html");
  writeFileSync(file, reportHtml(report, OPTIONS));
  const page = await browser.newPage(options);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(pathToFileURL(file).href);
  return { page, errors };
}

const tile = (page: Page, name: string) => page.locator("#treemap button", { hasText: name }).first();

describe("the page", () => {
  it("shows why a package is in there when it is clicked, its findings too", async () => {
    const { page, errors } = await open(sample());
    await tile(page, "pako").click();
    const details = page.locator("#details");
    expect(await details.locator("h3").textContent()).toBe("pako 1.0.0");
    expect(await details.locator("ol li").allTextContents()).toEqual([
      "src/orders.ts",
      "node_modules/pdf-lib",
      "node_modules/pako",
    ]);
    await tile(page, "pdf-lib").click();
    expect(await details.textContent()).toContain("pdf-lib takes 390 kB.");
    expect(errors).toEqual([]);
    await page.close();
  });

  it("is searched: what isn't found is dimmed, and gone from the table", async () => {
    const { page } = await open(sample());
    await page.getByLabel("search").fill("pak");
    expect(await page.locator("#treemap button:not(.dimmed)").count()).toBe(1);
    expect(await page.locator("table.packages tbody tr:visible").count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toMatch(/^1 of \d+ found$/);
    await page.close();
  });

  it("is walked with the keyboard: Tab into the map, arrows from package to package, Enter for details", async () => {
    const { page } = await open(sample());
    await page.locator('#treemap button[tabindex="0"]').focus();
    const first = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    await page.keyboard.press("ArrowRight");
    const second = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    expect(second).not.toBe(first);
    await page.keyboard.press("Enter");
    expect(second).toContain(
      await page
        .locator("#details h3")
        .textContent()
        .then((text) => text?.split(" ")[0]),
    );
    expect(await page.locator('#treemap button[tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  it("sizes by what init loads, and by zipped bytes", async () => {
    const { page } = await open(sample());
    const area = async (name: string) => {
      const box = await tile(page, name).boundingBox();
      return (box?.width ?? 0) * (box?.height ?? 0);
    };
    const before = await area("pako");
    await page.getByLabel("sized by").selectOption("init");
    expect(await tile(page, "moment").count()).toBe(0);
    expect(await area("pako")).toBeGreaterThan(before);
    await page.getByLabel("sized by").selectOption("zipped");
    expect(await tile(page, "moment").count()).toBe(1);
    await page.close();
  });

  it("leads from the table to the details", async () => {
    const { page } = await open(sample());
    await page.locator("table.packages").getByRole("button", { name: "moment" }).click();
    expect(await page.locator("#details h3").textContent()).toBe("moment 1.0.0");
    await page.close();
  });

  it("is readable without a script", async () => {
    const { page } = await open(sample(), { javaScriptEnabled: false });
    expect(await page.locator("#map").isVisible()).toBe(false);
    expect(await page.locator("table.packages tbody tr").count()).toBe(5);
    expect(await page.locator("body").textContent()).toContain("pdf-lib takes 390 kB.");
    await page.close();
  });

  it("lets no name become markup or script, and its policy forbids all others", async () => {
    const { page, errors } = await open(sample());
    await page.locator("table.packages").getByRole("button", { name: "onerror" }).click();
    expect(await page.locator("#details h3").textContent()).toContain(HOSTILE);
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(errors).toEqual([]);
    const refused = await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = 1";
      document.body.append(script);
      return !("injected" in window);
    });
    expect(refused).toBe(true);
    await page.close();
  });
});

it.each([
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["narrow", { viewport: { width: 360, height: 800 } }],
] as const)("axe finds nothing wrong: %s", async (_, options) => {
  // axe is injected, which the page's own policy would refuse.
  const { page } = await open(sample(), { ...options, bypassCSP: true });
  await tile(page, "pdf").click();
  await page.addScriptTag({ path: AXE });
  const violations = await page.evaluate(async () => {
    const { violations: found } = await (
      window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
  expect(violations).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.close();
});

it("paints 5,000 modules, and is searched", async () => {
  const packages = Array.from({ length: 200 }, (_, index) => aPackage(`package-${index}`, 25_000));
  const modules = packages.flatMap(({ id }) =>
    Array.from({ length: 25 }, (_, index) => aModule(`${id}/${index}.js`, { package: id })),
  );
  const { page, errors } = await open(
    aReport({ artifacts: [anArtifact(packages, { modules })], functions: [aFunction("orders")] }),
  );
  expect(await page.locator("#treemap button").count()).toBeGreaterThanOrEqual(200);
  // Modules are painted, not elements: what a search does again grows with the packages only.
  const drawn = await page.locator("#treemap *").count();
  expect(drawn).toBeLessThan(2 * packages.length + 10);
  await page.getByLabel("search").fill("package-19");
  expect(await page.locator("#treemap button:not(.dimmed)").count()).toBe(11);
  expect(errors).toEqual([]);
  await page.close();
});
