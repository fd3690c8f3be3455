import type { Project } from "../discover/look-at-project.js";
import type { Report } from "../report.js";

/** Room to grow before a budget fails, as a share of today's size. */
const HEADROOM = 0.2;

export interface SuggestedBudget {
  readonly type: "total" | "zip" | "init";
  /** As written in a config: "1.5 MB". */
  readonly maximumError: string;
}

/** Budgets that today's sizes keep, with headroom, rounded up to two digits; for the largest function. */
export function suggestedBudgets(report: Report): SuggestedBudget[] {
  const zipped = new Map(report.artifacts.map(({ id, zippedBytes }) => [id, zippedBytes]));
  const largest = (sizes: readonly (number | null)[]) =>
    sizes.some((size) => size === null) || sizes.length === 0
      ? null
      : Math.max(...sizes.map((size) => size ?? 0));
  const sizes = {
    total: largest(report.functions.map((fn) => fn.totalUnzippedBytes)),
    zip: largest(report.functions.map((fn) => zipped.get(fn.artifact) ?? null)),
    init: largest(report.functions.map((fn) => fn.init?.bytes ?? null)),
  };
  return (["total", "zip", "init"] as const).flatMap((type): SuggestedBudget[] => {
    const bytes = sizes[type];
    return bytes === null || bytes === 0 ? [] : [{ type, maximumError: roundedUp(bytes * (1 + HEADROOM)) }];
  });
}

/** "1.3 MB", "640 kB": two digits, never less. */
function roundedUp(bytes: number): string {
  const [unit, size] = bytes >= 1_000_000 ? ["MB", 1_000_000] : ["kB", 1000];
  const value = bytes / size;
  const step = 10 ** (Math.floor(Math.log10(Math.max(value, 1))) - 1);
  const rounded = Math.ceil(value / step) * step;
  return `${Number(rounded.toFixed(1))} ${unit}`;
}

/** The config file's text. */
export function configText(
  paths: readonly string[],
  budgets: readonly SuggestedBudget[],
  { deployTool }: Project,
): string {
  const written =
    deployTool !== null && paths.includes(deployTool.output) ? `, which ${deployTool.build} leaves` : "";
  const budgetLines = budgets.map(
    ({ type, maximumError }) =>
      `    { type: ${JSON.stringify(type)}, maximumError: ${JSON.stringify(maximumError)} },`,
  );
  return `/** @type {import("lambda-lint").UserConfig} */
export default {
  // What is linted when the command line names nothing${written}.
  paths: ${JSON.stringify(paths)},
  // Today's sizes of the largest function, and a fifth more. total: unzipped with layers; zip: the zip; init: what
  // is loaded before the first invocation.
  budgets: [
${budgetLines.length === 0 ? '    // { type: "total", maximumError: "5 MB" },' : budgetLines.join("\n")}
  ],
  // "off", "info", "warning" or "error" for a rule; lambda-lint explain <rule> says what each is about.
  rules: {},
};
`;
}

/** What to paste into other files: the hook, and the step of the CI. */
export function recipesText({ ci, hooks, packageManager, deployTool }: Project): string {
  const run = {
    npm: "npx lambda-lint",
    pnpm: "pnpm lambda-lint",
    yarn: "yarn lambda-lint",
    bun: "bunx lambda-lint",
  };
  const command = run[packageManager];
  const build = deployTool?.build ?? `${packageManager} run build`;
  const hook = {
    husky: `# .husky/pre-commit\nnpx lint-staged\n\n# package.json\n"lint-staged": { "*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}": "lambda-lint" }`,
    lefthook: `# lefthook.yml\npre-commit:\n  commands:\n    lambda-lint:\n      glob: "*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"\n      run: ${command} {staged_files}`,
    "pre-commit": `# .pre-commit-config.yaml\n- repo: local\n  hooks:\n    - id: lambda-lint\n      name: lambda-lint\n      language: system\n      entry: ${command}\n      files: \\.([cm]?[jt]s|[jt]sx)$`,
  }[hooks ?? "pre-commit"];
  const step =
    ci === "gitlab"
      ? `# .gitlab-ci.yml\nlambda-lint:\n  script:\n    - ${build}\n    - ${command} --format text --format gitlab --output gl-code-quality-report.json\n  artifacts:\n    reports:\n      codequality: gl-code-quality-report.json`
      : `# .github/workflows/…\n- run: ${build}\n- run: ${command}`;
  return `A commit hook:\n\n${indented(hook)}\n\nA step of the CI:\n\n${indented(step)}\n\nAn old project accepts what is there once, and fails on what is new:\n\n    ${command} --update-baseline\n    ${command} --baseline lambda-lint-baseline.json\n`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}
