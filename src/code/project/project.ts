import { posix, resolve, sep } from "node:path";
import {
  entriesOf,
  readBytes,
  readText as readUtf8,
  realPath as realPathOf,
  statOf,
} from "../../cache/disk.js";
import { messageOf, type Problem, systemErrorCode } from "../../errors.js";
import { globSync } from "./glob.js";
import { RootPaths } from "./root-paths.js";
import { MAXIMUM_SOURCE_BYTES, type SourceSet, unusableText } from "./source-set.js";
import { TsconfigPaths } from "./tsconfig-paths.js";
import { Workspaces } from "./workspaces.js";

const SOURCE_GLOB = "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}";
const NEVER = [
  "**/node_modules/**",
  "**/.git/**",
  "**/cdk.out/**",
  "**/.aws-sam/**",
  "**/.serverless/**",
  "**/.sst/**",
  "**/coverage/**",
  // What a build leaves in a project; a folder that is named itself is looked into whatever it is called.
  "**/dist/**",
  "**/__tests__/**",
  "**/__mocks__/**",
  "**/*.{test,spec,stories}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}",
  "**/*.d.{ts,mts,cts}",
  "**/*.min.js",
];

/**
 * Source files on disk: files as named, folders walked (tests, builds and dependencies left out). Imports are
 * followed to files outside of `paths`, into workspace packages too, never into `node_modules`.
 * Throws nothing: what can't be read is a problem.
 */
export function sourcesFromDisk(paths: readonly string[], cwd: string): SourceSet {
  const root = toPosix(resolve(cwd));
  const problems: Problem[] = [];
  const texts = new Map<string, string | null>();
  const folders = new Map<string, ReadonlySet<string>>();
  const lowered = new Map<string, ReadonlyMap<string, string>>();
  const below = root.endsWith("/") ? root : `${root}/`;
  const display = (path: string): string =>
    path.startsWith(below) ? path.slice(below.length) : posix.relative(root, path) || ".";
  const namesIn = (folder: string): ReadonlySet<string> => {
    let names = folders.get(folder);
    if (names === undefined) {
      // One look at a folder answers for every extension that a specifier may stand for.
      names = `${folder}/`.includes("/node_modules/") ? new Set() : filesIn(folder);
      folders.set(folder, names);
    }
    return names;
  };
  const has = (path: string): boolean => namesIn(posix.dirname(path)).has(posix.basename(path));
  const inAnyCase = (path: string): string | null => {
    const folder = posix.dirname(path);
    let names = lowered.get(folder);
    if (names === undefined) {
      names = new Map([...namesIn(folder)].map((name) => [name.toLowerCase(), name]));
      lowered.set(folder, names);
    }
    const name = names.get(posix.basename(path).toLowerCase());
    return name === undefined ? null : `${folder}/${name}`;
  };
  const read = (path: string): string | null => {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = has(path) ? readText(path, display(path), problems) : null;
    texts.set(path, text);
    return text;
  };
  // Most folders hold none of the files that are asked for: a listing that is there is cheaper than an error. Folders
  // above the project are not listed for it: people's homes change all the time, and what is kept would hang on that.
  const readSetting = (path: string): string | null =>
    folders.has(posix.dirname(path)) && !has(path) ? null : readQuietly(path);
  const linked = linkedPackages();
  const workspaces = new Workspaces(readSetting);
  const fromRoot = new RootPaths(readSetting);
  const tsconfig = new TsconfigPaths(readSetting, workspaces);
  return {
    paths: paths.flatMap((path) => filesOf(toPosix(resolve(cwd, path)))),
    has,
    namesIn,
    inAnyCase,
    read,
    display,
    alias: (specifier, from) => {
      const found = [...tsconfig.candidates(specifier, from), ...workspaces.candidates(specifier, from)];
      if (found.length > 0) return found;
      const packages = linked(specifier, from);
      return packages.length > 0 ? packages : fromRoot.candidates(specifier, from);
    },
    problems: () => problems,
    isSource: true,
  };
}

function filesIn(folder: string): ReadonlySet<string> {
  try {
    const names = new Set<string>();
    for (const entry of entriesOf(folder)) {
      const isLinkToFile = (): boolean =>
        entry.isSymbolicLink() && (statOf(`${folder}/${entry.name}`)?.isFile() ?? false);
      if (entry.isFile() || isLinkToFile()) names.add(entry.name);
    }
    return names;
  } catch {
    return new Set();
  }
}

function filesOf(path: string): readonly string[] {
  const stat = statOf(path);
  if (stat === null) return [];
  if (stat.isFile()) return [path];
  return globSync(SOURCE_GLOB, {
    cwd: path,
    ignore: NEVER,
    absolute: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    expandDirectories: false,
  })
    .map(toPosix)
    .sort();
}

function readText(path: string, shown: string, problems: Problem[]): string | null {
  try {
    const size = statOf(path)?.size ?? 0;
    const buffer = size > MAXIMUM_SOURCE_BYTES * 4 ? null : readBytes(path);
    const text = buffer?.toString("utf8") ?? " ".repeat(MAXIMUM_SOURCE_BYTES + 1);
    const problem =
      unusableText(text, shown) ?? (text.includes("\uFFFD") && !isUtf8(buffer) ? notUtf8(shown) : null);
    if (problem === null) return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    problems.push(problem);
  } catch (error) {
    problems.push({
      level: "note",
      code: "source-unreadable",
      path: shown,
      line: null,
      message: `Could not be read (${systemErrorCode(error) ?? messageOf(error)}); skipped.`,
    });
  }
  return null;
}

function isUtf8(buffer: Buffer | null): boolean {
  if (buffer === null) return true;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(buffer);
    return true;
  } catch {
    return false;
  }
}

function notUtf8(path: string): Problem {
  return {
    level: "note",
    code: "source-not-text",
    path,
    line: null,
    message: "Is not UTF-8; skipped. Save it as UTF-8.",
  };
}

/** The text of a file on disk; null where it can't be read. */
export function readQuietly(path: string): string | null {
  try {
    return readUtf8(path);
  } catch {
    return null;
  }
}

/** A workspace package that the package manager linked into `node_modules` is first-party. */
function linkedPackages(): (specifier: string, from: string) => readonly string[] {
  const installs = new Map<string, boolean>();
  const realFolders = new Map<string, string | null>();
  const realFolder = (link: string): string | null => {
    let known = realFolders.get(link);
    if (known === undefined) {
      known = realPath(link);
      realFolders.set(link, known);
    }
    return known;
  };
  return (specifier, from) => {
    const [, name, subpath = ""] = /^(@[^/]+\/[^/]+|[^/]+)(\/.*)?$/.exec(specifier) ?? [];
    if (name === undefined) return [];
    for (let folder = posix.dirname(from); ; folder = posix.dirname(folder)) {
      const place = `${folder}/node_modules`;
      let installed = installs.get(place);
      if (installed === undefined) {
        installed = statOf(place)?.isDirectory() ?? false;
        installs.set(place, installed);
      }
      const real = installed ? realFolder(`${place}/${name}`) : null;
      if (real !== null) {
        return real.includes("/node_modules/")
          ? []
          : Workspaces.entries(real, readQuietly(`${real}/package.json`), subpath);
      }
      if (folder === posix.dirname(folder)) return [];
    }
  };
}

function realPath(link: string): string | null {
  try {
    return toPosix(realPathOf(link));
  } catch {
    return null;
  }
}

export function toPosix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
