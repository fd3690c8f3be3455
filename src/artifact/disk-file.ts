import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/**
 * What was listed as a file may be a link or a pipe by now: neither is followed, nor waited for. (Windows has
 * neither flag.)
 */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** A whole file. Throws the system's error, and for what is no file any more or larger than `maximumBytes`. */
export async function readDiskFile(place: string, maximumBytes: number): Promise<Buffer> {
  return withFile(place, async (handle, bytes) => {
    if (bytes > maximumBytes) throw new Error(`it has grown to ${bytes} B`);
    return handle.readFile();
  });
}

/** At most `length` bytes of a file from `start` on. Throws the system's error, and for what is no file any more. */
export async function readDiskPart(place: string, start: number, length: number): Promise<Buffer> {
  return withFile(place, async (handle, bytes) => {
    const part = Buffer.allocUnsafe(Math.max(0, Math.min(length, bytes - start)));
    let done = 0;
    while (done < part.length) {
      const { bytesRead } = await handle.read(part, done, part.length - done, start + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return part.subarray(0, done);
  });
}

async function withFile<T>(
  place: string,
  use: (handle: FileHandle, bytes: number) => Promise<T>,
): Promise<T> {
  const handle = await open(place, FLAGS);
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new Error("it is no file any more");
    return await use(handle, status.size);
  } finally {
    await handle.close();
  }
}
