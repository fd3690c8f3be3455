import type { RetainedSize } from "../artifact/packages.js";
import { fromModules, reachable } from "../graph/reachability.js";
import { retainedBytes, retainedNodes, weightOf } from "../graph/retained.js";
import { once, type PackageWeights, type Subject } from "./subject.js";

/** Answers what removing packages would save, for one subject. */
export interface Retention {
  /** Bytes at rest that would leave with one package. */
  ofPackage(packageId: string): Promise<number>;
  /** The same for a set, less what is claimed of the packages that would leave when it is asked. */
  ofPackages(packageIds: Iterable<string>, claims: Claims): Promise<RetainedSize>;
}

/** What earlier findings speak for: whole packages, and files of others. */
export interface Claims {
  readonly packages: ReadonlySet<string>;
  /** Of packages that are not claimed whole, by id. */
  readonly files: ReadonlyMap<string, ClaimedFiles>;
}

export interface ClaimedFiles {
  readonly bytes: number;
  /** Null where the artifact is not compressed yet. */
  readonly zippedBytes: number | null;
}

export function retention(subject: Subject): Retention {
  const init = once(async (): Promise<PackageWeights | null> => {
    const graph = await subject.graph();
    if (graph === null || !graph.initKnown) return null;
    return { graph: fromModules(graph, "init"), nodesOf: modulesByPackage(graph.modules) };
  });
  const packages = new Map(subject.attribution.packages.map((pkg) => [pkg.id, pkg]));

  let reached: Uint8Array | null = null;
  const before = ({ graph }: PackageWeights) => {
    reached ??= reachable(graph);
    return reached;
  };

  return {
    async ofPackage(packageId) {
      const atRest = await subject.atRest();
      return retainedBytes(atRest.graph, atRest.nodesOf.get(packageId) ?? []);
    },
    async ofPackages(packageIds, claims) {
      const ids = [...packageIds];
      const atRest = await subject.atRest();
      const inInit = await init();
      const gone = retainedNodes(atRest.graph, nodes(atRest, ids));
      const leaving = once(() => packagesLeaving(atRest, before(atRest), gone));
      // As it is now: what is claimed later is no concern of this finding.
      const claimed = new Set(claims.packages);
      const claimedFiles = new Map(claims.files);
      const claimedOf = (id: string) =>
        claimed.has(id) ? (packages.get(id)?.bytes ?? 0) : (claimedFiles.get(id)?.bytes ?? 0);
      const claimedBytes =
        claimed.size + claimedFiles.size === 0 ? 0 : leaving().reduce((sum, id) => sum + claimedOf(id), 0);
      return {
        artifactBytes: Math.max(0, weightOf(atRest.graph, gone) - claimedBytes),
        initBytes: inInit === null ? null : retainedBytes(inInit.graph, nodes(inInit, ids)),
        get packages() {
          return leaving();
        },
        get zippedBytes() {
          const sizes = leaving().map((id) => {
            const whole = claimed.has(id) ? 0 : (packages.get(id)?.zippedBytes ?? null);
            const files = claimedFiles.get(id);
            if (claimed.has(id) || files === undefined || whole === null) return whole;
            return files.zippedBytes === null ? null : whole - files.zippedBytes;
          });
          return sizes.some((size) => size === null)
            ? null
            : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
        },
      };
    },
  };
}

/** Node numbers by package id, the user's own left out. */
export function modulesByPackage(
  modules: readonly { readonly packageId: string | null }[],
): Map<string, number[]> {
  const nodesOf = new Map<string, number[]>();
  for (const [node, { packageId }] of modules.entries()) {
    if (packageId === null) continue;
    const known = nodesOf.get(packageId);
    if (known === undefined) nodesOf.set(packageId, [node]);
    else known.push(node);
  }
  return nodesOf;
}

function nodes(weights: PackageWeights, packageIds: readonly string[]): number[] {
  return packageIds.flatMap((id) => weights.nodesOf.get(id) ?? []);
}

/**
 * Packages of which nothing is reached any more without the nodes of `gone`. What wasn't reached before doesn't leave
 * because of those.
 */
function packagesLeaving(
  { nodesOf }: PackageWeights,
  before: Uint8Array,
  gone: ReadonlySet<number>,
): string[] {
  const leaves = (own: readonly number[]) =>
    own.every((node) => gone.has(node) || before[node] === 0) && own.some((node) => gone.has(node));
  return [...nodesOf]
    .filter(([, own]) => leaves(own))
    .map(([id]) => id)
    .sort();
}
