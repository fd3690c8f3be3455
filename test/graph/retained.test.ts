import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retainedBySingle } from "../../src/graph/dominators.js";
import type { ModuleGraph } from "../../src/graph/module-graph.js";
import { fromModules, reachable, reachableBytes } from "../../src/graph/reachability.js";
import { retainedBytes, type WeightedGraph } from "../../src/graph/retained.js";

const graphs: fc.Arbitrary<WeightedGraph> = fc.integer({ min: 1, max: 30 }).chain((size) => {
  const node = fc.nat({ max: size - 1 });
  return fc.record({
    bytes: fc.array(fc.nat({ max: 1000 }), { minLength: size, maxLength: size }),
    targets: fc.array(fc.array(node, { maxLength: 4 }), { minLength: size, maxLength: size }),
    roots: fc.array(node, { maxLength: 3 }),
  });
});

/** By the definition, on the whole graph. */
function bruteForce(graph: WeightedGraph, set: readonly number[]): number {
  return reachableBytes(graph) - reachableBytes(graph, set);
}

/** Deterministic numbers in [0, 1). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("retained bytes", () => {
  it("are what leaves with a set, shared nodes staying", () => {
    // 0 -> 1 -> 3, 0 -> 2 -> 3, 2 -> 4
    const graph = { bytes: [1, 10, 100, 1000, 10000], targets: [[1, 2], [3], [3, 4], [], []], roots: [0] };
    expect(retainedBytes(graph, [1])).toBe(10);
    expect(retainedBytes(graph, [2])).toBe(10100);
    expect(retainedBytes(graph, [1, 2])).toBe(11110);
    expect(retainedBytes(graph, [0])).toBe(11111);
    expect(retainedBytes(graph, [])).toBe(0);
  });

  it("count neither what no root reaches nor what another root holds", () => {
    const graph = { bytes: [1, 10, 100], targets: [[2], [2], []], roots: [0] };
    expect(retainedBytes(graph, [1])).toBe(0);
    expect(retainedBytes(graph, [0, 0, 99])).toBe(101);
    expect(retainedBytes({ ...graph, roots: [0, 2] }, [0])).toBe(1);
  });

  it("equal brute force for sets on random graphs", () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat({ max: 29 }), { maxLength: 8 }), (graph, picked) => {
        const set = picked.filter((node) => node < graph.targets.length);
        expect(retainedBytes(graph, set)).toBe(bruteForce(graph, set));
      }),
      { numRuns: 2000 },
    );
  });

  it("are the same where it is told late which edges there are", () => {
    fc.assert(
      fc.property(
        graphs,
        graphs,
        fc.array(fc.nat({ max: 29 }), { maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        (graph, more, picked, coins) => {
          const size = graph.targets.length;
          const late = graph.targets.map((_, node) =>
            (more.targets[node] ?? [])
              .filter((target) => target < size)
              .map((target) => ({ target, isThere: coins.next().value })),
          );
          const decided = {
            ...graph,
            targets: graph.targets.map((targets, node) => [
              ...targets,
              ...(late[node] ?? []).flatMap(({ target, isThere }) => (isThere ? [target] : [])),
            ]),
          };
          const undecided = {
            ...graph,
            undecided: new Map(
              late.map((edges, node) => [
                node,
                edges.map(({ target, isThere }) => ({ target, holds: () => isThere })),
              ]),
            ),
          };
          const set = picked.filter((node) => node < size);
          expect(reachable(undecided, set)).toEqual(reachable(decided, set));
          expect(retainedBytes(undecided, set)).toBe(bruteForce(decided, set));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("equal the dominator tree's subtrees for single nodes on random graphs", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const singles = retainedBySingle(graph);
        const expected = graph.targets.map((_, node) => bruteForce(graph, [node]));
        expect([...singles]).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  /** How often a module's targets are looked up while all packages (of 100 modules each) are sized. */
  function lookUps(size: number): number {
    const next = random(7);
    const targets = Array.from({ length: size }, (_, node) => {
      const near = node + 1 < size ? [node + 1] : [];
      return [...near, Math.floor(next() * size), Math.floor(next() * size)];
    });
    let count = 0;
    const counted = new Proxy(targets, {
      get(list, key) {
        if (typeof key === "string" && key !== "length") count += 1;
        return Reflect.get(list, key);
      },
    });
    const graph = { bytes: targets.map(() => 1), targets: counted, roots: [0] };
    for (let name = 0; name < size / 100; name++) {
      retainedBytes(
        graph,
        Array.from({ length: 100 }, (_, file) => name * 100 + file),
      );
    }
    expect(retainedBySingle(graph)[0]).toBe(size);
    return count;
  }

  it("take ten times the work, not a hundred times, in ten times as many packages and modules", () => {
    const few = lookUps(2_000);
    expect(few).toBeGreaterThan(2_000);
    expect(lookUps(20_000) / few).toBeLessThan(15);
  });

  it("are told of chains 50,000 deep", () => {
    const size = 50_000;
    const chain = {
      bytes: Array<number>(size).fill(1),
      roots: [0],
      targets: Array.from({ length: size }, (_, node) => (node + 1 < size ? [node + 1] : [])),
    };
    expect(retainedBySingle(chain)[1]).toBe(size - 1);
    expect(retainedBySingle(chain)[size - 1]).toBe(1);
  });
});

describe("a module graph as numbers", () => {
  const edge = (target: number | null, timing: "static" | "lazy" = "static") =>
    ({ specifier: "x", target, timing, optional: false, syntax: "import" }) as const;
  const graph: ModuleGraph = {
    modules: [
      { path: "a.js", bytes: 1, packageId: null, imports: [edge(1), edge(1), edge(2, "lazy"), edge(null)] },
      { path: "b.js", bytes: 2, packageId: null, imports: [] },
      { path: "c.js", bytes: 4, packageId: null, imports: [edge(3)] },
      { path: "d.js", bytes: 8, packageId: null, imports: [] },
      { path: "e.js", bytes: 16, packageId: null, imports: [] },
    ],
    roots: [
      { functionId: "one", module: 0 },
      { functionId: "two", module: 4 },
    ],
    initKnown: true,
  };

  it("follows lazy imports only when all bytes are asked for", () => {
    expect([...reachable(fromModules(graph, "init"))]).toEqual([1, 1, 0, 0, 1]);
    expect(reachableBytes(fromModules(graph, "all"))).toBe(31);
  });

  it("starts from the handlers of the functions asked for", () => {
    expect(reachableBytes(fromModules(graph, "init", ["one"]))).toBe(3);
    expect(reachableBytes(fromModules(graph, "all", ["two"]))).toBe(16);
  });
});
