import type { Signature } from "./signature.js";
import type { Noted } from "./trace.js";

const QUESTIONS = ["file", "folder", "kind", "real", "native"] as const;

/** What an entry says was asked of the disk; null where it says something else. By hand: there are tens of thousands. */
export function parseNoted(kept: unknown): readonly Noted[] | null {
  if (!Array.isArray(kept)) return null;
  const noted: Noted[] = [];
  for (const one of kept) {
    if (!Array.isArray(one)) return null;
    const [named, path, answer, signed] = one as readonly unknown[];
    const question = QUESTIONS.find((known) => known === named);
    const signature = signed === null ? null : parseSignature(signed);
    if (question === undefined || typeof path !== "string" || typeof answer !== "string") return null;
    if (signature === undefined) return null;
    noted.push([question, path, answer, signature]);
  }
  return noted;
}

/** Undefined for anything else. */
export function parseSignature(kept: unknown): Signature | undefined {
  if (!Array.isArray(kept) || kept.length !== 4) return undefined;
  const [size, mtimeMs, ctimeMs, inode] = kept as readonly unknown[];
  const isNumeric =
    typeof size === "number" &&
    typeof mtimeMs === "number" &&
    typeof ctimeMs === "number" &&
    typeof inode === "number";
  return isNumeric ? [size, mtimeMs, ctimeMs, inode] : undefined;
}
