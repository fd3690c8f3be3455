import { expect, it } from "vitest";
import { commandWords, computedStarts, literalsOf } from "../../src/graph/literals.js";

it("sees what could name a module in quotes", () => {
  const source = `require('pg'); \`@img/sharp-\${os}\`; import("./a.js"); 'two words'; '';`;
  expect([...literalsOf(source)]).toEqual(["pg", "@img/sharp-", "./a.js"]);
});

it("tells how computed imports begin", () => {
  const source = `require("a"); require("./locale/" + name); import(\`./\${x}.js\`); require(path.join(__dirname, "b")); require(name); require()`;
  expect([...computedStarts(source)]).toEqual([
    { kind: "text", text: "./locale/" },
    { kind: "text", text: "./" },
    { kind: "beside" },
    { kind: "unknown" },
  ]);
});

it("takes commands apart", () => {
  expect([...commandWords("exec('npx prisma migrate')")]).toEqual(["npx", "prisma", "migrate"]);
});

it("takes no longer for the worst of texts", () => {
  for (const part of ["'", "`${", "require(", "import(  ", "'aaaaaaaaaaaaaaaaaaaa", '"@/', "require('"]) {
    const source = part.repeat(1_000_000 / part.length);
    const start = performance.now();
    let count = 0;
    for (const found of [literalsOf(source), computedStarts(source), commandWords(source)])
      for (const _ of found) count += 1;
    expect(count).toBeGreaterThanOrEqual(0);
    expect(performance.now() - start).toBeLessThan(3000);
  }
});
