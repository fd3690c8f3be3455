import { describe, expect, it } from "vitest";
import { moduleShape } from "../../src/handler/module-shape.js";

describe("what a module exports, looked up where names stand", () => {
  const named = (source: string, format: "cjs" | "esm" = "cjs") => {
    const whole = moduleShape(source, format)?.whole;
    return whole !== undefined && "members" in whole
      ? [...whole.members.named].map(([name, { kind }]) => `${name}: ${kind}`)
      : null;
  };

  it.each([
    ["escaped", String.raw`\u0065xports.handler = () => {};`],
    ["in braces", String.raw`\u{6d}odule.exports.handler = () => {};`],
    ["with a dollar beside it", "const $exports = 1; exports.handler = () => {};"],
    ["as the top level's this", "this.handler = () => {};"],
    ["in an arrow function's this", "(() => { this.handler = () => {}; })();"],
  ])("sees a name that stands %s", (_name, source) => {
    expect(named(source)).toEqual(["handler: function"]);
  });

  it("leaves out what other functions mean by the same names", () => {
    const source =
      "function Shop() { this.open = () => {}; } (function (exports) { exports.inner = 1; })({});";
    expect(named(source)).toEqual([]);
  });

  it("tells reassigned variables from others, few or many", () => {
    const names = Array.from({ length: 20 }, (_, index) => `name${index}`);
    const declared = names.map((name) => `export let ${name} = () => {};`);
    const again = names.filter((_, index) => index % 2 === 0).map((name) => `${name} = 1;`);
    const expected = names.map((name, index) => `${name}: ${index % 2 === 0 ? "unknown" : "function"}`);
    expect(named([...declared, ...again].join("\n"), "esm")).toEqual(expected);
    expect(named(`${declared[0]}\n[{ ${names[0]} }] = [];`, "esm")).toEqual(["name0: unknown"]);
  });
});
