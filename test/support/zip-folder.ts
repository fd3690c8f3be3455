import { createWriteStream, readdirSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** Zips the files of a folder, each under its path in there; links are followed. */
export async function zipFolder(folder: string, file: string): Promise<void> {
  const zip = new ZipFile();
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  for (const path of paths) {
    const place = join(folder, path);
    if (statSync(place).isFile())
      zip.addFile(place, path.split(sep).join("/"), { mtime: new Date(2026, 0, 1), mode: 0o100644 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}
