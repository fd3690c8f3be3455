import { readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, join, posix, resolve } from "node:path";
import { InputError, systemErrorCode } from "../errors.js";
import { compareText } from "../finding.js";
import type { Artifact, ArtifactFile } from "./artifact.js";
import { readDiskPart } from "./disk-file.js";

/** Outputs of a build that one function is deployed with, as a metafile lists them. */
export interface BuildOutputs {
  readonly id: string;
  /** The metafile: POSIX, relative to `cwd`. */
  readonly path: string;
  /** Paths as the metafile has them, with their bytes. */
  readonly outputs: readonly { readonly path: string; readonly bytes: number }[];
  readonly cwd: string;
  /** Where outputs' paths are relative to; null: look upwards from the metafile. */
  readonly projectRoot: string | null;
  /** Outputs that are not on disk (`write: false`), by output path. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/**
 * The outputs of a build as an artifact. Its root is the deepest folder that holds all of them, so that a lone
 * bundle lies at the root as it does in the zip. Sizes are the metafile's; contents are read from disk where a
 * file of exactly that size is found (below the project, else by name beside the metafile: deploy tools move builds).
 */
export function buildArtifact(build: BuildOutputs): Artifact {
  const root = commonFolder(build.outputs.map(({ path }) => path));
  const sources = new Map<string, { readonly path: string; readonly bytes: number }>();
  const files = new Map<string, ArtifactFile>();
  for (const output of [...build.outputs].sort((a, b) => compareText(a.path, b.path))) {
    const path = root === "" ? output.path : output.path.slice(root.length + 1);
    sources.set(path, output);
    files.set(path, { path, bytes: output.bytes, zippedBytes: null, mode: null, isLink: false });
  }
  const outputOf = (path: string) => {
    const output = sources.get(path);
    if (output === undefined) throw failure(build, "output-unknown", `has no output ${path}`);
    return output;
  };
  const places = new Map<string, Promise<string | null>>();
  const placeOf = async (output: { readonly path: string; readonly bytes: number }) => {
    const found = places.get(output.path) ?? findOutput(build, output);
    places.set(output.path, found);
    const place = await found;
    if (place !== null) return place;
    throw failure(
      build,
      "output-missing",
      `lists ${output.path} with ${output.bytes} bytes, but no such file was found. Build again, or lint where the build lies`,
    );
  };
  // Several look at the one bundle, one after the other: it stays at hand as long as there is memory for it.
  let last: { readonly path: string; readonly content: WeakRef<Buffer> } | null = null;
  const readOutput = async (output: { readonly path: string; readonly bytes: number }) => {
    const known = last?.path === output.path ? last.content.deref() : undefined;
    if (known !== undefined) return known;
    const content = readFileSync(await placeOf(output));
    last = { path: output.path, content: new WeakRef(content) };
    return content;
  };
  return {
    id: build.id,
    path: build.path,
    kind: "metafile",
    role: "function",
    files,
    zipBytes: null,
    problems: [],
    async read(path, maximumBytes = Number.POSITIVE_INFINITY) {
      const output = outputOf(path);
      if (output.bytes > maximumBytes) {
        throw failure(
          build,
          "too-large",
          `has ${output.path} with ${output.bytes} bytes, more than ${maximumBytes}`,
        );
      }
      return contentOf(build, output.path) ?? readOutput(output);
    },
    async readPart(path, start, length) {
      const output = outputOf(path);
      const content = contentOf(build, output.path);
      if (content !== null) return content.subarray(start, start + length);
      return readDiskPart(await placeOf(output), start, length);
    },
    async close() {},
  };
}

function contentOf({ contents }: BuildOutputs, path: string): Buffer | null {
  const content = contents.get(path);
  if (content === undefined) return null;
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** How far up the project may lie above its metafile. */
const LEVELS = 12;

async function findOutput(build: BuildOutputs, output: { readonly path: string; readonly bytes: number }) {
  const start = dirname(resolve(build.cwd, build.path));
  const candidates = [resolve(build.projectRoot ?? build.cwd, output.path)];
  for (let at = start, level = 0; level < LEVELS; at = dirname(at), level++)
    candidates.push(resolve(at, output.path));
  candidates.push(join(start, basename(output.path)));
  for (const candidate of candidates) {
    try {
      const stats = await stat(candidate);
      if (stats.isFile() && stats.size === output.bytes) return candidate;
    } catch (error) {
      if (systemErrorCode(error) === null) return null;
    }
  }
  return null;
}

/** "" when there is none. */
function commonFolder(paths: readonly string[]): string {
  let folder = posix.dirname(paths[0] ?? ".");
  while (folder !== "." && folder !== "/" && paths.some((path) => !path.startsWith(`${folder}/`))) {
    folder = posix.dirname(folder);
  }
  return folder === "." || folder === "/" ? "" : folder;
}

function failure(build: BuildOutputs, code: string, what: string): InputError {
  return new InputError({ code, path: build.path, message: `${what}.` });
}
