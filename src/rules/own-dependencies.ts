import { parseManifest, requestedNames } from "../artifact/manifest.js";
import { readQuietly } from "../artifact/read-quietly.js";
import type { RuleContext } from "./define-rule.js";

const MAXIMUM_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Names that the artifact's own package.json asks for; empty without one. */
export async function ownDependencies({ artifact }: RuleContext): Promise<ReadonlySet<string>> {
  if (!artifact.files.has("package.json")) return new Set();
  const text = await readQuietly(artifact, "package.json", MAXIMUM_MANIFEST_BYTES);
  const manifest = text === null ? null : parseManifest("", text.toString("utf8"));
  return new Set(manifest === null ? [] : requestedNames(manifest));
}
