import { statOf } from "../../cache/disk.js";
import { InstalledPackages } from "../project/installed-packages.js";
import type { NoteWork } from "../work.js";
import type { ImportOfPackage, PackageWeigher } from "./import-weight.js";
import { PackageScans, packageFolder } from "./package-scans.js";

/** A bound on what one import may lead to: googleapis has some 700 files. */
const MAXIMUM_FILES = 20_000;

interface LoadedFile {
  readonly bytes: number;
  /** Files that it loads as it is loaded. */
  readonly loads: readonly string[];
  /** Known from an earlier run. */
  readonly isKept: boolean;
}

/** What imports of installed packages load in init: the files of their static closure, with bytes on disk. */
export function weighInstalledPackages(scans = new PackageScans(), noteWork?: NoteWork): PackageWeigher {
  const packages = new InstalledPackages();
  const files = new Map<string, LoadedFile>();
  const load = (path: string): LoadedFile => {
    let known = files.get(path);
    if (known === undefined) {
      known = loadFile(path, packages, scans);
      noteWork?.({ kind: known.isKept ? "recalled" : "weighed", path });
      files.set(path, known);
    }
    return known;
  };
  return {
    filesOf(imports: readonly ImportOfPackage[], towards) {
      const wanted = towards === undefined ? null : packagesOf(towards.keys());
      const leads = new Map<string, boolean>();
      const mayLead = (path: string): boolean => {
        const folder = wanted === null ? null : packageFolder(path);
        if (wanted === null || folder === null) return true;
        let known = leads.get(folder);
        if (known === undefined) {
          known = meets(packages.reachOf(folder), wanted);
          leads.set(folder, known);
        }
        return known;
      };
      const found = new Map<string, number>();
      const pending: string[] = [];
      for (const { specifier, from, syntax } of imports) {
        const path = packages.resolve(specifier, from, syntax);
        if (path !== null) pending.push(path);
      }
      for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
        if (found.has(path) || found.size > MAXIMUM_FILES || !mayLead(path)) continue;
        const { bytes, loads } = load(path);
        found.set(path, bytes);
        for (const next of loads) pending.push(next);
      }
      return found;
    },
    has: ({ specifier, from, syntax }) => packages.resolve(specifier, from, syntax) !== null,
  };
}

function loadFile(path: string, packages: InstalledPackages, scans: PackageScans): LoadedFile {
  const scan = /\.[cm]?js$/.test(path) ? scans.of(path) : null;
  if (scan === null) return { bytes: statOf(path)?.size ?? 0, loads: [], isKept: false };
  const loads = new Set<string>();
  for (const [specifier, syntax] of scan.imports) {
    const target = packages.resolve(specifier, path, syntax);
    if (target !== null) loads.add(target);
  }
  return { bytes: scan.bytes, loads: [...loads], isKept: scan.isKept };
}

function packagesOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    const folder = packageFolder(path);
    if (folder !== null) folders.add(folder);
  }
  return folders;
}

function meets(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const one of others) if (some.has(one)) return true;
  return false;
}
