import type { Rule, SourceCode } from "eslint";
import type { ChainStep, Finding, LintOptions } from "../../src/index.js";
import { ask } from "./ask.js";
import type { Question } from "./question.js";

/** What the rules report, in the words of lambda-lint's own; repeated here since ESLint asks before anything is linted. */
export const RULES: Readonly<Record<string, string>> = {
  "client-in-handler":
    "A client, pool or connection is built on every invocation instead of once per environment.",
  "heavy-top-level-import":
    "A heavy module is loaded before the first invocation although only some invocations use it.",
  "ineffective-lazy-import":
    "An `import()` of a module that init loads anyway, or that lies in a bundle which isn't split.",
};

const SOURCE = /(?<!\.d)\.[cm]?[jt]sx?$/;
/** Rules without options of their own are answered together. */
const answers = new WeakMap<SourceCode, Map<string, readonly Finding[]>>();

/** One of lambda-lint's rules as ESLint knows them. Its options are those of the config. */
export function codeRule(id: string): Rule.RuleModule {
  return {
    meta: {
      type: "suggestion",
      docs: { description: RULES[id] ?? id },
      schema: [{ type: "object" }],
      messages: { found: "{{text}}" },
    },
    create(context) {
      // A block of Markdown or Vue is no module that a handler imports.
      const isModule = SOURCE.test(context.filename) && context.filename === context.physicalFilename;
      if (isModule) for (const finding of findingsOf(context, id)) report(finding, context);
      return {};
    },
  };
}

function findingsOf(context: Rule.RuleContext, id: string): readonly Finding[] {
  const { sourceCode, cwd, filename: path, settings } = context;
  const [own] = context.options;
  const question: Question = {
    cwd,
    path,
    text: sourceCode.text,
    config: configIn(settings["lambda-lint"]),
    only: Object.keys(RULES),
    options: own === undefined ? {} : { [id]: own },
  };
  const known = answers.get(sourceCode) ?? new Map<string, readonly Finding[]>();
  answers.set(sourceCode, known);
  const key = JSON.stringify(question.options);
  const findings = known.get(key) ?? ask(question);
  known.set(key, findings);
  return findings.filter((one) => one.rule === id);
}

function configIn(setting: unknown): Question["config"] {
  if (typeof setting !== "object" || setting === null || !("config" in setting)) return null;
  return setting.config as LintOptions["config"];
}

/** What is only worth knowing is left to the command. */
function report({ location, severity, suppressed, ...finding }: Finding, context: Rule.RuleContext): void {
  if (suppressed !== null || location === null || severity === "info") return;
  const { line, column, endLine, endColumn } = location;
  if (line === null || column === null) return;
  const start = { line, column: column - 1 };
  const end = { line: endLine ?? line, column: (endColumn ?? column) - 1 };
  const others = finding.chain.some(({ path }) => path !== location.path) ? viaText(finding.chain) : "";
  context.report({
    loc: { start, end },
    messageId: "found",
    data: { text: `${finding.message} ${finding.fix}${others}` },
  });
}

/** How handlers in other files come by it. */
function viaText(chain: readonly ChainStep[]): string {
  return ` Via: ${chain.map(({ label, path, line }) => `${label} (${path}:${line})`).join(" → ")}`;
}
