import { requestedNames } from "../artifact/manifest.js";
import type { RuleContext } from "./define-rule.js";

/** Names that the artifact's own package.json asks for; empty without one. */
export function ownDependencies(context: RuleContext): ReadonlySet<string> {
  const manifest = context.artifact.files.has("package.json") ? context.manifest("") : null;
  return new Set(manifest === null ? [] : requestedNames(manifest));
}
