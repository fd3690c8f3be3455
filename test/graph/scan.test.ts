import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ModuleFormat, scanImports } from "../../src/graph/scan.js";

/** Imports in short: "static require ./a", with "?" behind an optional one. */
function scan(source: string, format: ModuleFormat = "cjs", path = "a.js"): string[] {
  return scanImports(source, format, path).imports.map(
    ({ timing, syntax, specifier, optional }) => `${timing} ${syntax} ${specifier}${optional ? "?" : ""}`,
  );
}

const STATIC = ["static require ./a"];
const LAZY = ["lazy require ./a"];

describe("CommonJS", () => {
  test.each<[string, string, string[]]>([
    ["top level", "const a = require('./a');", STATIC],
    ["spaces and comments in the call", "var a = require /* x */ (\n// y\n'./a' )", STATIC],
    ["a template without parts", "require(`./a`)", STATIC],
    ["in a condition", "if (x) { module.exports = require('./a') }", STATIC],
    [
      "where a global is missing that there always is",
      "if (!globalThis.ReadableStream) { require('./a') }",
      LAZY,
    ],
    ["where another global is missing", "if (!globalThis.cache) { require('./a') }", STATIC],
    ["where such a global is there", "if (globalThis.fetch) { require('./a') }", STATIC],
    ["in a loop over braces", "for (const x of [{}]) { switch (x) { case 1: require('./a') } }", STATIC],
    ["a function", "function f() { return require('./a') }", LAZY],
    ["an arrow", "const f = () => require('./a');", LAZY],
    ["an arrow, then not", "const f = () => 1\nconst g = require('./a')", STATIC],
    ["a method", "module.exports = { f() { require('./a') } }", LAZY],
    ["a getter", "Object.defineProperty(exports, 'a', { get: function () { return require('./a') } })", LAZY],
    ["a class's method", "class A { f() { require('./a') } }", LAZY],
    ["a class's field", "class A { f = require('./a') }", LAZY],
    ["a class's field that is built", "class A { f = require('./a') }\nnew A()", STATIC],
    [
      "a class's constructor that is called",
      "class A { constructor() { require('./a') } }\nexports.a = new A()",
      STATIC,
    ],
    ["a static field", "class A { static f = require('./a') }", STATIC],
    ["a static block", "class A { static { require('./a') } }", STATIC],
    ["a callback for later", "setTimeout(function () { require('./a') })", LAZY],
    ["a callback for now", "[1].forEach(function () { require('./a') })", STATIC],
    ["a promise's body", "new Promise((done) => { done(require('./a')) })", STATIC],
    ["a string", "'require(\"./a\")'; \"require('./a')\"", []],
    ["a comment", "// require('./a')\n/* require('./a') */", []],
    ["a regular expression", "const r = /require('.\\/a')/.test(x); const s = 1 / 2;", []],
    ["a regular expression with a quote", "x.replace(/['\"]/g, ''); require('./a')", STATIC],
    ["a division, then a quote", "const x = (a + b) / 2 + '/'; require('./a')", STATIC],
    ["a regular expression behind a condition", "if (x) /'/.test(y); require('./a')", STATIC],
    ["a slash behind a brace", "if (x) {}\n/'/.test(y); require('./a')", STATIC],
    ["a division of a brace", "const x = {} / 2 + '/'; require('./a')", STATIC],
    ["i++ / 2", "const y = i++ / 2 + '/'; require('./a')", STATIC],
    ["a template with parts", `const x = \`a\${ { b: \`}\` }.b }'\`; require('./a')`, STATIC],
    ["in a template's part", `const x = \`\${require('./a')}\``, STATIC],
    ["a method named require", "x.require('./a')", []],
    ["a longer name", "requires('./a'); _require('./a')", []],
    ["a key", "module.exports = { require: 1 }", []],
    ["try", "try { require('./a') } catch { }", ["static require ./a?"]],
    ["catch", "try { } catch (e) { require('./a') }", STATIC],
    ["a function in try", "try { f = function () { require('./a') } } catch { }", LAZY],
    ["try in a function", "function f() { try { require('./a') } catch { } }", ["lazy require ./a?"]],
    ["import() in CommonJS", "async function f() { await import('./a') }", ["lazy import ./a"]],
    ["import() with a catch", "import('./a').catch(() => {})", ["lazy import ./a?"]],
    ["a hashbang", "#!/usr/bin/env node's\nrequire('./a')", STATIC],
    ["require.resolve and typeof", "require.resolve('./b'); typeof require; require('./a')", STATIC],
    ["words of other scripts", "const ünï = '', 日本 = require('./a')", STATIC],
    ["a broken source", "const x = ; require('./a'); function (", STATIC],
  ])("%s", (_, source, expected) => {
    expect(scan(source)).toEqual(expected);
  });
});

describe("functions that run in init", () => {
  test.each<[string, string, string[]]>([
    ["called at once", "(function () { require('./a') })()", STATIC],
    ["called at once, with a bang", "!function () { require('./a') }()", STATIC],
    ["an arrow called at once", "(() => { require('./a') })()", STATIC],
    ["async, called at once", "(async () => { require('./a') })()", STATIC],
    ["by .call", "(function () { require('./a') }).call(this)", STATIC],
    ["by .apply", "(function () { require('./a') }).apply(this, arguments)", STATIC],
    ["nested", "(function () { (function () { require('./a') })() })()", STATIC],
    ["not called, in one that is", "(function () { return function () { require('./a') } })()", LAZY],
    ["called by name", "const x = load(); function load() { return require('./a') }", STATIC],
    ["called by name through another", "function f() { g() } function g() { require('./a') } f()", STATIC],
    ["called by name only lazily", "function f() { g() } function g() { require('./a') }", LAZY],
    [
      "another function of the same name",
      "function f() { function g() { require('./a') } } function g() {} g()",
      LAZY,
    ],
    ["bound", "const f = function () { require('./a') }.bind(this); f()", STATIC],
    [
      "a UMD factory",
      `(function (root, factory) { if (typeof exports === 'object') module.exports = factory(require('./a'));
       else factory(root.a) })(this, function (a) { require('./b') })`,
      ["static require ./a", "static require ./b"],
    ],
    [
      "TypeScript's UMD: require comes as a parameter",
      `(function (factory) { if (typeof module === "object") { var v = factory(require, exports) }
       else define(["require"], factory) })(function (require, exports) { require("./a") })`,
      STATIC,
    ],
    ["AMD's define is not there in Node", "define(['require'], function (require) { require('./a') })", []],
    [
      "browserify: a require of its own",
      "({1: [function (require, module, exports) { require('./a') }, {}]}); function r(e) { e[1][0](x) }",
      [],
    ],
    [
      "esbuild's wrapper, called",
      `var require_x = __commonJS({ "x.js"(exports, module) { module.exports = require("./a") } });
       var import_x = __toESM(require_x());`,
      STATIC,
    ],
    [
      "esbuild's wrapper, not called",
      `var require_x = __commonJS({ "x.js"(exports, module) { module.exports = require("./a") } });
       exports.f = () => require_x();`,
      LAZY,
    ],
    ["esbuild's wrapper, minified", `var q=x((e,t)=>{t.exports=require("./a")});var z=y(q());`, STATIC],
    [
      "webpack's modules",
      `(() => { var m = { 1: (module) => { module.exports = require("./a") } }; var c = {};
       function r(id) { var module = c[id] = { exports: {} }; m[id](module, module.exports, r); return module.exports }
       r(1) })()`,
      STATIC,
    ],
    [
      "webpack 4's modules",
      `(function (modules) { function r(id) { modules[id].call({}, {}, {}, r) } r(0) })
       ([function (module) { module.exports = require("./a") }])`,
      STATIC,
    ],
    ["another name", "const r = require; r('./a')", STATIC],
    ["a require of its own", "function require(x) { return x } require('./a')", []],
  ])("%s", (_, source, expected) => {
    expect(scan(source)).toEqual(expected);
  });
});

describe("ES modules", () => {
  test.each<[string, string, string[]]>([
    [
      "imports and exports",
      `import a from "./a"; import "./b"; import * as c from './c'; export { d } from "./d"; export * from "./e";`,
      ["./a", "./b", "./c", "./d", "./e"].map((path) => `static import ${path}`),
    ],
    ["import() in a function", "export const f = () => import('./a')", ["lazy import ./a"]],
    ["import() at the top", "export const a = import('./a')", ["lazy import ./a"]],
    ["import() awaited at the top", "export const a = await import('./a')", ["static import ./a"]],
    ["awaited in a function", "export async function f() { await import('./a') }", ["lazy import ./a"]],
    ["in a try", "export {}; try { await import('./a') } catch {}", ["static import ./a?"]],
    ["import.meta", "export const x = import.meta.url", []],
    [
      "createRequire",
      `import { createRequire } from "node:module"; const require = createRequire(import.meta.url); require("./a")`,
      ["static import node:module", "static require ./a"],
    ],
    ["require that is not there", "export const f = 1; x.require('./a')", []],
  ])("%s", (_, source, expected) => {
    expect(scan(source, "esm")).toEqual(expected);
    expect(scan(source, "unknown")).toEqual(expected);
  });

  test("awaited in a function, where only the AST can tell", () => {
    const source =
      "export async function f() { await import('./a') }\n/'/.test(x); export default await import('./b')";
    expect(scan(source, "esm")).toEqual(["lazy import ./a", "static import ./b"]);
  });

  test.each([
    ["const f = () => 1\nconst g = require('./a')", STATIC],
    ["const f = [() => 1, require('./a')]", STATIC],
    ["const f = (): A => require('./a')", LAZY],
    ["function f(): A { return require('./a') }", LAZY],
    ["class A { f<T>(): T[] { return require('./a') } }", LAZY],
    ["interface B {}\nnamespace C { require('./a') }", STATIC],
    ["module.exports = { a: require('./a') }", STATIC],
    ["try { f = function () { require('./a') } } catch { }", LAZY],
    ["try { require('./a') } catch { }", ["static require ./a?"]],
  ])("TypeScript, by tokens alone: %s", (source, expected) => {
    expect(scan(source, "unknown", "a.ts")).toEqual(expected);
  });

  test("of a format that is not known, by syntax", () => {
    expect(scan("module.exports = require('./a') // export { x }", "unknown")).toEqual(STATIC);
    expect(scan('/* x */ import"./a";', "unknown")).toEqual(["static import ./a"]);
  });

  test("TypeScript: types are no imports", () => {
    const source = `import type { A } from "./types"; import { b } from "./b"; import c = require("./c");
      export class D { constructor(private readonly x: B) {} f(): Promise<B> { return import("./d") as any } }`;
    expect(scan(source, "unknown", "a.ts")).toEqual([
      "static import ./b",
      "static require ./c",
      "lazy import ./d",
    ]);
  });
});

test("counts computed specifiers and ignores them", () => {
  const { imports, dynamicRequires } = scanImports("require(x); require('./' + y); import(z)", "cjs", "a.js");
  expect([imports, dynamicRequires]).toEqual([[], 3]);
});

test("a method called import is no import", () => {
  const source = "class A { import(options, callback = () => {}) { return {} } }\nif (import(x)) {}";
  expect(scanImports(source, "cjs", "a.js").dynamicRequires).toBe(1);
});

test("offsets point at the word", () => {
  const source = "'x'; const a = require('./a')";
  expect(scanImports(source, "cjs", "a.js").imports[0]?.offset).toBe(source.indexOf("require"));
});

test("a 15 MB line is scanned in a few seconds", () => {
  const start = performance.now();
  const source = `${"var a=function(b){return b/2+'x'};".repeat(450_000)}require("./a");`;
  expect(source.length).toBeGreaterThan(15_000_000);
  expect(scan(source)).toEqual(STATIC);
  const functions = `${"function f(){return require('./b')};".repeat(430_000)}`;
  expect(scan(functions)).toHaveLength(430_000);
  expect(performance.now() - start).toBeLessThan(10_000);
});

test.each([
  ["a comment", "import /* x */ ('./a')"],
  ["a line", "import\n('./a')"],
  [
    "prose and methods that follow",
    "import('./a'); class B { import(a, b) { return a } } // import, not imported",
  ],
])("import() is found, with %s", (_, source) => {
  expect(scan(source, "esm")).toEqual(["lazy import ./a"]);
});

test("takes no longer per character of long sources that say the words all the time", () => {
  for (const part of ["import", "require", "import/*", "import(", "import (/*", "import()/*"])
    expect(scan(part.repeat(100_000))).toEqual([]);
});

test("nesting thousands deep is no crash", () => {
  const depth = 100_000;
  for (const [open, close] of ["()", "[]", "{}"]) {
    const source = `f = function () { require('./a') };${open?.repeat(depth)}${close?.repeat(depth)}; require`;
    expect(scan(source)).toEqual(LAZY);
  }
});

test("never throws, whatever the source", () => {
  const parts =
    "require('./a') import( import export { } ( ) => function class ` ${ / ' \" \\ \n await try . static".split(
      " ",
    );
  const sources = fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 3 })))
    .map((all) => all.join(" "));
  fc.assert(
    fc.property(
      sources,
      fc.constantFrom("esm", "cjs", "unknown"),
      fc.constantFrom("a.js", "a.ts"),
      (source, format, path) => {
        scanImports(`${source} require import export`, format, path);
      },
    ),
    { numRuns: 1000 },
  );
});
