import { posix } from "node:path";
import type { SourceSet } from "./source-set.js";

const EXTENSIONS = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".json"];
const WRITTEN_AS: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
};

/** `../handlers/${name}.js`: folder, what stands before and after in the file's name. */
const PATTERN = /^(\.{1,2}\/(?:[^$\s]{0,200}\/)?)([^/$\s]{0,100})\$\{[^}]{0,100}\}([^/$\s]{0,100})$/;
/** `${process.env.ROOT}/lib/db`: what stands behind the folder. */
const BEHIND_FOLDER = /^\$\{[^}]{0,100}\}((?:\/[\w@.-]{1,100}){1,10})$/;
const SCRIPT = /\.[cm]?[jt]sx?$/;
const MAXIMUM_MATCHES = 60;

/** Finds the first-party file that a specifier means; null for third-party packages and what isn't there. */
export class FirstPartyResolver {
  readonly #sources: SourceSet;
  /** By folder, and by file in front of it: each import is asked for again and again. */
  readonly #byFolder = new Map<string, Map<string, string | null>>();
  readonly #byFile = new Map<string, Map<string, string | null>>();
  readonly #asked = new Map<string, Set<string>>();
  readonly #patterns = new Map<string, Map<string, readonly string[]>>();

  constructor(sources: SourceSet) {
    this.#sources = sources;
  }

  resolve(specifier: string, from: string): string | null {
    const found = this.#foundFrom(from);
    this.#asked.get(from)?.add(specifier);
    let known = found.get(specifier);
    if (known === undefined) {
      known = this.#search(specifier, from, posix.dirname(from));
      found.set(specifier, known);
    }
    return known;
  }

  #foundFrom(file: string): Map<string, string | null> {
    let known = this.#byFile.get(file);
    if (known === undefined) {
      const folder = posix.dirname(file);
      known = this.#byFolder.get(folder) ?? new Map();
      this.#byFolder.set(folder, known);
      this.#byFile.set(file, known);
      this.#asked.set(file, new Set());
    }
    return known;
  }

  /** What `resolve` was asked of a file so far, with its answers. */
  askedFrom(file: string): [specifier: string, target: string | null][] {
    return [...(this.#asked.get(file) ?? [])].map((one) => [one, this.resolve(one, file)]);
  }

  /** The same of `resolvePattern`. */
  patternsFrom(file: string): [specifier: string, targets: string[]][] {
    return [...(this.#patterns.get(file) ?? [])].map(([one, targets]) => [one, [...targets]]);
  }

  /**
   * The files that a specifier with one part only known at run time may mean: those of its folder
   * (`./handlers/${name}`), since bundlers take them all along; the only one whose path ends so (`${root}/lib/db`).
   */
  resolvePattern(specifier: string, from: string): readonly string[] {
    const [, above, prefix = "", end = ""] = PATTERN.exec(specifier) ?? [];
    const [, behind] = BEHIND_FOLDER.exec(specifier) ?? [];
    if (above === undefined && behind === undefined) return [];
    const known = this.#patterns.get(from)?.get(specifier);
    if (known !== undefined) return known;
    const targets =
      above === undefined ? this.#endingIn(behind ?? "", from) : this.#inFolder(above, prefix, end, from);
    this.#patterns.set(from, (this.#patterns.get(from) ?? new Map()).set(specifier, targets));
    return targets;
  }

  #inFolder(above: string, prefix: string, end: string, from: string): readonly string[] {
    const folder = posix.resolve(posix.dirname(from), above);
    const suffix = end.replace(/\.[cm]?[jt]sx?$/, "");
    const names = [...(this.#sources.namesIn?.(folder) ?? [])].filter((name) => {
      const stem = name.replace(SCRIPT, "");
      return stem !== name && !stem.includes(".") && stem.startsWith(prefix) && stem.endsWith(suffix);
    });
    return names
      .sort()
      .slice(0, MAXIMUM_MATCHES)
      .map((name) => `${folder}/${name}`);
  }

  /** The one file whose path ends so; none where several do. */
  #endingIn(end: string, from: string): readonly string[] {
    const sources = this.#sources;
    const exact = (path: string): string | null => (sources.has(path) ? path : null);
    const stem = end.replace(SCRIPT, "");
    const found = new Set<string>();
    for (let folder = posix.dirname(from); folder.length > 1; folder = posix.dirname(folder)) {
      const file = fileOf(folder + end, exact);
      if (file !== null) found.add(file);
    }
    for (const path of sources.paths) {
      const own = path.replace(SCRIPT, "");
      if (own !== path && (own.endsWith(stem) || own.endsWith(`${stem}/index`))) found.add(path);
    }
    return found.size === 1 ? [...found] : [];
  }

  #search(specifier: string, from: string, folder: string): string | null {
    if (specifier === "" || specifier.startsWith("node:")) return null;
    // An absolute one (`/opt/nodejs/x`, a layer's) is a file of the project only by way of tsconfig `paths`.
    const bases =
      /^\.{1,2}\//.test(specifier) || specifier === "." || specifier === ".."
        ? [posix.resolve(folder, specifier)]
        : this.#sources.alias(specifier, from);
    const sources = this.#sources;
    const exact = (path: string): string | null => (sources.has(path) ? path : null);
    const anyCase = (path: string): string | null => sources.inAnyCase?.(path) ?? null;
    for (const find of [exact, anyCase]) {
      for (const base of bases) {
        const file = fileOf(base, find);
        if (file !== null) return file;
      }
    }
    for (const base of unbuilt(specifier).map((one) => posix.resolve(folder, one))) {
      const file = fileOf(base, exact);
      if (file !== null) return file;
    }
    return null;
  }
}

/** Where the sources of `./dist/orders` usually lie as long as there is no build. */
function unbuilt(specifier: string): readonly string[] {
  const [, above, rest] = /^((?:\.{1,2}\/)+)(?:dist|lib|build|out)\/(?:src\/)?(.+)$/.exec(specifier) ?? [];
  return above === undefined ? [] : [`${above}src/${rest}`, `${above}${rest}`];
}

function fileOf(base: string, find: (path: string) => string | null): string | null {
  const extension = posix.extname(base);
  const stem = base.slice(0, base.length - extension.length);
  const paths = [
    ...(WRITTEN_AS[extension] ?? []).map((written) => stem + written),
    ...(EXTENSIONS.includes(extension) ? [base] : []),
    ...EXTENSIONS.map((one) => base + one),
    ...EXTENSIONS.map((one) => `${base}/index${one}`),
  ];
  for (const path of paths) {
    const file = find(path);
    if (file !== null) return file;
  }
  return null;
}

/** "@aws-sdk/client-s3/x" → "@aws-sdk/client-s3"; "node:fs" → "fs"; null for paths. */
export function packageOfSpecifier(specifier: string): string | null {
  if (/^[./]/.test(specifier)) return null;
  const bare = specifier.startsWith("node:") ? specifier.slice(5) : specifier;
  const parts = bare.split("/");
  return bare.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? null);
}
