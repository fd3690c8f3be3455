import { closeSync, openSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";

const HANDLER = Buffer.from("exports.handler = async () => {};\n");

/**
 * Writes a zip with a handler and a `model.bin` whose central directory states these sizes; the file is sparse, so
 * that it takes no room on disk. `zippedBytes` null: a small one. Only index.js can be inflated.
 */
export function craftZip(
  file: string,
  sizes: { readonly zippedBytes: number | null; readonly unzippedBytes: number },
): void {
  const index = entry("index.js", HANDLER.length, HANDLER.length, crc32(HANDLER));
  const stated = sizes.unzippedBytes - HANDLER.length;
  const overhead = (stored: number) => {
    const model = entry("model.bin", stored, stated, 0);
    const offset = index.local.length + HANDLER.length;
    const directory = Buffer.concat([index.central(0), model.central(offset)]);
    const at = offset + model.local.length + stored;
    return { model, directory, at, offset, total: at + directory.length + 22 };
  };
  const stored = sizes.zippedBytes === null ? 1000 : sizes.zippedBytes - overhead(0).total;
  const { model, directory, at } = overhead(stored);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(2, 8);
  end.writeUInt16LE(2, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  const handle = openSync(file, "w");
  const head = Buffer.concat([index.local, HANDLER, model.local]);
  writeSync(handle, head, 0, head.length, 0);
  const tail = Buffer.concat([directory, end]);
  writeSync(handle, tail, 0, tail.length, at);
  closeSync(handle);
}

function entry(name: string, stored: number, unzipped: number, crc: number) {
  const method = stored === unzipped ? 0 : 8;
  const text = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(method, 4);
  fields.writeUInt16LE(0x21, 8);
  fields.writeUInt32LE(crc, 10);
  fields.writeUInt32LE(stored, 14);
  fields.writeUInt32LE(unzipped, 18);
  fields.writeUInt16LE(text.length, 22);
  const signature = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  return {
    local: Buffer.concat([signature(0x04034b50), fields, text]),
    central(offset: number): Buffer {
      const rest = Buffer.alloc(14);
      rest.writeUInt32LE((0o100644 << 16) >>> 0, 6);
      rest.writeUInt32LE(offset, 10);
      return Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), fields, rest, text]);
    },
  };
}
