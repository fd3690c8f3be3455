import type { Artifact } from "../artifact/artifact.js";
import { packagePath } from "../artifact/package-path.js";
import type { PackageInstance } from "../artifact/packages.js";
import type { Binary } from "../binaries/binary.js";
import { isPlatformPackage } from "../binaries/platform-name.js";
import type { RuleContext } from "./define-rule.js";

/** What binaries take that can't be loaded and that nobody needs. */
export interface Spare {
  readonly bytes: number;
  readonly zippedBytes: number | null;
  readonly files: readonly string[];
  readonly binaries: readonly Binary[];
  /** Bytes of packages by id, of which a part is spare. */
  readonly claimedFiles: ReadonlyMap<string, { readonly bytes: number; readonly zippedBytes: number | null }>;
  /** Ids of packages that are spare as a whole: those of other platforms. */
  readonly claims: readonly string[];
  /** Names of the packages, those that take most first. */
  readonly packages: readonly string[];
}

/** Adds up spare binaries; what earlier findings claim is left out. A package of one platform goes with its binaries. */
export function spareOf(
  context: RuleContext,
  spare: readonly string[],
  binaries: ReadonlyMap<string, Binary>,
): Spare {
  const packages = new Map(context.attribution.packages.map((pkg) => [pkg.id, pkg]));
  const byPackage = new Map<string, string[]>();
  for (const path of spare) {
    const id = packagePath(path)?.id ?? "";
    byPackage.set(id, [...(byPackage.get(id) ?? []), path]);
  }
  const claimedFiles = new Map<string, { bytes: number; zippedBytes: number | null }>();
  const claims: string[] = [];
  const files: string[] = [];
  const sums = new Map<string, { bytes: number; zippedBytes: number | null }>();
  for (const [id, paths] of byPackage) {
    const pkg = packages.get(id);
    if (context.isClaimed(id)) continue;
    for (const path of paths) files.push(path);
    const isWhole = pkg !== undefined && isAllSpare(context.artifact, pkg, paths, binaries);
    const sum = isWhole ? pkg : sumOf(context.artifact, paths);
    sums.set(id, { bytes: sum.bytes, zippedBytes: sum.zippedBytes });
    if (isWhole) claims.push(id);
    else if (pkg !== undefined) claimedFiles.set(id, sum);
  }
  const total = addUp([...sums.values()]);
  const names = [...sums]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .flatMap(([id]) => packages.get(id)?.name ?? []);
  return {
    ...total,
    ...{ files, claimedFiles, claims },
    binaries: files.flatMap((path) => binaries.get(path) ?? []),
    packages: [...new Set(names)],
  };
}

function isAllSpare(
  artifact: Artifact,
  pkg: PackageInstance,
  spare: readonly string[],
  binaries: ReadonlyMap<string, Binary>,
): boolean {
  if (!isPlatformPackage(pkg.name)) return false;
  const prefix = `${pkg.path}/`;
  return [...artifact.files.keys()].every(
    (path) => !path.startsWith(prefix) || !binaries.has(path) || spare.includes(path),
  );
}

function sumOf(artifact: Artifact, paths: readonly string[]): { bytes: number; zippedBytes: number | null } {
  return addUp(paths.map((path) => artifact.files.get(path) ?? { bytes: 0, zippedBytes: 0 }));
}

function addUp(sizes: readonly { readonly bytes: number; readonly zippedBytes: number | null }[]) {
  return sizes.reduce<{ bytes: number; zippedBytes: number | null }>(
    (sum, { bytes, zippedBytes }) => ({
      bytes: sum.bytes + bytes,
      zippedBytes: sum.zippedBytes === null || zippedBytes === null ? null : sum.zippedBytes + zippedBytes,
    }),
    { bytes: 0, zippedBytes: 0 },
  );
}
