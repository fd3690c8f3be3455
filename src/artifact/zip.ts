import { closeSync, fstatSync, openSync } from "node:fs";
import { constants, inflateRawSync } from "node:zlib";
import yauzl from "yauzl";
import { InputError, messageOf, type Problem } from "../errors.js";
import { type Artifact, type ArtifactNaming, MAXIMUM_READ_BYTES } from "./artifact.js";
import { BlockReader } from "./block-reader.js";
import { listEntries, type ZipEntry } from "./zip-entries.js";
import { openFailure, zipFailure } from "./zip-failures.js";

const EXPECTED = "a zip";
/** In front of a file's name (APPNOTE 4.3.7), and what zippers write behind it at most, as a rule. */
const LOCAL_HEADER_BYTES = 30;
const EXTRA_FIELD_BYTES = 64;

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
    return new ZipArtifact(descriptor, reader, zip, { ...naming, zipBytes, entries, problems });
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
  readonly #reader: BlockReader;
  readonly #zip: yauzl.ZipFile;
  #descriptor: number | null;

  constructor(descriptor: number, reader: BlockReader, zip: yauzl.ZipFile, contents: ZipContents) {
    this.#descriptor = descriptor;
    this.#reader = reader;
    this.#zip = zip;
    this.id = contents.id;
    this.path = contents.path;
    this.role = contents.role;
    this.files = contents.entries;
    this.zipBytes = contents.zipBytes;
    this.problems = contents.problems;
  }

  async read(path: string, maximumBytes = MAXIMUM_READ_BYTES): Promise<Buffer> {
    const entry = this.files.get(path);
    if (entry === undefined) throw this.#unreadable(path, "is not in the zip; expected a path that it lists");
    if (entry.bytes > maximumBytes) {
      throw this.#unreadable(path, `has ${entry.bytes} B; expected at most ${maximumBytes} B`);
    }
    try {
      const stored = await this.#readStored(entry);
      const content = entry.method === 0 ? stored : inflateRawSync(stored, inflateOptions(entry));
      if (content.length !== entry.bytes) throw new Error(`it unpacks to ${content.length} B`);
      return content;
    } catch (error) {
      throw this.#unreadable(
        path,
        `can't be unpacked (${messageOf(error)}); expected ${entry.bytes} B. Build the zip again`,
        error,
      );
    }
  }

  async close(): Promise<void> {
    if (this.#descriptor === null) return;
    closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  async #readStored(entry: ZipEntry): Promise<Buffer> {
    if (this.#descriptor === null) throw new Error("the zip is closed");
    if (entry.method !== 0 && entry.method !== 8)
      throw new Error(`unknown compression method ${entry.method}`);
    this.#reader.prefetch(
      entry.headerOffset,
      LOCAL_HEADER_BYTES + Buffer.byteLength(entry.path) + entry.zippedBytes + EXTRA_FIELD_BYTES,
    );
    const { fileDataStart } = await this.#zip.readLocalFileHeaderPromise(
      Object.assign(new yauzl.Entry(), {
        relativeOffsetOfLocalHeader: entry.headerOffset,
        compressedSize: entry.zippedBytes,
      }),
      { minimal: true },
    );
    const stored = Buffer.allocUnsafe(entry.zippedBytes);
    const bytesRead = this.#reader.readInto(stored, 0, stored.length, fileDataStart);
    if (bytesRead < stored.length) throw new Error("its data is cut off");
    return stored;
  }

  #unreadable(path: string, message: string, cause?: unknown): InputError {
    return new InputError(
      { code: "unreadable-file", path: `${this.path}#${path}`, message: `${message}.` },
      cause,
    );
  }
}

/** One output buffer of the size that the zip states: by default it is put together from pieces of 16 KiB. */
function inflateOptions({ bytes }: ZipEntry): {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
} {
  return { maxOutputLength: bytes + 1, chunkSize: Math.max(bytes + 1, constants.Z_MIN_CHUNK) };
}

function emptyZip(path: string): InputError {
  return new InputError({
    code: "empty-zip",
    path,
    message: "holds no file; expected at least the handler's. Check the build step that fills it.",
  });
}
