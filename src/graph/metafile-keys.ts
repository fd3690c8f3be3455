import { packagePath } from "../artifact/package-path.js";

/**
 * The file behind an input's key: without a namespace (`(disabled):`, `ns:`), without import attributes
 * (` with { type: 'json' }`), with forward slashes. A Windows drive is no namespace.
 */
export function inputFile(key: string): string {
  const plain = key.includes("\\") ? key.replaceAll("\\", "/") : key;
  const attributes = plain.endsWith(" }") ? plain.lastIndexOf(" with { ") : -1;
  const file = attributes > 0 ? plain.slice(0, attributes) : plain;
  const colon = file.indexOf(":");
  return colon > 1 && !file.slice(0, colon).includes("/") ? file.slice(colon + 1) : file;
}

/** The package id of an input, null for the user's own. */
export function inputPackage(key: string): string | null {
  return packagePath(inputFile(key))?.id ?? null;
}
