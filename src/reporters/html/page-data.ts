import type { Finding } from "../../finding.js";
import type { Report, ReportedArtifact, ReportedPackage } from "../../report.js";

/** What the page's script gets: a report cut down to what it shows. Bytes; null where unknown. */
export interface PageData {
  readonly functions: readonly PageFunction[];
  readonly artifacts: readonly PageArtifact[];
  readonly findings: readonly PageFinding[];
}

interface PageFunction {
  readonly id: string;
  /** Index into `artifacts`. */
  readonly artifact: number;
}

export interface PageArtifact {
  readonly path: string;
  /** The user's own files first, then packages, then what is of nobody. */
  readonly groups: readonly PageGroup[];
}

export interface PageGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: "own" | "package" | "nobody";
  readonly version: string | null;
  readonly bytes: number;
  readonly zipped: number | null;
  readonly retained: number | null;
  readonly requestedBy: readonly string[];
  readonly modules: readonly PageModule[];
  /** From a handler's file to its first module, path by path; empty where no handler leads there. */
  readonly chain: readonly string[];
}

export interface PageModule {
  readonly path: string;
  readonly bytes: number;
  readonly loaded: Loaded;
}

type Loaded = "init" | "lazy" | "unreached" | "unknown";

export interface PageFinding
  extends Pick<Finding, "rule" | "severity" | "message" | "fix" | "functions" | "packages"> {
  readonly place: string;
}

export function pageData(report: Report): PageData {
  // Sources alone are nothing that ships: there is no map of them.
  const shipped = report.artifacts.filter(({ kind }) => kind !== "source");
  const indices = new Map(shipped.map(({ id }, index) => [id, index]));
  return {
    functions: report.functions.flatMap(({ id, artifact }) => {
      const index = indices.get(artifact);
      return index === undefined ? [] : [{ id, artifact: index }];
    }),
    artifacts: shipped.map(pageArtifact),
    findings: report.findings
      .filter(({ suppressed }) => suppressed === null)
      .map(({ rule, severity, message, fix, functions, packages, location }) => ({
        ...{ rule, severity, message, fix, functions, packages },
        place:
          location === null ? "" : `${location.path}${location.line === null ? "" : `:${location.line}`}`,
      })),
  };
}

type Modules = NonNullable<ReportedArtifact["modules"]>;

function pageArtifact(artifact: ReportedArtifact): PageArtifact {
  const modules = artifact.modules ?? [];
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const byPackage = new Map<string | null, Modules[number][]>();
  for (const module of modules) {
    const group = byPackage.get(module.package);
    if (group === undefined) byPackage.set(module.package, [module]);
    else group.push(module);
  }
  const empty = { version: null, zipped: null, retained: null, requestedBy: [], chain: [] };
  const own: PageGroup = {
    ...{ ...empty, id: "", name: "own code and files", kind: "own", bytes: artifact.ownBytes },
    modules: withRest(byPackage.get(null) ?? [], artifact.ownBytes),
  };
  const nobody: PageGroup = {
    ...{ ...empty, id: "?", name: "of no package", kind: "nobody", bytes: artifact.unattributedBytes },
    modules: withRest([], artifact.unattributedBytes),
  };
  const packages = artifact.packages.map((pkg) => pageGroup(pkg, byPackage.get(pkg.id) ?? [], byPath));
  return { path: artifact.path, groups: [own, ...packages, nobody].filter(({ bytes }) => bytes > 0) };
}

function pageGroup(
  pkg: ReportedPackage,
  modules: Modules,
  byPath: ReadonlyMap<string, Modules[number]>,
): PageGroup {
  return {
    ...{ id: pkg.id, name: pkg.name, kind: "package", version: pkg.version, bytes: pkg.bytes },
    ...{ zipped: pkg.zippedBytes, retained: pkg.retainedBytes, requestedBy: pkg.requestedBy },
    modules: withRest(modules, pkg.bytes),
    chain: chainTo(modules, byPath),
  };
}

/** Files that no handler loads have no module: they are one piece. */
function withRest(modules: Modules, bytes: number): PageModule[] {
  const pieces = modules
    .filter((module) => module.bytes > 0)
    .map(
      (module): PageModule => ({
        path: module.path,
        bytes: module.bytes,
        loaded: module.loaded ?? "unknown",
      }),
    );
  const rest = bytes - pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  return rest > 0
    ? [...pieces, { path: "files that are not loaded", bytes: rest, loaded: "unreached" }]
    : pieces;
}

/** The shortest of the modules' ways, files of one package once. */
function chainTo(modules: Modules, byPath: ReadonlyMap<string, Modules[number]>): string[] {
  let best: string[] = [];
  for (const module of modules) {
    if (module.importedBy === null) continue;
    const way: string[] = [];
    for (let at: Modules[number] | undefined = module; at !== undefined && way.length < 200; ) {
      const name = at.package ?? at.path;
      if (way[0] !== name) way.unshift(name);
      at = at.importedBy === null ? undefined : byPath.get(at.importedBy);
    }
    if (best.length === 0 || way.length < best.length) best = way;
  }
  return best;
}
