import type { ArtifactFile } from "../artifact/artifact.js";
import { packageOwner } from "../artifact/package-owner.js";
import { isUnbundled } from "../artifact/package-text.js";
import { readQuietly } from "../artifact/read-quietly.js";
import { type DeadKind, deadFolder, deadKind, loadsTypeScript, ownDeadKind } from "../lambda/dead-files.js";
import type { RuleContext } from "./define-rule.js";
import { inPackage, liveFolders } from "./live-folders.js";
import { readsSourceMaps } from "./source-map-use.js";

/** A file that no Lambda loads. */
export interface DeadFile {
  readonly file: ArtifactFile;
  readonly kind: DeadKind;
  /** Package id; "" for the user's own, null for what package managers and systems leave beside packages. */
  readonly owner: string | null;
}

/**
 * Files that nothing loads, going by their names and, where a handler is known, by what handlers reach. Of packages
 * that are claimed, or are in `except`, none: they go as a whole.
 */
export async function deadFiles(
  context: RuleContext,
  except: ReadonlySet<string> = new Set(),
): Promise<readonly DeadFile[]> {
  const { artifact, attribution } = context;
  const packages = attribution.packages.filter((pkg) => isUnbundled(artifact, pkg));
  const ownerOf = packageOwner(packages.map(({ id }) => id));
  const use = await context.packageUse();
  const names = new Map(packages.map(({ id, name }) => [id, name]));
  const readsSources = packages.some(
    ({ id, name }) => loadsTypeScript(name) && (use === null || use.loaded.has(id) || use.possible.has(id)),
  );
  const readsMaps = readsSourceMaps(context.functions, await context.graph());
  const compiled = ownStems(context);
  const found: DeadFile[] = [];
  // Files come sorted: mostly the next one is of the same package.
  let last = { id: "", isGone: false };
  for (const file of artifact.files.values()) {
    if (file.bytes === 0) continue;
    const isSame = last.id !== "" && file.path.startsWith(last.id) && file.path[last.id.length] === "/";
    if (!isSame || file.path.includes("node_modules/", last.id.length)) {
      const owner = ownerOf(file.path, file.isLink);
      if (owner === "nobody") {
        if (isLeftBeside(file.path)) found.push({ file, kind: "leftovers", owner: null });
        continue;
      }
      const id = owner === "own" ? "" : owner.package;
      last = { id, isGone: id !== "" && (context.isClaimed(id) || except.has(id)) };
    }
    const { id, isGone } = last;
    if (isGone || use?.files.has(file.path) === true) continue;
    const kind = id === "" ? ownDeadKind(file.path) : deadKind(file.path.slice(id.length + 1));
    if (kind === null || (readsSources && READ_BY_COMPILERS.has(kind))) continue;
    // Without a handler nobody knows which of the user's own scripts run; a package of types has nothing else.
    if (id === "" && use === null && (kind === "sources" || kind === "tests")) continue;
    if (id === "" && kind === "sources" && !compiled.has(stemOf(file.path))) continue;
    if (kind === "maps" && readsMaps === true) continue;
    if (names.get(id)?.startsWith("@types/") === true) continue;
    found.push({ file, kind, owner: id });
  }
  const live = await liveFolders(context, use, found);
  const records = new Set<ArtifactFile>();
  for (const { file, kind } of found)
    if (kind === "records" && (await isRecord(context, file.path))) records.add(file);
  return found.filter(({ file, kind, owner }) => {
    if (kind === "records") return records.has(file);
    if (owner === null || (kind !== "tests" && kind !== "docs")) return true;
    const folder = deadFolder(inPackage(file.path, owner));
    return folder === null || !live.has(`${owner}/${folder}`);
  });
}

const READ_BY_COMPILERS: ReadonlySet<DeadKind> = new Set(["types", "sources", "tools", "records"]);

/** Names of the user's own scripts: a source of the same name is one that ships compiled. */
function ownStems({ artifact }: RuleContext): ReadonlySet<string> {
  const stems = new Set<string>();
  for (const path of artifact.files.keys())
    if (!path.includes("node_modules/") && /\.[cm]?js$/.test(path)) stems.add(stemOf(path));
  return stems;
}

function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.slice(0, name.indexOf("."));
}

/** Of what lies in node_modules beside packages: not what Prisma generates there, nor pnpm's store. */
function isLeftBeside(path: string): boolean {
  return (
    path.startsWith("__MACOSX/") ||
    /(?:^|\/)node_modules\/(?:\.bin\/|\.cache\/|\.vite\/|\.package-lock\.json$|\.modules\.yaml$|\.yarn-|\.pnpm\/lock\.yaml$)/.test(
      path,
    )
  );
}

const MAXIMUM_RECORD_BYTES = 64 * 1024 * 1024;

/** An esbuild metafile or webpack's stats, by how they begin. */
async function isRecord({ artifact }: RuleContext, path: string): Promise<boolean> {
  const start = (await readQuietly(artifact, path, MAXIMUM_RECORD_BYTES))?.toString("utf8", 0, 2000) ?? "";
  const isStats = start.includes('"hash"') && start.includes('"outputPath"');
  return isStats || /^\s{0,9}\{\s{0,9}"inputs"\s{0,9}:\s{0,9}\{/.test(start);
}
