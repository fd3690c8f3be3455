import { describe, expect, it } from "vitest";
import { importChain } from "../../src/graph/import-chain.js";
import type { ImportEdge, ModuleGraph } from "../../src/graph/module-graph.js";

/** "a.js": ["./b", "~./c"] – `~` marks a lazy import; specifiers are looked up in `names`. */
function graphOf(files: Readonly<Record<string, readonly string[]>>, roots: readonly string[]): ModuleGraph {
  const paths = Object.keys(files);
  const find = (specifier: string): number =>
    paths.findIndex((path) => path === specifier || path.endsWith(`/${specifier.replace("./", "")}.js`));
  return {
    modules: paths.map((path) => ({
      path,
      bytes: 1,
      packageId: /^node_modules\/[^/]+/.exec(path)?.[0] ?? null,
      imports: (files[path] ?? []).map((written): ImportEdge => {
        const specifier = written.replace("~", "");
        const target = find(specifier);
        return {
          specifier,
          target: target === -1 ? paths.indexOf(`node_modules/${specifier}/index.js`) : target,
          timing: written.startsWith("~") ? "lazy" : "static",
          optional: false,
          syntax: "import",
        };
      }),
    })),
    roots: roots.map((path) => ({ functionId: path, module: paths.indexOf(path) })),
    initKnown: true,
  };
}

function labels(graph: ModuleGraph, target: string): string[] {
  return importChain(graph, ({ path, packageId }) => path === target || packageId === target).map(
    ({ path, label }) => `${path}: ${label}`,
  );
}

describe("an import chain", () => {
  it("goes file by file through the user's own and package by package through others'", () => {
    const graph = graphOf(
      {
        "src/orders.js": ["./report"],
        "src/report.js": ["~pdf"],
        "node_modules/pdf/index.js": ["./core"],
        "node_modules/pdf/lib/core.js": ["pako"],
        "node_modules/pako/index.js": [],
      },
      ["src/orders.js"],
    );
    expect(labels(graph, "node_modules/pako")).toEqual([
      "src/orders.js: handler",
      "src/orders.js: imports ./report",
      "src/report.js: imports pdf lazily",
      "node_modules/pdf: imports pako",
    ]);
    expect(labels(graph, "src/orders.js")).toEqual(["src/orders.js: handler"]);
  });

  it("prefers static imports, then own files, at equal length", () => {
    const graph = graphOf(
      {
        "src/a.js": ["~./lazy", "wrapper", "./own"],
        "src/lazy.js": ["heavy"],
        "node_modules/wrapper/index.js": ["heavy"],
        "src/own.js": ["heavy"],
        "node_modules/heavy/index.js": [],
      },
      ["src/a.js"],
    );
    expect(labels(graph, "node_modules/heavy")[1]).toBe("src/a.js: imports ./own");
  });

  it("takes a lazy import when that is shorter, and starts at the nearest handler", () => {
    const graph = graphOf(
      {
        "src/a.js": ["./b"],
        "src/b.js": ["./c"],
        "src/c.js": ["x"],
        "src/h.js": ["~x"],
        "node_modules/x/index.js": [],
      },
      ["src/a.js", "src/h.js"],
    );
    expect(labels(graph, "node_modules/x")).toEqual(["src/h.js: handler", "src/h.js: imports x lazily"]);
  });

  it("is empty for what no handler leads to", () => {
    const graph = graphOf({ "src/a.js": [], "src/b.js": [] }, ["src/a.js"]);
    expect(importChain(graph, ({ path }) => path === "src/b.js")).toEqual([]);
    expect(importChain({ ...graph, roots: [] }, () => true)).toEqual([]);
  });
});
