import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import type { Links } from "../artifact/links.js";
import type { Resolution, Resolver } from "../graph/resolve.js";
import { type HandlerString, parseHandlerString, TASK_ROOT } from "./handler-string.js";
import type { ClientGeneration } from "./runtime-client.js";

/** What a client finds for a handler string, before the file is looked into. Paths are those of the artifact. */
export type HandlerPlace =
  | {
      readonly kind: "file";
      readonly path: string;
      readonly format: HandlerFormat;
      /** Through `import()`: the exports are a namespace, of CommonJS too. */
      readonly imported: boolean;
      readonly exportPath: readonly string[];
    }
  | HandlerFailure;

/** `data`: JSON or a native addon. */
export type HandlerFormat = "cjs" | "esm" | "data";

export type HandlerFailure =
  /** Runtime.MalformedHandlerName. */
  | { readonly kind: "malformed" }
  /** Runtime.ImportModuleError; `module` is the path that was tried, without an extension. */
  | { readonly kind: "missing"; readonly module: string }
  /** A folder of that name comes first and can't be loaded: ERR_UNSUPPORTED_DIR_IMPORT in 4.x, ImportModuleError in 3.x. */
  | { readonly kind: "folder"; readonly module: string }
  /** `require()` of a file that only `import` may load: ERR_REQUIRE_ESM where Lambda's switches are set. */
  | { readonly kind: "required-esm"; readonly path: string }
  /** No such file, but one of Node's own modules has that name, which exports no handler: Runtime.HandlerNotFound. */
  | { readonly kind: "builtin"; readonly module: string }
  /** Beyond what can be seen: in the runtime, in a layer that isn't known, or named as only a URL is. */
  | { readonly kind: "outside"; readonly module: string };

/** Finds handlers' files as Lambda's client does, over an artifact's list of files (its layers' below /opt). */
export class HandlerLocator {
  readonly #artifact: Artifact;
  readonly #links: Links;
  readonly #resolver: Resolver;
  #folders: ReadonlySet<string> | null = null;

  /** The resolver has to know `NODE_PATH`: both clients end with a look into it. */
  constructor(artifact: Artifact, links: Links, resolver: Resolver) {
    this.#artifact = artifact;
    this.#links = links;
    this.#resolver = resolver;
  }

  async locate(handler: string, generation: ClientGeneration): Promise<HandlerPlace> {
    const parsed = parseHandlerString(handler);
    if (parsed === null) return { kind: "malformed" };
    // 4.x takes one slash off the folder's end, which makes "/" the function's own root.
    const folder = generation === "4.x" ? parsed.folder.replace(/\/$/, "") : parsed.folder;
    const absolute = posix.resolve(TASK_ROOT, folder, parsed.module);
    const place = inArtifact(absolute);
    if (place === null) {
      // Nobody puts files there, but both clients go on to look for a package of that name.
      const isSystem = SYSTEM_FOLDERS.has(absolute.split("/")[1] ?? "");
      return isSystem ? { kind: "outside", module: absolute } : this.#package(absolute, folder, parsed);
    }
    if (generation === "4.x") return this.#import(place, folder, parsed);
    return this.#require(place, folder, parsed);
  }

  /** 3.x: what require makes of the bare path, `.js` as its package.json says, `.mjs`, `.cjs`, then as a package. */
  async #require(place: string, folder: string, parsed: HandlerString): Promise<HandlerPlace> {
    const { exportPath } = parsed;
    if (this.#exists(place)) {
      const found = await this.#resolver.resolve(asRequest(place), AT_ROOT, "require");
      return typeof found === "string"
        ? { kind: "folder", module: place }
        : this.#required(found.path, exportPath);
    }
    const [script, module, common] = [`${place}.js`, `${place}.mjs`, `${place}.cjs`];
    if (this.#exists(script)) {
      const real = this.#real(script);
      if ((await this.#resolver.packageType(real)) !== "module") return this.#required(real, exportPath);
      return this.#imported(script, "esm", exportPath);
    }
    if (this.#exists(module)) return this.#imported(module, "esm", exportPath);
    if (this.#exists(common)) return this.#required(this.#real(common), exportPath);
    return this.#package(place, folder, parsed);
  }

  /** 4.x: everything through `import()`, then as a package. */
  async #import(place: string, folder: string, parsed: HandlerString): Promise<HandlerPlace> {
    for (const extension of ["", ".js", ".mjs", ".cjs"]) {
      const path = place + extension;
      if (!this.#exists(path)) continue;
      const real = this.#real(path);
      if (this.#isFolder(real)) return { kind: "folder", module: place };
      return this.#imported(path, await this.#formatOf(real), parsed.exportPath);
    }
    return this.#package(place, folder, parsed);
  }

  async #required(path: string, exportPath: readonly string[]): Promise<HandlerPlace> {
    if (/\.(?:json|node)$/.test(path))
      return { kind: "file", path, format: "data", imported: false, exportPath };
    const isModule = path.endsWith(".mjs") || (await this.#formatOf(path)) === "esm";
    if (isModule && /\.m?js$/.test(path)) return { kind: "required-esm", path };
    return { kind: "file", path, format: "cjs", imported: false, exportPath };
  }

  #imported(path: string, format: HandlerFormat, exportPath: readonly string[]): HandlerPlace {
    // `import()` takes a URL: these characters mean something else in one.
    if (/[%?#\\]/.test(path)) return { kind: "outside", module: path };
    return { kind: "file", path: this.#real(path), format, imported: true, exportPath };
  }

  /** `require.resolve(module, { paths: [root, folder] })`. */
  async #package(
    place: string,
    folder: string,
    { module, exportPath }: HandlerString,
  ): Promise<HandlerPlace> {
    const beside = inArtifact(posix.resolve(TASK_ROOT, folder)) ?? "";
    for (const from of [NOWHERE, `${beside === "" ? "" : `${beside}/`}node_modules/.`]) {
      const found: Resolution =
        module === "" ? "missing" : await this.#resolver.resolve(module, from, "require");
      if (found === "builtin") return { kind: "builtin", module };
      if (found !== "missing") return this.#required(found.path, exportPath);
    }
    return { kind: "missing", module: place };
  }

  async #formatOf(path: string): Promise<HandlerFormat> {
    if (path.endsWith(".mjs")) return "esm";
    if (path.endsWith(".cjs")) return "cjs";
    return (await this.#resolver.packageType(path)) === "module" ? "esm" : "cjs";
  }

  #exists(path: string): boolean {
    const real = this.#links.realPath(path);
    return real !== null && (this.#isFolder(real) || this.#artifact.files.get(real)?.isLink === false);
  }

  #real(path: string): string {
    return this.#links.realPath(path) ?? path;
  }

  #isFolder(real: string): boolean {
    this.#folders ??= foldersOf(this.#artifact);
    return this.#folders.has(real);
  }
}

/** What else lies at the root of Lambda's environment. */
const SYSTEM_FOLDERS = new Set(
  "bin dev etc home lib lib64 mnt opt proc root run sbin sys tmp usr var".split(" "),
);

/** A file at the artifact's root, as an importer. */
const AT_ROOT = ".";
/** The same in no package: nothing refers to itself from there. */
const NOWHERE = "node_modules/.";

/** A path of the artifact as a request of something at its root. */
function asRequest(place: string): string {
  return place.startsWith("/") ? place : `./${place}`;
}

/** An absolute path of the environment as a path of the artifact; null for what is neither in it nor in a layer. */
function inArtifact(absolute: string): string | null {
  if (absolute === TASK_ROOT) return "";
  if (absolute.startsWith(`${TASK_ROOT}/`)) return absolute.slice(TASK_ROOT.length + 1);
  return absolute.startsWith("/opt/") ? absolute : null;
}

function foldersOf(artifact: Artifact): ReadonlySet<string> {
  const folders = new Set([""]);
  for (const path of artifact.files.keys()) {
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}
