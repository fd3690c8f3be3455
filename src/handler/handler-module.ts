import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { type Links, readLinks } from "../artifact/links.js";
import { InputError } from "../errors.js";
import { Resolver } from "../graph/resolve.js";
import { type ExportAnswer, ExportFinder } from "./find-export.js";
import { type FormatFault, formatFault } from "./format-faults.js";
import { type HandlerFailure, HandlerLocator, type HandlerPlace } from "./locate-handler.js";
import { type ClientGeneration, clientGenerations } from "./runtime-client.js";

/** What a client makes of a handler string. */
export type HandlerResolution =
  | HandlerFailure
  | (Extract<HandlerPlace, { kind: "file" }> & { readonly exported: ExportAnswer });

/** The file that a handler string names, and the names to look up in what it exports. */
export interface HandlerModule {
  readonly path: string;
  readonly exportPath: readonly string[];
}

export interface FileFormat {
  readonly format: "cjs" | "esm" | "data";
  /** Its name or its package.json says so: else it may be that Node looks at the syntax. */
  readonly isTyped: boolean;
  /** Words for people. */
  readonly reason: string;
}

export interface HandlerOptions {
  /** Folders of `NODE_PATH`; "" is the artifact's root, which Lambda always has in it. */
  readonly searchFolders?: readonly string[];
  /** Those of the artifact, where they were read before. */
  readonly links?: Links;
}

/** Code is smaller. */
const MAXIMUM_TEXT_BYTES = 64 * 1024 * 1024;

/** Finds handlers in one artifact (with its layers below /opt) as Lambda would. Files are read once. */
export class Handlers {
  readonly #locator: HandlerLocator;
  readonly #exports: ExportFinder;
  readonly #artifact: Artifact;
  readonly #resolver: Resolver;
  readonly #faults = new Map<string, Promise<FormatFault | null>>();

  private constructor(artifact: Artifact, links: Links, searchFolders: readonly string[]) {
    const resolver = new Resolver(artifact, links, new Map(), searchFolders);
    this.#locator = new HandlerLocator(artifact, links, resolver);
    this.#exports = new ExportFinder(artifact, resolver);
    this.#artifact = artifact;
    this.#resolver = resolver;
  }

  static async of(
    artifact: Artifact,
    { searchFolders = [""], links }: HandlerOptions = {},
  ): Promise<Handlers> {
    return new Handlers(artifact, links ?? (await readLinks(artifact)), searchFolders);
  }

  /** What one generation of the client makes of it. */
  async resolve(handler: string, generation: ClientGeneration): Promise<HandlerResolution> {
    const place = await this.#locator.locate(handler, generation);
    if (place.kind !== "file") return place;
    return { ...place, exported: await this.#exports.find(place, generation) };
  }

  /** How Node loads a file, without detecting anything. */
  async format(path: string): Promise<FileFormat> {
    if (!/\.[cm]?js$/.test(path)) return { format: "data", isTyped: true, reason: "" };
    if (path.endsWith(".mjs")) return { format: "esm", isTyped: true, reason: "it is an .mjs" };
    if (path.endsWith(".cjs")) return { format: "cjs", isTyped: true, reason: "it is a .cjs" };
    const type = await this.#resolver.packageType(path);
    const format = type === "module" ? "esm" : "cjs";
    const reason =
      type === null ? "no package.json gives it a type" : `its package.json says "type": "${type}"`;
    return { format, isTyped: type !== null, reason };
  }

  /** What keeps a file from being loaded in a format; null for nothing that is sure. Each file is parsed once. */
  fault(path: string, format: "cjs" | "esm"): Promise<FormatFault | null> {
    const key = `${format} ${path}`;
    const found =
      this.#faults.get(key) ??
      this.text(path).then((text) => (text === null ? null : formatFault(text, format)));
    this.#faults.set(key, found);
    return found;
  }

  /** The text of a file of the artifact, or of a layer ("/opt/nodejs/…"); null where there is none to read. */
  async text(path: string): Promise<string | null> {
    const file = this.#artifact.files.get(path);
    if (file === undefined || file.isLink || file.bytes > MAXIMUM_TEXT_BYTES) return null;
    try {
      return decoded(await this.#artifact.read(path));
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  }

  /** The file that a runtime loads; null where none of the clients that it may have finds one. Exports aren't looked at. */
  async module(handler: string, runtime: string | null): Promise<HandlerModule | null> {
    for (const generation of clientGenerations(runtime) ?? []) {
      const place = await this.#locator.locate(handler, generation);
      if (place.kind === "file") return { path: place.path, exportPath: place.exportPath };
    }
    return null;
  }
}
