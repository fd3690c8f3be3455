import { createHash } from "node:crypto";

/** 16 hex digits that stand for a JSON value. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
