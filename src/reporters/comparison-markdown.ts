import type { BaselineFunction } from "../baseline/baseline.js";
import type { Comparison, FunctionChange } from "../baseline/compare-reports.js";
import { formatBytes } from "../format-bytes.js";
import { hasChanged, packageText, shareText } from "./comparison-text.js";
import { code, MARKDOWN_MARKER, text } from "./markdown-text.js";
import { counted } from "./page.js";

/** A comment for a pull request: a table of the functions that changed, the packages folded below. */
export function comparisonMarkdown({ functions, added, gone }: Comparison): string {
  const changed = functions.filter(hasChanged);
  const title = `### lambda-lint: ${counted(changed.length, "function")} changed, ${counted(added.length, "new finding")}, ${gone.length} gone`;
  const table =
    changed.length === 0
      ? []
      : [
          [
            "| function | unzipped | zipped | init |",
            "| --- | ---: | ---: | ---: |",
            ...changed.map(row),
          ].join("\n"),
        ];
  const folded = changed.flatMap(details);
  const findings = [
    ...added.map(({ severity, rule, message }) => `- new ${severity} **${rule}**: ${text(message)}`),
    ...gone.map(({ severity, rule, message }) => `- gone ${severity} **${rule}**: ${text(message)}`),
  ];
  return `${[MARKDOWN_MARKER, title, ...table, ...folded, ...(findings.length === 0 ? [] : [findings.join("\n")])].join("\n\n")}\n`;
}

function row({ id, before, after }: FunctionChange): string {
  const cell = (key: "total" | "zip" | "init") => sizeCell(before, after, key);
  return `| ${code(id)} | ${cell("total")} | ${cell("zip")} | ${cell("init")} |`;
}

function sizeCell(
  before: BaselineFunction | null,
  after: BaselineFunction | null,
  key: "total" | "zip" | "init",
) {
  const [old, now] = [before?.[key] ?? null, after?.[key] ?? null];
  if (after === null) return "gone";
  if (now === null) return "–";
  if (before === null) return `${formatBytes(now)} (new)`;
  return old === null || old === now ? formatBytes(now) : `${formatBytes(now)} (${shareText(old, now)})`;
}

function details({ id, packages, newDuplicates }: FunctionChange): string[] {
  if (packages.length === 0 && newDuplicates.length === 0) return [];
  const lines = [
    ...packages.map(({ name, before, after }) => `- ${code(name)} ${packageText(before, after)}`),
    ...newDuplicates.map(
      ({ name, before, after }) => `- ${code(name)} is now there ${after} times (before: ${before})`,
    ),
  ];
  return [
    [
      `<details><summary>${code(id)}: ${counted(packages.length, "package")} changed</summary>`,
      "",
      ...lines,
      "",
      "</details>",
    ].join("\n"),
  ];
}
