import { hierarchy, treemap, treemapSquarify } from "d3-hierarchy";
import type { PageArtifact, PageGroup, PageModule } from "../page-data.js";

export type Metric = "bytes" | "zipped" | "init";

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A package with its place, in CSS pixels; its modules are drawn in it. */
export interface Tile extends Box {
  readonly group: PageGroup;
  readonly value: number;
  readonly pieces: readonly (Box & { readonly module: PageModule })[];
}

/** What an artifact's tiles can be sized by: the zipped size only where every package's is known. */
export function metricsOf({ groups }: PageArtifact): readonly Metric[] {
  const modules = groups.flatMap((group) => group.modules);
  const packages = groups.filter(({ kind }) => kind === "package");
  return [
    "bytes",
    ...(packages.length > 0 && packages.every(({ zipped }) => zipped !== null) ? (["zipped"] as const) : []),
    ...(modules.some(({ loaded }) => loaded === "init") ? (["init"] as const) : []),
  ];
}

interface Node {
  readonly group: PageGroup | null;
  readonly module: PageModule | null;
  readonly value: number;
  readonly children: readonly Node[];
}

export function layout(artifact: PageArtifact, metric: Metric, width: number, height: number): Tile[] {
  const groups = artifact.groups.map((group) => groupNode(group, metric)).filter(({ value }) => value > 0);
  const root = hierarchy<Node>({ group: null, module: null, value: 0, children: groups }, (node) => [
    ...node.children,
  ])
    .sum((node) => (node.children.length === 0 ? node.value : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<Node>()
    .tile(treemapSquarify)
    .size([width, height])
    .paddingInner(1)
    .paddingTop((node) => (node.depth === 1 && node.x1 - node.x0 > 40 ? 15 : 0))(root);
  return (placed.children ?? []).flatMap((node): Tile[] => {
    const { group } = node.data;
    if (group === null) return [];
    const pieces = (node.children ?? []).flatMap((piece) =>
      piece.data.module === null ? [] : [{ ...boxOf(piece), module: piece.data.module }],
    );
    return [{ ...boxOf(node), group, value: node.value ?? 0, pieces }];
  });
}

function groupNode(group: PageGroup, metric: Metric): Node {
  const value = (module: PageModule) => (metric === "init" && module.loaded !== "init" ? 0 : module.bytes);
  const share = metric === "zipped" && group.bytes > 0 ? (group.zipped ?? 0) / group.bytes : 1;
  const children = group.modules
    .map((module): Node => ({ group: null, module, value: value(module) * share, children: [] }))
    .filter((node) => node.value > 0);
  return { group, module: null, value: children.reduce((sum, child) => sum + child.value, 0), children };
}

function boxOf(node: { x0: number; x1: number; y0: number; y1: number }): Box {
  return { x: node.x0, y: node.y0, width: node.x1 - node.x0, height: node.y1 - node.y0 };
}
