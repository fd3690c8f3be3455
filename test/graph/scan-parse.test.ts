import { describe, expect, it } from "vitest";
import { parseAs, parseProgram } from "../../src/graph/scan-parse.js";

describe("parsing", () => {
  it("gives all who look at a source one tree, and the next source its own", () => {
    const source = (count: number) => `module.exports = ${count};`;
    const first = parseAs(source(1), "script");
    expect(parseProgram(source(1))).toBe(first);
    expect(parseAs(source(1), "script")).toBe(first);
    expect(parseAs(source(2), "script")).not.toBe(first);
    expect(parseAs(source(1), "script")).toEqual(first);
  });

  it("doesn't give up a bundle for the small sources between", () => {
    const bundle = `exports.text = "${"x".repeat(200_000)}";`;
    const first = parseAs(bundle, "script");
    expect(parseAs("exports.small = 1;", "script")).not.toBe(first);
    expect(parseAs(bundle, "script")).toBe(first);
  });

  it("says each time why there is none", () => {
    for (const _ of ["once", "again"]) expect(() => parseAs("import 'x';", "script")).toThrow(SyntaxError);
    expect(parseProgram("import 'x';")).toBe(parseAs("import 'x';", "module"));
    expect(parseProgram("} nothing {")).toBeNull();
  });

  it.each([
    ["a method's super where no method is", "const a = { b: function () { return super.c; } };"],
    ["that in a module", "export const a = { b: function () { return super.c; } };"],
    ["a return from a module", "import 'x'; return;"],
  ])("forgives %s, as scanning for imports does", (_name, source) => {
    expect(() => parseAs(source, "module")).toThrow(SyntaxError);
    expect(parseProgram(source)?.body.length).toBeGreaterThan(0);
  });
});
