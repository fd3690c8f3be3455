import { once } from "node:events";
import yauzl from "yauzl";
import type { Problem } from "../errors.js";
import { compareText } from "../finding.js";
import type { ArtifactFile } from "./artifact.js";
import { cutOff, encryptedZip, zipBomb } from "./zip-failures.js";

/** A file of a zip, with what it takes to read it. */
export interface ZipEntry extends ArtifactFile {
  readonly zippedBytes: number;
  readonly headerOffset: number;
  /** 0 stored, 8 deflated; others can't be read. */
  readonly method: number;
  /** CRC-32 of the content. */
  readonly checksum: number;
}

/** Host systems of "version made by" whose external attributes carry Unix modes (APPNOTE 4.4.2). */
const UNIX_HOSTS = [3, 19];
const TYPE_MASK = 0o170000;
const TYPE_FOLDER = 0o040000;
const TYPE_LINK = 0o120000;
/** In front of each entry's name and data (APPNOTE 4.3.7). */
const LOCAL_HEADER_BYTES = 30;
/** Linux takes no longer paths (PATH_MAX): such a file can't be unpacked. */
const MAXIMUM_NAME_BYTES = 4096;
const GIBIBYTE = 1024 ** 3;
/** Deflate can't pass 1032 : 1, text rarely passes 20 : 1. */
const BOMB_RATIO = 200;

/**
 * The central directory as a list of files by path; folder entries are left out, names stay as stored but
 * for `./` and for those that no file can have.
 * Throws InputError for encrypted entries and zip bombs, yauzl's errors for a damaged directory.
 */
export async function listEntries(
  zip: yauzl.ZipFile,
  path: string,
): Promise<{ entries: ReadonlyMap<string, ZipEntry>; problems: readonly Problem[] }> {
  const byPath = new Map<string, ZipEntry>();
  let seen = 0;
  let zippedBytes = 0;
  let unzippedBytes = 0;
  let past: string | null = null;
  let failure: unknown = null;
  zip.on("entry", (entry: yauzl.Entry) => {
    seen += 1;
    zippedBytes += entry.compressedSize;
    unzippedBytes += entry.uncompressedSize;
    const file = toFile(entry);
    if (file === null) return;
    if (entry.isEncrypted()) failure ??= encryptedZip(path, file.path);
    if (file.headerOffset + LOCAL_HEADER_BYTES + file.zippedBytes > zip.fileSize) past ??= file.path;
    const earlier = byPath.get(file.path);
    byPath.set(file.path, earlier === undefined ? file : { ...file, shadowed: shadow(earlier) });
  });
  zip.on("error", (error: unknown) => {
    failure ??= error;
  });
  // Called in a loop, since handing on from one entry to the next inside the event would overflow the stack.
  while (seen < zip.entryCount && failure === null) {
    const before = seen;
    zip.readEntry();
    if (seen === before && failure === null) await once(zip, "entry");
  }
  if (failure !== null) throw failure;
  if (zippedBytes > zip.fileSize) {
    throw zipBomb(path, `its entries claim ${zippedBytes} compressed bytes in a file of ${zip.fileSize} B`);
  }
  if (past !== null) throw cutOff(path, past, zip.fileSize);
  if (unzippedBytes > GIBIBYTE && unzippedBytes / zip.fileSize > BOMB_RATIO) {
    throw zipBomb(path, `${zip.fileSize} B would unpack to ${unzippedBytes} B`);
  }
  const entries = new Map([...byPath].sort(([a], [b]) => compareText(a, b)));
  return { entries, problems: unknownMethods(path, entries) };
}

function unknownMethods(path: string, entries: ReadonlyMap<string, ZipEntry>): Problem[] {
  const unknown = [...entries.values()].filter(({ method }) => method !== 0 && method !== 8);
  const [first] = unknown;
  if (first === undefined) return [];
  const more = unknown.length === 1 ? "" : ` and ${unknown.length - 1} more`;
  const message = `holds ${JSON.stringify(first.path)}${more} in compression method ${first.method}; expected stored or deflated entries, which every unzipper reads. What is in them is not looked at; build the zip with deflate.`;
  return [{ level: "note", code: "unknown-compression", path, line: null, message }];
}

/** The last one counts, as for unzip. */
function shadow(earlier: ZipEntry): ArtifactFile["shadowed"] {
  const { entries, zippedBytes } = earlier.shadowed ?? { entries: 0, zippedBytes: 0 };
  return { entries: entries + 1, zippedBytes: zippedBytes + earlier.zippedBytes };
}

function toFile(entry: yauzl.Entry): ZipEntry | null {
  const name = yauzl.getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    true,
  );
  const attributes = UNIX_HOSTS.includes(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;
  const type = attributes & TYPE_MASK;
  if (name.endsWith("/") || type === TYPE_FOLDER) return null;
  return {
    path: entry.fileNameLength > MAXIMUM_NAME_BYTES ? standIn(name, entry) : plainName(name),
    bytes: entry.uncompressedSize,
    zippedBytes: entry.compressedSize,
    mode: attributes === 0 ? null : attributes & 0o7777,
    isLink: type === TYPE_LINK,
    headerOffset: entry.relativeOffsetOfLocalHeader,
    method: entry.compressionMethod,
    checksum: entry.crc32,
  };
}

/** "./a//b" is what everybody unzips to a/b. All else stays as stored. */
function plainName(name: string): string {
  if (name.startsWith("/") || !/(?:^|\/)\.?\//.test(name)) return name;
  return name
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
}

/** A name that is still too long for any file, but doesn't lead through thousands of folders. */
function standIn(name: string, { fileNameLength, relativeOffsetOfLocalHeader }: yauzl.Entry): string {
  const start = name.slice(0, 256).replaceAll("/", "_");
  return `${start}… (${fileNameLength} bytes, at ${relativeOffsetOfLocalHeader})`;
}
