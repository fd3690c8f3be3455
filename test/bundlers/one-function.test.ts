import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { buildWith, NAMES } from "../plugins/bundlers.js";
import { writeTree } from "../support/tree.js";

// One function of registry packages by all five bundlers, each taking packages' ES modules where there are some, with
// `import()` as a chunk. The figures are those that a budget is held against.

const FUNCTION = {
  "src/orders.js": `import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand } from "@aws-sdk/lib-dynamodb";
import moment from "moment";
import { title } from "./title.js";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export const handler = async (event) => {
  const { Item } = await client.send(new GetCommand({ TableName: "orders", Key: { id: event.id } }));
  const { pdf } = await import("./pdf.js");
  return pdf(title(Item), moment().format());
};
`,
  "src/title.js": 'export const title = (item) => "Order " + JSON.stringify(item);\n',
  "src/pdf.js": `import { PDFDocument } from "pdf-lib";

export const pdf = async (...text) => {
  const document = await PDFDocument.create();
  document.addPage().drawText(text.join());
  return document.save();
};
`,
};
const PACKAGES = ["pdf-lib", "@pdf-lib/*", "pako", "moment", "@aws-sdk/*", "@smithy/*", "mnemonist"];

type Figures = Readonly<Record<string, { readonly bytes: number; readonly estimated: boolean }>>;

async function figures(name: string, build: { minify: boolean; sourcemap: boolean }): Promise<Figures> {
  const cwd = writeTree(FUNCTION);
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(cwd, "node_modules"));
  const budgets = [
    { type: "total", maximumWarning: 1 } as const,
    { type: "init", maximumWarning: 1 } as const,
    ...PACKAGES.map((one) => ({ type: "package", name: one, maximumWarning: 1 }) as const),
  ];
  const options = { config: { budgets }, only: ["budget"] };
  const { warnings, errors } = await buildWith(name, { cwd, ...build, options });
  expect(errors).toEqual([]);
  const found = warnings.flatMap((text) => [
    ...text.matchAll(/(artifact|Init|[@\w/*-]+) (?:has|loads|takes) ([\d.]+) (k?M?B)( \(estimated\))?, /g),
  ]);
  const unit = (text = ""): number => ({ MB: 1e6, kB: 1e3 })[text] ?? 1;
  return Object.fromEntries(
    found.map(([, what = "", size, of, estimated]) => [
      what,
      { bytes: Number(size) * unit(of), estimated: estimated !== undefined },
    ]),
  );
}

function table(all: ReadonlyMap<string, Figures>): string {
  const rows = ["artifact", "Init", ...PACKAGES].map((row) => {
    const cells = [...all.values()].map((one) => {
      const { bytes = 0, estimated = false } = one[row] ?? {};
      return `${estimated ? "~" : ""}${(bytes / 1000).toFixed(0)}`.padStart(10);
    });
    return row.padEnd(12) + cells.join("");
  });
  return ["kB".padEnd(12) + [...all.keys()].map((name) => name.padStart(10)).join(""), ...rows].join("\n");
}

/** By how much the others are off esbuild's figure, which is exact. */
function deviation(all: ReadonlyMap<string, Figures>, name: string, row: string): number {
  const exact = all.get("esbuild")?.[row]?.bytes ?? 0;
  return Math.abs((all.get(name)?.[row]?.bytes ?? 0) / exact - 1);
}

async function byAll(build: { minify: boolean; sourcemap: boolean }): Promise<ReadonlyMap<string, Figures>> {
  const all = new Map<string, Figures>();
  for (const name of NAMES) all.set(name, await figures(name, build));
  process.stdout.write(`\n${JSON.stringify(build)}\n${table(all)}\n`);
  return all;
}

describe("minified, bundlers agree on what a package takes", () => {
  // What really differs:
  // - webpack takes all of moment's locales for its `require("./locale/" + name)` (246 kB); the others leave that call as
  //   it is, and it fails when it runs.
  // - webpack keeps a module's exports by name where it doesn't put it into one scope with its importers: the SDK's
  //   modules, some of which chunks share, are a tenth larger.
  // - Oxc (Rolldown, Vite) writes pdf-lib 4% shorter than esbuild and Terser do.
  // - bowser (34 kB), which the SDK import()s in a function for browsers that nobody calls, is a chunk of esbuild's only.
  const tolerance = (name: string, row: string): number =>
    name === "webpack" && /^(moment|artifact)$/.test(row) ? Number.POSITIVE_INFINITY : 0.12;

  it("by source maps", async () => {
    const all = await byAll({ minify: true, sourcemap: true });
    for (const name of NAMES) {
      for (const row of ["artifact", "Init", ...PACKAGES]) {
        expect([name, row, deviation(all, name, row) < tolerance(name, row)]).toEqual([name, row, true]);
        expect(all.get(name)?.[row]?.estimated).toBe(false);
      }
    }
    expect(
      (all.get("webpack")?.moment?.bytes ?? 0) / (all.get("esbuild")?.moment?.bytes ?? 1),
    ).toBeGreaterThan(4);
  });

  it("by weight, where there are none, as an estimate of the same", async () => {
    const all = await byAll({ minify: true, sourcemap: false });
    for (const name of NAMES) {
      for (const row of ["artifact", "Init", ...PACKAGES])
        expect([name, row, deviation(all, name, row) < tolerance(name, row)]).toEqual([name, row, true]);
      const isEstimated = all.get(name)?.["pdf-lib"]?.estimated;
      expect([name, isEstimated]).toEqual([name, name !== "esbuild" && name !== "webpack"]);
    }
  });
});

describe("as it is written, they agree on less", () => {
  // esbuild drops comments and writes two blanks of indentation. Rollup and webpack keep sources as they are, comments and
  // all: of pdf-lib and pako that is half as much again. Rolldown drops some comments and indents by tabs.
  it("has the SDK, which has no comments, within a fifth; webpack leaves tree shaking to its minimizer", async () => {
    const all = await byAll({ minify: false, sourcemap: false });
    for (const name of NAMES.filter((one) => one !== "webpack"))
      for (const row of ["@aws-sdk/*", "@smithy/*", "@pdf-lib/*"])
        expect([name, row, deviation(all, name, row) < 0.2]).toEqual([name, row, true]);
    for (const name of ["rollup", "webpack"])
      expect(all.get(name)?.["pdf-lib"]?.bytes).toBeGreaterThan(
        (all.get("rolldown")?.["pdf-lib"]?.bytes ?? 0) * 1.1,
      );
  });
});
