import type { Artifact } from "../artifact/artifact.js";
import { type Links, readLinks } from "../artifact/links.js";
import type { Manifest } from "../artifact/manifest.js";
import { packageOwner } from "../artifact/package-owner.js";
import type { Problem } from "../errors.js";
import { compareText } from "../finding.js";
import type { GraphRoot, ImportEdge, ModuleGraph } from "./module-graph.js";
import { Resolver } from "./resolve.js";
import type { ScannedImport } from "./scan.js";
import { scanFile } from "./scan-file.js";

export interface PlainRoot {
  readonly functionId: string;
  /** The handler's file. */
  readonly path: string;
}

export interface PlainGraphOptions {
  /** Those of the artifact, where they were read before. */
  readonly links?: Links | null;
  /** Folders of packages that are looked into last, as `NODE_PATH` has them; "" is the artifact's root. */
  readonly searchFolders?: readonly string[];
}

export interface PlainGraph extends ModuleGraph {
  readonly dynamicRequires: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

interface Reached {
  readonly path: string;
  readonly edges: readonly (Omit<ImportEdge, "target"> &
    Pick<ScannedImport, "call"> & { readonly to: string | null })[];
}

/**
 * The modules that handlers reach, in init or lazily, read one file at a time. `manifests` are those of
 * `attributeFiles`, whose package ids the modules carry. Roots that are not in the artifact are left out.
 */
export async function plainGraph(
  artifact: Artifact,
  roots: readonly PlainRoot[],
  manifests: ReadonlyMap<string, Manifest>,
  { links: knownLinks = null, searchFolders = [] }: PlainGraphOptions = {},
): Promise<PlainGraph> {
  const links = knownLinks ?? (await readLinks(artifact));
  const resolver = new Resolver(artifact, links, manifests, searchFolders);
  const problems: Problem[] = [];
  const dynamicRequires = new Map<string, number>();
  const reached = new Map<string, Reached>();
  const handlers = roots.flatMap(({ functionId, path }) => {
    const real = links.realPath(path);
    return real !== null && artifact.files.get(real)?.isLink === false ? [{ functionId, path: real }] : [];
  });
  const pending = handlers.map(({ path }) => path);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (reached.has(path)) continue;
    const scan = await scanFile(artifact, path, resolver, (problem) => problems.push(problem));
    if (scan.dynamicRequires > 0) dynamicRequires.set(path, scan.dynamicRequires);
    const edges: Reached["edges"][number][] = [];
    for (const { specifier, timing, optional, syntax, call } of scan.imports) {
      const found = await resolver.resolve(specifier, path, syntax);
      const to = typeof found === "string" ? null : found.path;
      edges.push({ specifier, timing, optional, syntax, call, to });
      if (to !== null) pending.push(to);
    }
    reached.set(path, { path, edges });
  }
  return { ...toGraph(artifact, reached, handlers, manifests), dynamicRequires, problems };
}

function toGraph(
  artifact: Artifact,
  reached: ReadonlyMap<string, Reached>,
  handlers: readonly PlainRoot[],
  manifests: ReadonlyMap<string, Manifest>,
): ModuleGraph {
  const ownerOf = packageOwner(manifests.keys());
  const sorted = [...reached.values()].sort((a, b) => compareText(a.path, b.path));
  const indices = new Map(sorted.map(({ path }, index) => [path, index]));
  // `require("./setup")(x)`: what the exported function requires runs now.
  const called = new Set(
    sorted.flatMap(({ edges }) =>
      edges.filter(({ call, timing }) => call === "called" && timing === "static").map(({ to }) => to),
    ),
  );
  const modules = sorted.map(({ path, edges }) => {
    const owner = ownerOf(path);
    const runs = called.has(path);
    return {
      path,
      bytes: artifact.files.get(path)?.bytes ?? 0,
      packageId: typeof owner === "string" ? null : owner.package,
      imports: edges.map(({ to, call, ...edge }) => ({
        ...edge,
        timing: runs && call === "when-called" ? "static" : edge.timing,
        target: to === null ? null : (indices.get(to) ?? null),
      })),
    };
  });
  const roots = handlers.flatMap(({ functionId, path }): GraphRoot[] => {
    const module = indices.get(path);
    return module === undefined ? [] : [{ functionId, module }];
  });
  return { modules, roots, initKnown: true };
}
