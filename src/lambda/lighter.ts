import type { Sourced } from "./fact.js";
import { LIGHTER_ROWS } from "./lighter-rows.js";

/** A lighter way to do what a package does. `instead` and `reason` are sentences. */
export interface LighterChoice extends Sourced {
  readonly package: string;
  readonly instead: string;
  readonly reason: string;
}

const CHECKED = "2026-11-20";

export const LIGHTER_CHOICES: readonly LighterChoice[] = LIGHTER_ROWS.map(
  ([name, instead, reason, source]) => ({
    package: name,
    instead,
    reason,
    source,
    checked: CHECKED,
  }),
);

const BY_PACKAGE = new Map(LIGHTER_CHOICES.map((choice) => [choice.package, choice]));

/** What to use instead of a package; null where the table knows nothing. */
export function lighterChoice(packageName: string): LighterChoice | null {
  return BY_PACKAGE.get(packageName) ?? null;
}
