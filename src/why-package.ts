import type { PackageInstance } from "./artifact/packages.js";
import type { ChainStep } from "./finding.js";
import { importChain } from "./graph/import-chain.js";
import { chainLocator } from "./locate-chain.js";
import { retention } from "./subject/retained-size.js";
import type { Subject } from "./subject/subject.js";

/** Why one copy of a package is in an artifact, and what it costs. */
export interface PackageReasons {
  readonly package: PackageInstance;
  readonly artifact: string;
  /** What leaves without it; `packages` are the ids of all that would leave entirely. */
  readonly saved: {
    readonly artifactBytes: number | null;
    readonly initBytes: number | null;
    readonly packages: readonly string[];
  };
  /** The shortest way from each handler, those with the same way together. */
  readonly ways: readonly { readonly functions: readonly string[]; readonly chain: readonly string[] }[];
  /** Where no handler imports it: who asks for whom in package.json files, from the outermost package to it. */
  readonly requests: readonly string[];
}

export async function reasonsFor(subject: Subject, pkg: PackageInstance): Promise<PackageReasons> {
  const graph = await subject.graph();
  const locate = chainLocator(subject, () => {});
  const ways = new Map<string, { functions: string[]; chain: readonly string[] }>();
  for (const fn of subject.functions) {
    if (graph === null) break;
    const own = { ...graph, roots: graph.roots.filter(({ functionId }) => functionId === fn.id) };
    const steps = importChain(own, ({ packageId }) => packageId === pkg.id);
    if (steps.length === 0) continue;
    const chain = (await locate(steps)).map(stepText);
    const key = chain.join("\n");
    const known = ways.get(key);
    if (known === undefined) ways.set(key, { functions: [fn.name], chain });
    else known.functions.push(fn.name);
  }
  const { artifactBytes, initBytes, packages } = await retention(subject).ofPackages([pkg.id], {
    packages: new Set(),
    files: new Map(),
  });
  return {
    package: pkg,
    artifact: subject.artifact.path,
    saved: { artifactBytes, initBytes, packages },
    ways: [...ways.values()],
    requests: ways.size > 0 ? [] : requestsFor(subject.attribution.packages, pkg),
  };
}

function stepText({ path, line, label }: ChainStep): string {
  const place = line === null ? path : `${path}:${line}`;
  return label === "" ? place : `${label} (${place})`;
}

/** The shortest way up to a package that nobody asks for. */
function requestsFor(packages: readonly PackageInstance[], pkg: PackageInstance): string[] {
  const byId = new Map(packages.map((one) => [one.id, one]));
  const below = new Map<string, string | null>([[pkg.id, null]]);
  const pending = [pkg.id];
  for (const id of pending) {
    const requesters = byId.get(id)?.requestedBy ?? [];
    if (requesters.length === 0 && id !== pkg.id) {
      const way: string[] = [];
      for (let at: string | null = id; at !== null; at = below.get(at) ?? null)
        way.push(byId.get(at)?.name ?? at);
      return way;
    }
    for (const from of requesters) {
      if (below.has(from)) continue;
      below.set(from, id);
      pending.push(from);
    }
  }
  return [];
}
