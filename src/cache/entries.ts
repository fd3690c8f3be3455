import { readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "./disk.js";

/** What all entries of a folder may take together; what wasn't used longest goes first. */
const MAXIMUM_BYTES = 200_000_000;
/** After a clearing there is room for some more runs. */
const KEPT_BYTES = 150_000_000;
/** How often a use is written down (ms): each of them would be a write for every read. */
const USE_COUNTS_FOR_MS = 3_600_000;

/**
 * The files of a cache, by key (hexadecimal or base64url). A file is written under another name and renamed, so that
 * nobody ever reads half of one; it begins with a hash of its key and the rest, so that a damaged one, or another's, is none. Nothing throws: a
 * cache that can't be read or written is an empty one.
 */
export class Entries {
  readonly #folder: string;
  readonly #maximumBytes: number;
  #hasWritten = false;
  #count = 0;

  constructor(folder: string, maximumBytes = MAXIMUM_BYTES) {
    this.#folder = folder;
    this.#maximumBytes = maximumBytes;
  }

  /** What stands there, parsed; undefined where there is nothing, or something else. */
  read(key: string): unknown {
    const path = this.#path(key);
    try {
      const text = readFileSync(path, "utf8");
      const end = text.indexOf("\n");
      const body = text.slice(end + 1);
      if (end === -1 || text.slice(0, end) !== hashOf(key + body)) return undefined;
      const value: unknown = JSON.parse(body);
      noteUse(path);
      return value;
    } catch {
      return undefined;
    }
  }

  write(key: string, value: unknown): void {
    this.#count += 1;
    const path = this.#path(key);
    const draft = `${path}.${process.pid}-${Date.now()}-${this.#count}.draft`;
    try {
      const body = JSON.stringify(value);
      writeFileSync(draft, `${hashOf(key + body)}\n${body}`);
      renameSync(draft, path);
      this.#hasWritten = true;
    } catch {
      rmSync(draft, { force: true });
    }
  }

  /** Makes room, where this run has written something. */
  close(): void {
    if (!this.#hasWritten) return;
    this.#hasWritten = false;
    const files = this.#list();
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    if (bytes <= this.#maximumBytes) return;
    const kept = (this.#maximumBytes / MAXIMUM_BYTES) * KEPT_BYTES;
    for (const { path, size } of files.sort((a, b) => a.usedMs - b.usedMs)) {
      if (bytes <= kept) return;
      try {
        rmSync(path, { force: true });
      } catch {
        // Another process may have it open; the next run tries again.
      }
      bytes -= size;
    }
  }

  #list(): { readonly path: string; readonly size: number; readonly usedMs: number }[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => {
        const path = join(this.#folder, name);
        const stats = statSync(path, { throwIfNoEntry: false });
        return stats?.isFile() === true ? [{ path, size: stats.size, usedMs: stats.mtimeMs }] : [];
      });
    } catch {
      return [];
    }
  }

  #path(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

function noteUse(path: string): void {
  try {
    const now = Date.now();
    if (statSync(path).mtimeMs < now - USE_COUNTS_FOR_MS) utimesSync(path, now / 1000, now / 1000);
  } catch {
    // Somebody else's file, or gone by now: it is only about which is thrown away first.
  }
}
