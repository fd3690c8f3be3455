import type { BudgetResult } from "../report.js";
import type { Budget } from "./config.js";
import { matchesFunction, matchesPackage } from "./globs.js";
import { increased } from "./increase.js";

/** The sizes of one function that budgets are held against; bytes, null where unknown. */
export interface BudgetedFunction {
  readonly id: string;
  readonly name: string;
  /** Unzipped, with all layers. */
  readonly totalUnzippedBytes: number;
  readonly zip: { readonly bytes: number; readonly estimated: boolean } | null;
  readonly initBytes: number | null;
  /** True where the bytes of packages and of init are estimated. */
  readonly estimated?: boolean;
  /** Of the artifact; several copies of one name are several rows. */
  readonly packages: readonly { readonly name: string; readonly bytes: number }[];
  /** Its sizes in the baseline, null without one. */
  readonly before: SizesBefore | null;
}

interface SizesBefore {
  readonly total: number;
  readonly zip: number | null;
  readonly init: number | null;
  /** By package name. */
  readonly packages: Readonly<Record<string, number>>;
}

/**
 * The budgets that are meant for a function, in their order, each with its size. More than a maximum fails,
 * equal is fine. A package budget is held against the sum of all packages that its glob matches, copies
 * included: 0 when there are none.
 */
export function evaluateBudgets(budgets: readonly Budget[], fn: BudgetedFunction): BudgetResult[] {
  return budgets
    .filter((budget) => budget.function === undefined || matchesFunction(budget.function, fn))
    .map((budget) => {
      const actual = actualBytes(budget, fn);
      const maximumWarning = budget.maximumWarning ?? null;
      const baseline = budget.maximumIncrease === undefined ? null : bytesBefore(budget, fn.before);
      const grown =
        baseline === null || budget.maximumIncrease === undefined
          ? null
          : increased(baseline, budget.maximumIncrease);
      const maximumError = least(budget.maximumError ?? null, grown);
      // Only the increase is limited, and nobody knows from what.
      const isOpen = maximumWarning === null && maximumError === null;
      return {
        function: fn.id,
        type: budget.type,
        name: budget.name ?? null,
        actual,
        estimated: isEstimated(budget, fn),
        maximumWarning,
        maximumError,
        baseline,
        message: budget.message ?? null,
        status: isOpen ? "unknown" : statusOf(actual, maximumWarning, maximumError),
      };
    });
}

function isEstimated({ type }: Budget, fn: BudgetedFunction): boolean {
  if (type === "zip") return fn.zip?.estimated ?? false;
  return type !== "total" && fn.estimated === true;
}

function actualBytes({ type, name }: Budget, fn: BudgetedFunction): number | null {
  switch (type) {
    case "total":
      return fn.totalUnzippedBytes;
    case "zip":
      return fn.zip?.bytes ?? null;
    case "init":
      return fn.initBytes;
    case "package":
      return fn.packages
        .filter((pkg) => matchesPackage(name ?? "", pkg.name))
        .reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

function bytesBefore({ type, name }: Budget, before: SizesBefore | null): number | null {
  if (before === null) return null;
  if (type !== "package") return before[type];
  return Object.entries(before.packages)
    .filter(([packageName]) => matchesPackage(name ?? "", packageName))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
}

function least(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function statusOf(
  actual: number | null,
  warning: number | null,
  error: number | null,
): BudgetResult["status"] {
  if (actual === null) return "unknown";
  if (error !== null && actual > error) return "error";
  if (warning !== null && actual > warning) return "warning";
  return "ok";
}
