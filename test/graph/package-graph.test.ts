import fc from "fast-check";
import { expect, test } from "vitest";
import type { Attribution } from "../../src/artifact/packages.js";
import type { ModuleGraph } from "../../src/graph/module-graph.js";
import { packageGraph } from "../../src/graph/package-graph.js";
import { retainedBytes } from "../../src/graph/retained.js";

/** Packages of 10 bytes each, by name and who asks for them. */
function attribution(requests: Readonly<Record<string, readonly string[]>>): Attribution {
  const packages = Object.entries(requests).map(([id, requestedBy]) => ({
    id,
    name: id,
    version: null,
    path: id,
    files: 1,
    bytes: 10,
    zippedBytes: null,
    requestedBy,
  }));
  return { unzippedBytes: packages.length * 10 + 7, ownBytes: 5, unattributedBytes: 2, packages };
}

test("is rooted in the user's own files and in what nobody asks for", () => {
  const graph = packageGraph(attribution({ a: [], b: ["a", "c"], c: [], d: ["b"] }), ["a"]);
  expect(graph.ids).toEqual(["", "a", "b", "c", "d"]);
  expect(Array.from(graph.bytes)).toEqual([7, 10, 10, 10, 10]);
  expect(graph.targets).toEqual([[1], [2], [4], [2], []]);
  expect(graph.roots).toEqual([0, 3]);
  expect(retainedBytes(graph, [2])).toBe(20);
  expect(retainedBytes(graph, [1])).toBe(10);
  expect(retainedBytes(graph, [1, 3])).toBe(40);
});

test("of a cycle that nobody owns, the first by name is a root", () => {
  const graph = packageGraph(
    attribution({ z: ["y"], y: ["z"], b: ["y"], own: [], x: ["own", "x2"], x2: ["x"] }),
    [],
  );
  expect(graph.roots.map((root) => graph.ids[root])).toEqual(["", "y", "own"]);
});

test("imports ask for packages, too", () => {
  const module = (path: string, packageId: string | null, target: number | null) => ({
    path,
    bytes: 1,
    packageId,
    imports: [{ specifier: "x", target, timing: "lazy", optional: false, syntax: "require" } as const],
  });
  const modules: ModuleGraph = {
    modules: [module("index.js", null, 1), module("a.js", "a", 2), module("b.js", "b", null)],
    roots: [{ functionId: "f", module: 0 }],
    initKnown: true,
  };
  const graph = packageGraph(attribution({ a: [], b: [] }), [], modules);
  expect(graph.targets).toEqual([[1], [2], []]);
  expect(graph.roots).toEqual([0]);
});

test("each package is reachable, and no root is in reach of another", () => {
  const requests = fc
    .array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
    .map((lists) =>
      Object.fromEntries(
        lists.map((list, i) => [
          `p${i}`,
          [...new Set(list)].filter((j) => j < lists.length).map((j) => `p${j}`),
        ]),
      ),
    );
  fc.assert(
    fc.property(requests, fc.array(fc.nat(11), { maxLength: 3 }), (asked, own) => {
      const graph = packageGraph(
        attribution(asked),
        own.map((i) => `p${i}`),
      );
      const reach = (roots: readonly number[]) => {
        const seen = new Set(roots);
        for (const node of seen) for (const target of graph.targets[node] ?? []) seen.add(target);
        return seen;
      };
      expect(reach(graph.roots).size).toBe(graph.ids.length);
      for (const root of graph.roots.slice(1)) {
        expect(reach(graph.roots.filter((other) => other !== root)).has(root)).toBe(false);
      }
    }),
  );
});
