import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync, realpathSync, type Stats, statSync } from "node:fs";
import { systemErrorCode } from "../errors.js";
import { type Signature, signatureOf } from "./signature.js";

/**
 * What was asked of the disk: a file's content, a folder's entries, what something is, where links lead (as Node and
 * as the system tell it).
 */
export type Question = "file" | "folder" | "kind" | "real" | "native";

/** A name in a folder, and what it is. */
export type Entry = Dirent;

/** Takes note of what the disk was asked and what it said. */
export interface Recorder {
  note(question: Question, path: string, answer: string, signature: Signature | null): void;
  /** What is computed hangs on more than that. */
  spoil(): void;
}

/**
 * Everybody who records at the moment. Runs in one process may overlap: each then notes the other's reading too, which
 * makes it depend on more than it has to, never on less.
 */
const recorders = new Set<Recorder>();

/** Has a recorder told of all that is read through this module until `work` is done. */
export async function recording<T>(recorder: Recorder, work: () => Promise<T>): Promise<T> {
  recorders.add(recorder);
  try {
    return await work();
  } finally {
    recorders.delete(recorder);
  }
}

/** The same for work that is done at once. */
export function recordingNow<T>(recorder: Recorder, work: () => T): T {
  recorders.add(recorder);
  try {
    return work();
  } finally {
    recorders.delete(recorder);
  }
}

/** Takes note of something that was answered without asking the disk again. */
export function noteAnswer(
  question: Question,
  path: string,
  answer: string,
  signature: Signature | null,
): void {
  for (const recorder of recorders) recorder.note(question, path, answer, signature);
}

/** Says that what is computed now hangs on something else too (how much stack is left): nobody may keep it. */
export function keepNothing(): void {
  for (const recorder of recorders) recorder.spoil();
}

/** Throws as `readFileSync` does. */
export function readBytes(path: string): Buffer {
  return noting("file", path, () => readFileSync(path), hashOf);
}

/** With what tells whether it is still the same another time. Throws as `readFileSync` does. */
export function readNoted(path: string): {
  readonly content: Buffer;
  readonly hash: string;
  readonly signature: Signature | null;
} {
  const signature = signatureNow(path);
  try {
    const content = readFileSync(path);
    const hash = hashOf(content);
    noteAnswer("file", path, hash, signature);
    return { content, hash, signature };
  } catch (error) {
    noteAnswer("file", path, failure(error), null);
    throw error;
  }
}

/** As UTF-8. Throws as `readFileSync` does. */
export function readText(path: string): string {
  return readBytes(path).toString("utf8");
}

/** Throws as `readdirSync` does. */
export function entriesOf(folder: string): Entry[] {
  return noting("folder", folder, () => readdirSync(folder, { withFileTypes: true }), hashOfEntries);
}

/** Null for what isn't there: below a file (`schema.graphql/index.ts`) the system says ENOTDIR, which Node throws. */
export function statOf(path: string): Stats | null {
  const stats = quietStat(path);
  if (recorders.size > 0) noteAnswer("kind", path, kindOf(stats), null);
  return stats;
}

/** Throws as `realpathSync` does. */
export function realPath(path: string): string {
  return noting("real", path, () => realpathSync(path), same);
}

/** The system's own way: faster, and on Windows another answer for drives that stand for folders. */
export function nativeRealPath(path: string): string {
  return noting("native", path, () => realpathSync.native(path), same);
}

/** Asks once more, without telling anybody; as a recorder would be told. */
export function answerNow(question: Question, path: string): string {
  try {
    switch (question) {
      case "file":
        return hashOf(readFileSync(path));
      case "folder":
        return hashOfEntries(readdirSync(path, { withFileTypes: true }));
      case "kind":
        return kindOf(quietStat(path));
      case "real":
        return realpathSync(path);
      case "native":
        return realpathSync.native(path);
    }
  } catch (error) {
    return failure(error);
  }
}

function noting<T>(question: Question, path: string, ask: () => T, answerOf: (value: T) => string): T {
  if (recorders.size === 0) return ask();
  // Before the content: what is written in between differs from it the next time.
  const signature = question === "file" || question === "folder" ? signatureNow(path) : null;
  try {
    const value = ask();
    noteAnswer(question, path, answerOf(value), signature);
    return value;
  } catch (error) {
    noteAnswer(question, path, failure(error), null);
    throw error;
  }
}

/** What a path is like now, without telling anybody; null where it can't be told, or tells nothing. */
export function signatureNow(path: string): Signature | null {
  const stats = quietStat(path);
  return stats === null ? null : signatureOf(stats);
}

function quietStat(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

/** No hash and no path begins like this. */
function failure(error: unknown): string {
  return `!${systemErrorCode(error) ?? "unknown"}`;
}

function kindOf(stats: Stats | null): string {
  if (stats === null) return "none";
  return stats.isFile() ? `file ${stats.size}` : stats.isDirectory() ? "folder" : "other";
}

/** 144 bits of SHA-256: nobody finds two contents with the same. */
export function hashOf(content: Buffer | string): string {
  return createHash("sha256").update(content).digest("base64url").slice(0, 24);
}

function hashOfEntries(entries: readonly Dirent[]): string {
  const kind = (entry: Dirent) =>
    entry.isFile() ? "f" : entry.isDirectory() ? "d" : entry.isSymbolicLink() ? "l" : "o";
  return hashOf(
    entries
      .map((entry) => `${kind(entry)}${entry.name}`)
      .sort()
      .join("\0"),
  );
}

function same(answer: string): string {
  return answer;
}
