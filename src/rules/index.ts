import type { Config } from "../config/config.js";
import { architecture } from "./architecture.js";
import { artifactSize } from "./artifact-size.js";
import { budget } from "./budget.js";
import { bundledAwsSdk } from "./bundled-aws-sdk.js";
import { clientInHandler } from "./client-in-handler.js";
import { commonjsBuildBundled } from "./commonjs-build-bundled.js";
import { deadWeight } from "./dead-weight.js";
import type { Rule } from "./define-rule.js";
import { deprecatedRuntime } from "./deprecated-runtime.js";
import { duplicatePackage } from "./duplicate-package.js";
import { filePermissions } from "./file-permissions.js";
import { handlerNotFound } from "./handler-not-found.js";
import { heavyTopLevelImport } from "./heavy-top-level-import.js";
import { ineffectiveLazyImport } from "./ineffective-lazy-import.js";
import { layerLayout } from "./layer-layout.js";
import { memorySize } from "./memory-size.js";
import { moduleFormat } from "./module-format.js";
import { nativeBinaryMismatch } from "./native-binary-mismatch.js";
import { oversizedDependency } from "./oversized-dependency.js";
import { provisionedConcurrency } from "./provisioned-concurrency.js";
import { secretFile } from "./secret-file.js";
import { sharedArtifact } from "./shared-artifact.js";
import { snapStart } from "./snap-start.js";
import { sourceMapShipped } from "./source-map-shipped.js";
import { timeout } from "./timeout.js";
import { tracing } from "./tracing.js";
import { unminifiedBundle } from "./unminified-bundle.js";
import { unresolvedImport } from "./unresolved-import.js";
import { unsafeEntryName } from "./unsafe-entry-name.js";
import { unusedDependency } from "./unused-dependency.js";
import { unusedSuppression } from "./unused-suppression.js";

/** Every rule. The order decides who claims a byte first: an earlier rule's findings own it. */
export const RULES: readonly Rule[] = [
  artifactSize,
  budget,
  unsafeEntryName,
  filePermissions,
  handlerNotFound,
  moduleFormat,
  unresolvedImport,
  secretFile,
  unusedDependency,
  bundledAwsSdk,
  duplicatePackage,
  nativeBinaryMismatch,
  deadWeight,
  oversizedDependency,
  sharedArtifact,
  layerLayout,
  sourceMapShipped,
  commonjsBuildBundled,
  unminifiedBundle,
  clientInHandler,
  heavyTopLevelImport,
  ineffectiveLazyImport,
  memorySize,
  timeout,
  deprecatedRuntime,
  architecture,
  tracing,
  provisionedConcurrency,
  snapStart,
  unusedSuppression,
];

/**
 * Whether a run asks for a rule: `only` names the wanted ones (empty: all; "none"), the config may turn some off, and an
 * override may turn one on again for some functions.
 */
export function isOn(
  rule: Rule,
  request: {
    readonly only: readonly string[] | "none";
    readonly config: Pick<Config, "rules" | "overrides">;
  },
): boolean {
  if (request.only === "none") return false;
  if (request.only.length > 0 && !request.only.includes(rule.id)) return false;
  if (request.config.rules[rule.id]?.level !== "off") return true;
  return request.config.overrides.some(({ rules }) => (rules[rule.id]?.level ?? "off") !== "off");
}
