import { closeSync, fstatSync, openSync } from "node:fs";
import yauzl from "yauzl";
import { InputError, messageOf, type Problem } from "../errors.js";
import { type Artifact, type ArtifactNaming, MAXIMUM_READ_BYTES } from "./artifact.js";
import { BlockReader } from "./block-reader.js";
import { ZipContent } from "./zip-content.js";
import { listEntries, type ZipEntry } from "./zip-entries.js";
import { openFailure, zipFailure } from "./zip-failures.js";

const EXPECTED = "a zip";

/**
 * Opens a zip: its sizes come from the central directory, nothing is unpacked.
 * Throws InputError with code not-found, unreadable, not-a-zip, truncated-zip, damaged-zip, encrypted-zip,
 * empty-zip or zip-bomb.
 */
export async function openZip(file: string, naming: ArtifactNaming): Promise<Artifact> {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    throw openFailure(naming.path, error, EXPECTED);
  }
  try {
    return await readDirectory(descriptor, naming);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

async function readDirectory(descriptor: number, naming: ArtifactNaming): Promise<Artifact> {
  const zipBytes = fstatSync(descriptor).size;
  const reader = new BlockReader(descriptor);
  const head = Buffer.alloc(Math.min(zipBytes, 512));
  try {
    reader.readInto(head, 0, head.length, 0);
  } catch (error) {
    throw openFailure(naming.path, error, EXPECTED);
  }
  try {
    // Names are decoded by ourselves: yauzl would give up on a whole zip for one hostile name.
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, zipBytes, {
      autoClose: false,
      decodeStrings: false,
    });
    const { entries, problems } = await listEntries(zip, naming.path);
    if (entries.size === 0) throw emptyZip(naming.path);
    return new ZipArtifact(descriptor, new ZipContent(reader), {
      ...naming,
      zipBytes,
      entries,
      problems,
    });
  } catch (error) {
    throw error instanceof InputError ? error : zipFailure(naming.path, head, zipBytes, error);
  }
}

interface ZipContents extends ArtifactNaming {
  readonly zipBytes: number;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly problems: readonly Problem[];
}

class ZipArtifact implements Artifact {
  readonly kind = "zip";
  readonly id: string;
  readonly path: string;
  readonly role: "function" | "layer";
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly zipBytes: number;
  readonly problems: readonly Problem[];
  readonly #content: ZipContent;
  #descriptor: number | null;

  constructor(descriptor: number, content: ZipContent, contents: ZipContents) {
    this.#descriptor = descriptor;
    this.#content = content;
    this.id = contents.id;
    this.path = contents.path;
    this.role = contents.role;
    this.files = contents.entries;
    this.zipBytes = contents.zipBytes;
    this.problems = contents.problems;
  }

  async read(path: string, maximumBytes = MAXIMUM_READ_BYTES): Promise<Buffer> {
    const entry = this.#entry(path);
    if (entry.bytes > maximumBytes) {
      throw this.#unreadable(path, `has ${entry.bytes} B; expected at most ${maximumBytes} B`);
    }
    return this.#guard(entry, () => this.#content.whole(entry));
  }

  async readPart(path: string, start: number, length: number): Promise<Buffer> {
    const entry = this.#entry(path);
    const end = Math.min(start + length, entry.bytes);
    if (end <= start) return Buffer.alloc(0);
    return this.#guard(entry, () => this.#content.part(entry, start, end));
  }

  async close(): Promise<void> {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #entry(path: string): ZipEntry {
    const entry = this.files.get(path);
    if (entry === undefined) throw this.#unreadable(path, "is not in the zip; expected a path that it lists");
    return entry;
  }

  async #guard(entry: ZipEntry, read: () => Buffer | Promise<Buffer>): Promise<Buffer> {
    try {
      if (this.#descriptor === null) throw new Error("the zip is closed");
      return await read();
    } catch (error) {
      throw this.#unreadable(
        entry.path,
        `can't be unpacked (${messageOf(error)}); expected ${entry.bytes} B. Build the zip again`,
        error,
      );
    }
  }

  #unreadable(path: string, message: string, cause?: unknown): InputError {
    return new InputError(
      { code: "unreadable-file", path: `${this.path}#${path}`, message: `${message}.` },
      cause,
    );
  }
}

function emptyZip(path: string): InputError {
  return new InputError({
    code: "empty-zip",
    path,
    message: "holds no file; expected at least the handler's. Check the build step that fills it.",
  });
}
