import { lstatSync, readdirSync, statSync } from "node:fs";
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { InputError, type Problem } from "../errors.js";
import { compareText } from "../finding.js";
import { type Artifact, type ArtifactFile, type ArtifactNaming, MAXIMUM_READ_BYTES } from "./artifact.js";
import { readDiskFile, readDiskPart } from "./disk-file.js";
import { openFailure, reasonOf } from "./zip-failures.js";

const EXPECTED = "a folder that becomes a zip";

/**
 * Opens a folder as the zip that it becomes (`zip -ry`): links are not followed, a link's bytes are its target's.
 * `only` restricts it to these paths, relative to the folder.
 * What can't be read inside is noted in `problems`. Throws InputError with code not-found, unreadable,
 * not-a-folder or empty-folder.
 */
export async function openDirectory(
  folder: string,
  naming: ArtifactNaming,
  only?: readonly string[],
): Promise<Artifact> {
  try {
    if (!statSync(folder).isDirectory()) throw notAFolder(naming.path);
    readdirSync(folder);
  } catch (error) {
    throw error instanceof InputError ? error : openFailure(naming.path, error, EXPECTED);
  }
  const listing = new Listing(folder, naming.path);
  if (only === undefined) listing.walk();
  else for (const path of only) listing.add(path);
  if (listing.files.length === 0) throw nothingListed(naming.path, listing.problems);
  return new DirectoryArtifact(folder, naming, listing);
}

/**
 * By hand rather than by a library: those at hand stop at the first folder without permission, or hide it.
 * Here the rest is still listed, and what is missing is named.
 */
class Listing {
  readonly files: ArtifactFile[] = [];
  readonly problems: Problem[] = [];
  readonly #folder: string;
  readonly #path: string;

  constructor(folder: string, path: string) {
    this.#folder = folder;
    this.#path = path;
  }

  walk(): void {
    const pending = [""];
    for (let prefix = pending.pop(); prefix !== undefined; prefix = pending.pop()) {
      try {
        for (const entry of readdirSync(join(this.#folder, prefix), { withFileTypes: true })) {
          if (entry.isDirectory()) pending.push(`${prefix}${entry.name}/`);
          else if (entry.isFile() || entry.isSymbolicLink()) this.add(prefix + entry.name);
        }
      } catch (error) {
        this.#skip(prefix.slice(0, -1), error);
      }
    }
  }

  add(path: string): void {
    try {
      const { size, mode, isLink } = this.#inspect(path);
      const permissions = process.platform === "win32" ? null : mode & 0o7777;
      this.files.push({ path, bytes: size, zippedBytes: null, mode: permissions, isLink });
    } catch (error) {
      this.#skip(path, error);
    }
  }

  #inspect(path: string): { size: number; mode: number; isLink: boolean } {
    const status = lstatSync(join(this.#folder, path));
    return { size: status.size, mode: status.mode, isLink: status.isSymbolicLink() };
  }

  #skip(path: string, error: unknown): void {
    this.problems.push({
      level: "note",
      code: "unreadable-file",
      path: `${this.#path}/${path}`,
      line: null,
      message: `can't be read (${reasonOf(error)}) and is not counted. Give it read permission or remove it.`,
    });
  }
}

class DirectoryArtifact implements Artifact {
  readonly kind = "directory";
  readonly id: string;
  readonly path: string;
  readonly role: "function" | "layer";
  readonly files: ReadonlyMap<string, ArtifactFile>;
  readonly zipBytes = null;
  readonly isWorkingCopy: boolean;
  readonly problems: readonly Problem[];
  readonly #folder: string;

  constructor(folder: string, naming: ArtifactNaming, listing: Listing) {
    this.#folder = folder;
    this.id = naming.id;
    this.path = naming.path;
    this.role = naming.role;
    const sorted = listing.files.sort((a, b) => compareText(a.path, b.path));
    this.files = new Map(sorted.map((file) => [file.path, file]));
    // In a worktree and in a submodule .git is a file.
    this.isWorkingCopy = this.files.has(".git/HEAD") || this.files.has(".git");
    this.problems = listing.problems.sort((a, b) => compareText(a.path, b.path));
  }

  async read(path: string, maximumBytes = MAXIMUM_READ_BYTES): Promise<Buffer> {
    const file = this.#file(path);
    if (file.bytes > maximumBytes) {
      throw this.#unreadable(path, `has ${file.bytes} B; expected at most ${maximumBytes} B`);
    }
    return this.#guard(file, (place) =>
      file.isLink ? readlink(place, { encoding: "buffer" }) : readDiskFile(place, maximumBytes),
    );
  }

  async readPart(path: string, start: number, length: number): Promise<Buffer> {
    const file = this.#file(path);
    return this.#guard(file, async (place) =>
      file.isLink
        ? (await readlink(place, { encoding: "buffer" })).subarray(start, start + length)
        : readDiskPart(place, start, length),
    );
  }

  #file(path: string): ArtifactFile {
    const file = this.files.get(path);
    if (file === undefined)
      throw this.#unreadable(path, "is not in the folder; expected a path that it lists");
    return file;
  }

  async #guard(file: ArtifactFile, read: (place: string) => Promise<Buffer>): Promise<Buffer> {
    try {
      return await read(join(this.#folder, file.path));
    } catch (error) {
      throw this.#unreadable(
        file.path,
        `can't be read (${reasonOf(error)}); expected ${file.bytes} B`,
        error,
      );
    }
  }

  async close(): Promise<void> {}

  #unreadable(path: string, message: string, cause?: unknown): InputError {
    return new InputError(
      { code: "unreadable-file", path: `${this.path}/${path}`, message: `${message}.` },
      cause,
    );
  }
}

function notAFolder(path: string): InputError {
  return new InputError({
    code: "not-a-folder",
    path,
    message: `is a file; expected ${EXPECTED}. Name its folder, or a zip.`,
  });
}

function nothingListed(path: string, [problem]: readonly Problem[]): InputError {
  if (problem !== undefined) {
    const message = `holds no file that can be read: ${problem.path} ${problem.message}`;
    return new InputError({ code: "unreadable", path, message });
  }
  return new InputError({
    code: "empty-folder",
    path,
    message: "holds no file; expected at least the handler's. Check the build step that fills it.",
  });
}
