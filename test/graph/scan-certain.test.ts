import { expect, it } from "vitest";
import { certainImports } from "../../src/graph/scan.js";

const specifiers = (source: string, format: "esm" | "cjs" | "unknown" = "cjs") =>
  certainImports(source, format)?.map(({ specifier }) => specifier) ?? null;

it.each([
  ["at top level", 'const a = require("a"); require("b")();', ["a", "b"]],
  ["in an immediate function", '(function () { require("a"); })(); (() => require("b"))();', ["a", "b"]],
  ["in a function called by name", 'load(); function load() { require("a"); }', ["a"]],
  ["in esbuild's wrapper", 'var c = __commonJS({ "x.js"(exports) { require("a"); } }); c();', ["a"]],
  ["in a block", '{ require("a"); }', ["a"]],
  ["in a condition's test", 'if (require("a").b) c();', ["a"]],
  ["before a return", 'f(); function f() { require("a"); return 1; }', ["a"]],
  ["in finally", 'try { a(); } finally { require("b"); }', ["b"]],
])("counts what surely runs: %s", (_name, source, expected) => {
  expect(specifiers(source)).toEqual(expected);
});

it.each([
  ["if", 'if (process.env.A) require("a");'],
  ["else", 'if (x) y(); else require("a");'],
  ["&&", 'process.env.A && require("a");'],
  ["??", 'const a = b ?? require("a");'],
  ["||=", 'x.a ||= require("a");'],
  ["?:", 'const a = b ? require("a") : null;'],
  ["switch", 'switch (x) { case 1: require("a"); }'],
  ["loops", 'for (const x of y) require("a"); while (x) require("b");'],
  ["try", 'try { require("a"); } catch { require("b"); }'],
  ["a function in a branch", 'if (x) load(); function load() { require("a"); }'],
  ["a wrapper in a branch", 'var c = __commonJS({ "x.js"() { require("a"); } }); x && c();'],
  ["behind a return in a branch", 'f(); function f() { if (x) return; require("a"); }'],
  ["behind a throw in a branch", 'if (x) throw new Error(); require("a");'],
  ["a function that nobody calls", 'exports.a = () => require("a");'],
  ["a method", 'new Pool().load(); class Pool { load() { require("a"); } }'],
  ["callbacks", 'list.forEach(() => require("a"));'],
  ["async functions", 'main(); async function main() { await x; require("a"); }'],
  ["a default parameter", 'f(1); function f(a = require("a")) {}'],
  ["one of two functions", 'let f = () => require("a"); f = () => 1; f();'],
  ["optional calls", 'f?.(require("a"));'],
  ["somebody's own require", 'function g(require) { require("a"); } g(x => x);'],
])("leaves out what may not: %s", (_name, source) => {
  expect(specifiers(source)).toEqual([]);
});

it("takes a module's import statements and awaited imports", () => {
  expect(specifiers('import "a"; export * from "b"; await import("c"); import("d");', "esm")).toEqual([
    "a",
    "b",
    "c",
  ]);
  expect(specifiers('import "a"; if (x) await import("c");', "unknown")).toEqual(["a"]);
});

it("says nothing of what it can't parse", () => {
  expect(specifiers("const const = 1;")).toBeNull();
});
