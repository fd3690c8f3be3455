import { Readable } from "node:stream";
import { constants, crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { BlockReader } from "./block-reader.js";
import type { ZipEntry } from "./zip-entries.js";

/** In front of a file's name (APPNOTE 4.3.7), and what zippers write behind it at most, as a rule. */
const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER_SIGNATURE = 0x04034b50;
const EXTRA_FIELD_BYTES = 64;
/** A part that ends before this is inflated at once: a stream costs more than that. */
const HEAD_BYTES = 64 * 1024;
/** Deflate lets what it can't compress grow by some bytes per block. */
const DEFLATE_OVERHEAD_BYTES = 1024;
const CHUNK_BYTES = 64 * 1024;

/** The contents of a zip's entries. Throws plain errors that say what is wrong with an entry. */
export class ZipContent {
  readonly #reader: BlockReader;
  readonly #header = Buffer.alloc(LOCAL_HEADER_BYTES);

  constructor(reader: BlockReader) {
    this.#reader = reader;
  }

  whole(entry: ZipEntry): Buffer {
    const start = this.#dataStart(entry, entry.zippedBytes);
    const stored = this.#stored(start, entry.zippedBytes);
    if (stored.length < entry.zippedBytes) throw new Error("its data is cut off");
    const content = entry.method === 0 ? stored : inflateRawSync(stored, inflateOptions(entry));
    if (content.length !== entry.bytes) throw new Error(`it unpacks to ${content.length} B`);
    if (crc32(content) !== entry.checksum) throw new Error("its checksum is wrong");
    return content;
  }

  /** The bytes `from` up to `to` of the content, which must reach that far. Inflates no more than it must. */
  async part(entry: ZipEntry, from: number, to: number): Promise<Buffer> {
    const part = await this.#partOf(entry, from, to);
    if (part.length < to - from) throw new Error("its data is cut off");
    return part;
  }

  async #partOf(entry: ZipEntry, from: number, to: number): Promise<Buffer> {
    const wanted = Math.min(entry.zippedBytes, to + DEFLATE_OVERHEAD_BYTES);
    const start = this.#dataStart(entry, Math.min(wanted, HEAD_BYTES));
    if (entry.method === 0)
      return this.#stored(start + from, Math.max(0, Math.min(to, entry.zippedBytes) - from));
    if (to > HEAD_BYTES) return this.#streamed(entry, start, from, to);
    const options = { finishFlush: constants.Z_SYNC_FLUSH };
    return inflateRawSync(this.#stored(start, wanted), options).subarray(from, to);
  }

  /** Inflates in pieces, so that what lies before the part takes no memory. */
  async #streamed(entry: ZipEntry, start: number, from: number, to: number): Promise<Buffer> {
    const part = Buffer.alloc(to - from);
    const stored = Readable.from(this.#chunks(start, entry.zippedBytes));
    const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
    stored.on("error", (error) => inflate.destroy(error));
    let position = 0;
    try {
      for await (const chunk of stored.pipe(inflate) as AsyncIterable<Buffer>) {
        const skipped = Math.min(Math.max(0, from - position), chunk.length);
        chunk.copy(part, Math.max(0, position - from), skipped);
        position += chunk.length;
        if (position >= to) break;
      }
    } finally {
      stored.destroy();
    }
    return part.subarray(0, Math.max(0, position - from));
  }

  *#chunks(start: number, length: number): Generator<Buffer> {
    for (let at = 0; at < length; at += CHUNK_BYTES) {
      yield this.#stored(start + at, Math.min(CHUNK_BYTES, length - at));
    }
  }

  #dataStart(entry: ZipEntry, wantedBytes: number): number {
    if (entry.method !== 0 && entry.method !== 8)
      throw new Error(`unknown compression method ${entry.method}`);
    this.#reader.prefetch(
      entry.headerOffset,
      LOCAL_HEADER_BYTES + Buffer.byteLength(entry.path) + wantedBytes + EXTRA_FIELD_BYTES,
    );
    const header = this.#header;
    if (this.#reader.readInto(header, 0, LOCAL_HEADER_BYTES, entry.headerOffset) < LOCAL_HEADER_BYTES)
      throw new Error("its header is cut off");
    if (header.readUInt32LE(0) !== LOCAL_HEADER_SIGNATURE)
      throw new Error("there is no header where it should lie");
    return entry.headerOffset + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
  }

  /** Fewer bytes than asked for where the file ends before. */
  #stored(position: number, length: number): Buffer {
    const stored = Buffer.allocUnsafe(length);
    return stored.subarray(0, this.#reader.readInto(stored, 0, length, position));
  }
}

/** One output buffer of the size that the zip states: by default it is put together from pieces of 16 KiB. */
function inflateOptions({ bytes }: ZipEntry): {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
} {
  return { maxOutputLength: bytes + 1, chunkSize: Math.max(bytes + 1, constants.Z_MIN_CHUNK) };
}
