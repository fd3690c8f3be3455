import { formatCount } from "./format-count.js";
import type { Example, ExampleFile, Rule } from "./rules/define-rule.js";

/** What a rule is about, in Markdown: why, a bad and a good example, sources. */
export function ruleHelp(rule: Pick<Rule, "summary" | "why" | "examples" | "docs">): string {
  return [
    rule.summary,
    rule.why,
    "Bad:",
    fenced(rule.examples.bad),
    "Good:",
    fenced(rule.examples.good),
    rule.docs.map((url) => `- ${url}`).join("\n"),
  ].join("\n\n");
}

function fenced(example: Example): string {
  return ["```js", exampleText(example, ""), "```"].join("\n");
}

/** An example's files with their paths, then its config, each line behind `indent`. */
export function exampleText(example: Example, indent: string): string {
  const files = Object.entries(example.files).map(([path, file]) => fileText(path, file));
  const config =
    example.config === undefined ? [] : [`// lambda-lint.config.json\n${JSON.stringify(example.config)}`];
  return [...files, ...config].join("\n\n").replace(/^(?=.)/gm, indent);
}

function fileText(path: string, file: ExampleFile): string {
  if (typeof file === "string") return `// ${path}\n${shortened(file.trimEnd())}`;
  if ("text" in file) return `// ${path}, mode ${file.mode.toString(8)}\n${file.text.trimEnd()}`;
  if ("link" in file) return `// ${path} -> ${file.link}`;
  return "hex" in file ? `// ${path}: ${file.is}` : `// ${path}: ${file.size} bytes`;
}

/** An example's file that has to be large says so in a line: reports carry the help of every rule. */
const SHOWN_CHARACTERS = 1000;

function shortened(text: string): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const end = text.lastIndexOf("\n", SHOWN_CHARACTERS / 5);
  const start = text.slice(0, end <= 0 ? SHOWN_CHARACTERS / 5 : end);
  return `${start}\n// … ${formatCount(text.length)} characters in all`;
}
