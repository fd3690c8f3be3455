import { crc32, deflateRawSync } from "node:zlib";

/** An entry as it is written, whether that makes sense or not. */
export interface RawEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  /** 8 by default; what it says, not what is done for other numbers than 0 and 8. */
  readonly method?: number;
  /** Unix mode with its type, 0o100644 by default. */
  readonly mode?: number;
  /** "Version made by": 3 is Unix, 0 is DOS. */
  readonly host?: number;
  readonly flags?: number;
  readonly crc?: number;
  /** What the directory says of the sizes. */
  readonly zippedBytes?: number;
  readonly bytes?: number;
  readonly extra?: Uint8Array;
  /** Where the directory says that it lies, if not where it does. */
  readonly offset?: number;
}

/** Writes a zip entry by entry as told, hostile names and lies included. Nothing is sorted or checked. */
export function writeZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { local, central } = entryBytes(entry, at);
    parts.push(local);
    directory.push(central);
    at += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length % 0x10000, 8);
  end.writeUInt16LE(entries.length % 0x10000, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  const head = entries.length < 0xffff ? [] : [zip64End(entries.length, listing.length, at)];
  return Buffer.concat([...parts, listing, ...head, end]);
}

/** Where a 16 bit count is too small (APPNOTE 4.3.14, 4.3.15). */
function zip64End(count: number, bytes: number, offset: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(bytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + bytes), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

function entryBytes(entry: RawEntry, at: number): { readonly local: Buffer; readonly central: Buffer } {
  const name = Buffer.from(entry.name);
  const content = Buffer.from(entry.content ?? "");
  const method = entry.method ?? 8;
  const stored = method === 8 ? deflateRawSync(content) : content;
  const extra = Buffer.from(entry.extra ?? []);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(entry.flags ?? 0x800, 2);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(entry.crc ?? crc32(content), 10);
  fields.writeUInt32LE(entry.zippedBytes ?? stored.length, 14);
  fields.writeUInt32LE(entry.bytes ?? content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const ofExtra = Buffer.from(fields);
  ofExtra.writeUInt16LE(extra.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
  rest.writeUInt32LE(entry.offset ?? at, 10);
  return {
    local: Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, stored]),
    central: Buffer.concat([
      Buffer.from([0x50, 0x4b, 1, 2, 20, entry.host ?? 3]),
      ofExtra,
      rest,
      name,
      extra,
    ]),
  };
}
