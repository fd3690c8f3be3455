import { label } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { compareText } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { DeadKind } from "../lambda/dead-files.js";
import { listed } from "../name-list.js";
import type { DeadFile } from "./dead-weight-files.js";

/** What one finding speaks of: dead files of one kind, or packages for development. */
export interface DeadGroup {
  readonly kind: DeadKind | "development";
  readonly bytes: number;
  /** Null where the artifact isn't compressed yet. */
  readonly zippedBytes: number | null;
  /** By owner, the heaviest first; the user's own has no package. */
  readonly parts: readonly { readonly package: PackageInstance | null; readonly bytes: number }[];
}

const OUT = "Bundle the function (esbuild): only what is reached ships. Or leave them out of the zip by path";

/** What each kind is called, and how to be rid of it. */
export const KINDS: Readonly<
  Record<DeadGroup["kind"], { readonly name: string; readonly are: string; readonly fix: string }>
> = {
  types: {
    name: "type declarations",
    are: "are type declarations, which Node never loads",
    fix: `${OUT} (\`**/*.d.ts\`).`,
  },
  maps: {
    name: "maps of packages",
    are: "are source maps of packages, which nothing reads unless source maps are turned on",
    fix: `${OUT} (\`node_modules/**/*.map\`).`,
  },
  tests: { name: "tests", are: "are tests and benchmarks that nothing loads", fix: `${OUT}.` },
  docs: { name: "documents", are: "are documents and examples that nothing loads", fix: `${OUT}.` },
  sources: {
    name: "sources",
    are: "are sources of what ships compiled, which no handler loads",
    fix: `${OUT}.`,
  },
  "native-sources": {
    name: "sources and build files of native addons",
    are: "are sources and build files of native addons, which only compiling needs",
    fix: `${OUT}; keep the \`.node\` files.`,
  },
  tools: {
    name: "lockfiles and settings of tools",
    are: "are lockfiles and settings of editors, CI and build tools",
    fix: "Leave them out of the zip by path.",
  },
  leftovers: {
    name: "caches and leftovers",
    are: "are caches, logs and leftovers of tools",
    fix: "Build into an empty folder, and leave them out of the zip by path.",
  },
  records: {
    name: "a bundler's records",
    are: "are a bundler's records of its build, which nothing loads",
    fix: "Write them outside of the folder that is zipped (CDK: `metafile: true` puts them in the asset; leave it off, or remove the file in `afterBundling`).",
  },
  development: {
    name: "development packages",
    are: "are development packages, which no handler loads",
    fix: "Move them to `devDependencies` and install with `npm ci --omit=dev`; what a dependency asks for (@types/*, peers) can only be left out of the zip by path, or by bundling.",
  },
};

/** Dead files by kind, the heaviest first. */
export function groupsOf(
  files: readonly DeadFile[],
  packages: readonly PackageInstance[],
): readonly DeadGroup[] {
  const byId = new Map(packages.map((pkg) => [pkg.id, pkg]));
  const kinds = new Map<DeadKind, DeadFile[]>();
  for (const one of files) {
    const same = kinds.get(one.kind);
    if (same === undefined) kinds.set(one.kind, [one]);
    else same.push(one);
  }
  return [...kinds]
    .map(([kind, same]) => {
      const parts = new Map<string, number>();
      for (const { owner, file } of same) parts.set(owner ?? "", (parts.get(owner ?? "") ?? 0) + file.bytes);
      return {
        kind,
        ...sums(same.map(({ file }) => file)),
        parts: [...parts]
          .map(([id, bytes]) => ({ package: byId.get(id) ?? null, bytes }))
          .sort((a, b) => b.bytes - a.bytes || compareText(a.package?.id ?? "", b.package?.id ?? "")),
      };
    })
    .sort((a, b) => b.bytes - a.bytes || compareText(a.kind, b.kind));
}

/** Development packages as a group. */
export function packagesGroup(packages: readonly PackageInstance[]): DeadGroup {
  const parts = packages
    .map((pkg) => ({ package: pkg, bytes: pkg.bytes }))
    .sort((a, b) => b.bytes - a.bytes || compareText(a.package.id, b.package.id));
  return { kind: "development", ...sums(packages), parts };
}

export function sums(
  some: readonly { readonly bytes: number; readonly zippedBytes: number | null }[],
): Pick<DeadGroup, "bytes" | "zippedBytes"> {
  let bytes = 0;
  let zippedBytes: number | null = 0;
  for (const one of some) {
    bytes += one.bytes;
    zippedBytes = zippedBytes === null || one.zippedBytes === null ? null : zippedBytes + one.zippedBytes;
  }
  return { bytes, zippedBytes };
}

/** More would fill a screen. */
const NAMED = 5;

/** "aws-cdk-lib@2.1.0 (30.2 MB), your own files (1.2 kB) and 12 more packages". */
export function describeParts({ parts }: DeadGroup): string {
  const named = parts.map(
    (part) =>
      `${part.package === null ? "outside of packages" : label(part.package)} (${formatBytes(part.bytes)})`,
  );
  return listed(named, NAMED, { noun: "packages" });
}
