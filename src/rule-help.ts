import type { Example, Rule } from "./rules/define-rule.js";

/** What a rule is about, in Markdown: why, a bad and a good example, sources. */
export function ruleHelp(rule: Pick<Rule, "summary" | "why" | "examples" | "docs">): string {
  return [
    rule.summary,
    rule.why,
    "Bad:",
    exampleText(rule.examples.bad),
    "Good:",
    exampleText(rule.examples.good),
    rule.docs.map((url) => `- ${url}`).join("\n"),
  ].join("\n\n");
}

function exampleText(example: Example): string {
  const files = Object.entries(example.files).map(([path, content]) =>
    typeof content === "string" ? `// ${path}\n${content.trimEnd()}` : `// ${path}: ${content.size} bytes`,
  );
  const config =
    example.config === undefined ? [] : [`// lambda-lint.config.json\n${JSON.stringify(example.config)}`];
  return ["```js", [...files, ...config].join("\n\n"), "```"].join("\n");
}
