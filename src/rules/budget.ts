import * as v from "valibot";
import { fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { BudgetResult } from "../report.js";
import { defineRule } from "./define-rule.js";

const HANDLER = "exports.handler = async () => {};\n";

export const budget = defineRule({
  id: "budget",
  severity: "error",
  looksAt: "sizes",
  summary: "A size budget from the config is exceeded.",
  why: `Budgets are yours: the sizes that you decided a function may have. \`total\` is the unzipped artifact with \
its layers, \`zip\` the compressed one (estimated by deflating where there is no zip yet), \`init\` what runs before \
the first invocation, \`package\` the sum of the packages that a glob names; a package budget of 0 forbids it. Over \
\`maximumError\` is an error, over \`maximumWarning\` a warning, equal is fine. \`maximumIncrease\` is measured from the \
baseline: without one, or for a function that is not in it, it fails nothing. A size that can't be computed fails \
nothing and is said to be unknown in the report.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
  examples: {
    bad: {
      files: { "index.js": HANDLER, "data.bin": { size: 2000 } },
      config: { budgets: [{ type: "total", maximumError: "1 kB" }] },
    },
    good: { files: { "index.js": HANDLER }, config: { budgets: [{ type: "total", maximumError: "1 kB" }] } },
  },
  options: v.strictObject({}),
  messages: {
    overMaximumError: (over: { result: BudgetResult; maximum: number; own: string | null }) => text(over),
    overMaximumWarning: {
      severity: "warning",
      text: (over: { result: BudgetResult; maximum: number; own: string | null }) => text(over),
    },
  },
  check(context, _options, say) {
    return context.budgets.flatMap((result) => {
      const maximum =
        result.status === "error"
          ? result.maximumError
          : result.status === "warning"
            ? result.maximumWarning
            : null;
      if (maximum === null) return [];
      const over = { result, maximum, own: result.message };
      return [
        {
          ...(result.status === "error" ? say("overMaximumError", over) : say("overMaximumWarning", over)),
          functions: [result.function],
          location: fileLocation(context.artifact.path),
          packages: result.name === null ? [] : [result.name],
          key: `${result.function} ${result.type} ${result.name ?? ""} ${result.status}`,
        },
      ];
    });
  },
});

function text(over: { result: BudgetResult; maximum: number; own: string | null }) {
  const { result, maximum } = over;
  const actual = result.actual ?? 0;
  const what = {
    total: "The artifact has",
    zip: "The zip has",
    init: "Init loads",
    package: `${result.name} takes`,
  }[result.type];
  const grown =
    result.baseline !== null && maximum !== 0 && result.maximumError === maximum
      ? ` It had ${formatBytes(result.baseline)} in the baseline.`
      : "";
  const size = `${formatBytes(actual)}${result.estimated ? " (estimated)" : ""}`;
  return {
    message:
      maximum === 0
        ? `${what} ${size}, and the budget forbids it.${quoted(over.own)}`
        : `${what} ${size}, ${formatBytes(actual - maximum)} over the budget of ${formatBytes(maximum)}.${grown}${quoted(over.own)}`,
    fix:
      result.type === "package"
        ? `Remove ${result.name}, or raise the budget in the config if it is meant to be there.`
        : "Look at the heaviest packages above, or raise the budget in the config if the growth is meant.",
  };
}

function quoted(own: string | null): string {
  return own === null ? "" : ` ${own}`;
}
