// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in texts look like it
import { expect, test } from "vitest";
import { suppressionAt } from "../../src/code/code-model.js";
import { suppressionsOf } from "../../src/code/program/suppressions.js";

const covers = (text: string, line: number, rule = "client-in-handler"): string | null | undefined =>
  suppressionAt(suppressionsOf(text, "a.ts"), rule, "a.ts", line)?.suppression.reason;

test("the next line, with a reason", () => {
  const text =
    "// lambda-lint-disable-next-line client-in-handler -- one per tenant\nnew S3Client();\nnew S3Client();\n";
  expect(covers(text, 2)).toBe("one per tenant");
  expect(covers(text, 3)).toBeUndefined();
  expect(covers(text, 2, "heavy-top-level-import")).toBeUndefined();
});

test("without a rule all rules, without a reason none", () => {
  expect(covers("/* lambda-lint-disable-next-line */\nnew S3Client();\n", 2)).toBeNull();
});

test("several rules", () => {
  const text = "// lambda-lint-disable-next-line heavy-top-level-import, client-in-handler -- both\nx();\n";
  expect(covers(text, 2)).toBe("both");
});

test("the same line", () => {
  expect(covers("new S3Client(); // lambda-lint-disable-line client-in-handler -- here\n", 1)).toBe("here");
});

test("a whole file, wherever the comment stands", () => {
  expect(covers("x();\n// lambda-lint-disable client-in-handler -- legacy\n", 1)).toBe("legacy");
});

test("a block ends where its rule is enabled again", () => {
  const text =
    "x();\n/* lambda-lint-disable client-in-handler -- block */\nx();\n/* lambda-lint-enable client-in-handler */\nx();\n";
  expect([1, 3, 5].map((line) => covers(text, line))).toEqual([undefined, "block", undefined]);
});

test("another file's comments hold nothing here", () => {
  const comments = suppressionsOf("// lambda-lint-disable\n", "b.ts");
  expect(suppressionAt(comments, "client-in-handler", "a.ts", 1)).toBeNull();
});

test("what a template's text says is no comment", () => {
  const text = "const code = `\\`\n// lambda-lint-disable\n${f({ a: `}` })}\n/* lambda-lint-disable */`;\n";
  expect(covers(text, 1)).toBeUndefined();
});

test("behind templates, strings and regular expressions with a backtick comments are comments", () => {
  const before = ["`${a}`", "'`'", "/`/.test(x)", "/* ` */ 1", "a / b / c", "`${`${b}`}`"];
  for (const one of before) {
    const text = `const a = ${one};\n// lambda-lint-disable-next-line -- here\nx();\n`;
    expect(covers(text, 3), one).toBe("here");
  }
});

test("what only looks like a comment is none: strings, templates, expressions, JSX", () => {
  const rule = "lambda-lint-disable-next-line client-in-handler";
  expect(covers(`const help = "// ${rule}";\nx();\n`, 2)).toBeUndefined();
  expect(covers(`const help = \`\n// ${rule}\nx();\n\`;\n`, 3)).toBeUndefined();
  expect(covers(`const help = /\\/* ${rule}/;\nx();\n`, 2)).toBeUndefined();
  expect(covers(`const help = \`\${\n// ${rule}\nx()}\`;\n`, 3)).toBeNull();
  expect(covers(`const help = "a"; // ${rule}\nx();\n`, 2)).toBeNull();
  const jsx = (line: string) => `const a = <b>\n${line}\n{x()}\n</b>;\n`;
  const suppressed = (text: string) =>
    suppressionAt(suppressionsOf(text, "a.tsx"), "client-in-handler", "a.tsx", 3) !== null;
  expect(suppressed(jsx(`// ${rule}`))).toBe(false);
  expect(suppressed(jsx(`{/* ${rule} */}`))).toBe(true);
});
