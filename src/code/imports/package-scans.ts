import { isAscii } from "node:buffer";
import { type Cache, NO_CACHE } from "../../cache/cache.js";
import { answerNow, noteAnswer, readBytes, readNoted, signatureNow } from "../../cache/disk.js";
import { parseSignature } from "../../cache/parse-noted.js";
import { isSame, type Signature } from "../../cache/signature.js";
import { systemErrorCode } from "../../errors.js";
import { scanImports } from "../../graph/scan.js";

/** A file of an installed package: its bytes, and the imports that run as it is loaded. */
export interface PackageScan {
  readonly bytes: number;
  readonly imports: readonly StaticImport[];
  /** Made by an earlier run. */
  readonly isKept: boolean;
}

type StaticImport = readonly [specifier: string, syntax: "import" | "require"];
type Kept = readonly [hash: string, signature: Signature | null, imports: readonly StaticImport[]];

const KIND = "package scans";

/**
 * Scans of installed packages' files, each kept with the hash of the content that it was made of: a file whose signature
 * or content is still the same isn't scanned again. One entry of the cache for each package.
 */
export class PackageScans {
  readonly #cache: Cache;
  readonly #byPackage = new Map<string, Map<string, Kept>>();
  readonly #changed = new Set<string>();

  constructor(cache: Cache = NO_CACHE) {
    this.#cache = cache;
  }

  /** The scan of a script (absolute path); null where it can't be read. */
  of(path: string): PackageScan | null {
    const folder = this.#cache === NO_CACHE ? null : packageFolder(path);
    try {
      return folder === null ? scanned(path) : this.#kept(path, folder);
    } catch (error) {
      if (systemErrorCode(error) === null) throw error;
      return null;
    }
  }

  /** Keeps what was scanned anew, for as long as the files are there. */
  keep(): void {
    for (const folder of this.#changed) {
      const files = [...this.#filesOf(folder)].filter(([path]) => answerNow("kind", path) !== "none");
      this.#cache.keep(KIND, folder, files);
    }
    this.#changed.clear();
  }

  #kept(path: string, folder: string): PackageScan {
    const files = this.#filesOf(folder);
    const [hash, signature, imports] = files.get(path) ?? [];
    const now = hash === undefined ? null : signatureNow(path);
    if (imports !== undefined && signature && now !== null && isSame(now, signature)) {
      noteAnswer("file", path, hash ?? "", now);
      return { bytes: now[0], imports, isKept: true };
    }
    const read = readNoted(path);
    const known = read.hash === hash ? imports : undefined;
    const found = known ?? staticImports(path, read.content);
    if (known === undefined || read.signature !== null) {
      files.set(path, [read.hash, read.signature, found]);
      this.#changed.add(folder);
    }
    return { bytes: read.content.length, imports: found, isKept: known !== undefined };
  }

  #filesOf(folder: string): Map<string, Kept> {
    let files = this.#byPackage.get(folder);
    if (files === undefined) {
      files = parseKept(this.#cache.recall(KIND, folder));
      this.#byPackage.set(folder, files);
    }
    return files;
  }
}

/** "/x/node_modules/@a/b" of a file in it; null outside of node_modules. */
export function packageFolder(path: string): string | null {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? null;
}

function scanned(path: string): PackageScan {
  const content = readBytes(path);
  return { bytes: content.length, imports: staticImports(path, content), isKept: false };
}

function staticImports(path: string, content: Buffer): readonly StaticImport[] {
  const text = content.toString(isAscii(content) ? "latin1" : "utf8");
  const format = path.endsWith(".mjs") ? "esm" : path.endsWith(".cjs") ? "cjs" : "unknown";
  return scanImports(text, format, path)
    .imports.filter(({ timing }) => timing === "static")
    .map(({ specifier, syntax }) => [specifier, syntax]);
}

/** What has another shape is left out, and scanned again. */
function parseKept(kept: unknown): Map<string, Kept> {
  const files = new Map<string, Kept>();
  if (!Array.isArray(kept)) return files;
  for (const file of kept as readonly unknown[]) {
    const [path, one] = Array.isArray(file) ? (file as readonly unknown[]) : [];
    const [hash, signed, imports] = Array.isArray(one) ? (one as readonly unknown[]) : [];
    const signature = signed === null ? null : parseSignature(signed);
    if (typeof path !== "string" || typeof hash !== "string" || signature === undefined) continue;
    if (Array.isArray(imports) && imports.every(isStaticImport)) files.set(path, [hash, signature, imports]);
  }
  return files;
}

function isStaticImport(kept: unknown): kept is StaticImport {
  if (!Array.isArray(kept) || kept.length !== 2) return false;
  const [specifier, syntax] = kept as readonly unknown[];
  return typeof specifier === "string" && (syntax === "import" || syntax === "require");
}
