import { artifactSize } from "./artifact-size.js";
import { budget } from "./budget.js";
import { bundledAwsSdk } from "./bundled-aws-sdk.js";
import type { Rule } from "./define-rule.js";
import { duplicatePackage } from "./duplicate-package.js";
import { oversizedDependency } from "./oversized-dependency.js";

/** Every rule. The order decides who claims a byte first: an earlier rule's findings own it. */
export const RULES: readonly Rule[] = [
  artifactSize,
  budget,
  bundledAwsSdk,
  duplicatePackage,
  oversizedDependency,
];
