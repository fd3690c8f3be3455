import fc from "fast-check";

/** A tree as it lies in /var/task, and a handler string. */
export interface HandlerCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly handler: string;
  /** What it exports can't be told from the text: no verdict is no mistake. */
  readonly isUnclear?: boolean;
  /** Nobody writes such a module: a handler that isn't there may be missed, one that is there may not. */
  readonly isOdd?: boolean;
}

const CJS = "exports.handler = async () => 1;\n";
const ESM = "export const handler = async () => 1;\n";
const MODULE = '{"type":"module"}';
const ESBUILD = `"use strict";
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var index_exports = {};
__export(index_exports, {
  handler: () => handler,
  limit: () => limit
});
module.exports = __toCommonJS(index_exports);
var limit = 5;
var handler = async (event, context) => limit;
0 && (module.exports = {
  handler,
  limit
});
`;
const ESBUILD_MINIFIED = `"use strict";var o=Object.defineProperty;var s=Object.getOwnPropertyDescriptor;var c=Object.getOwnPropertyNames;var d=Object.prototype.hasOwnProperty;var i=(e,r)=>{for(var n in r)o(e,n,{get:r[n],enumerable:!0})},l=(e,r,n,t)=>{if(r&&typeof r=="object"||typeof r=="function")for(let a of c(r))!d.call(e,a)&&a!==n&&o(e,a,{get:()=>r[a],enumerable:!(t=s(r,a))||t.enumerable});return e};var m=e=>l(o({},"__esModule",{value:!0}),e);var p={};i(p,{handler:()=>h});module.exports=m(p);var h=async(e,r,n)=>1;0&&(module.exports={handler});`;
const TSC = `"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) { if (k2 === undefined) k2 = k; o[k2] = m[k]; }));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default" && !Object.prototype.hasOwnProperty.call(exports, p)) __createBinding(exports, m, p);
};
Object.defineProperty(exports, "__esModule", { value: true });
`;
const WEBPACK = (end: string) => `/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({ 10: (module, exports) => { exports.inner = 1; module.exports.more = 2; } });
/******/ 	var __webpack_require__ = {};
/******/ 	__webpack_require__.d = (exports, definition) => { for (var key in definition) Object.defineProperty(exports, key, { enumerable: true, get: definition[key] }); };
/******/ 	__webpack_require__.r = (exports) => { Object.defineProperty(exports, '__esModule', { value: true }); };
var __webpack_exports__ = {};
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, { handler: () => (/* binding */ handler) });
const handler = async () => 1;
${end}
/******/ })();
`;

/** One rule of the client each; both generations are asked about every one. */
const TABLE: readonly (readonly [
  name: string,
  handler: string,
  files: Readonly<Record<string, string>>,
  "unclear"?,
])[] = [
  // The handler string.
  ["no dot", "index", { "index.js": CJS }],
  ["empty", "", { "index.js": CJS }],
  ["only a dot", ".", { "index.js": CJS }],
  ["two dots", "..", { "index.js": CJS }],
  ["a folder above", "../index.handler", { "index.js": CJS }],
  ["dots within", "index..handler", { "index.js": CJS }],
  ["nothing behind the dot", "index.", { "index.js": CJS }],
  ["nothing before the dot", ".handler", { "index.js": CJS }],
  ["nothing before the dot, a main", ".handler", { "package.json": '{"main":"app.js"}', "app.js": CJS }],
  ["nothing before the dot, a module", ".handler", { "package.json": MODULE, "index.js": ESM }],
  ["nothing before the dot, nothing there", ".handler", { "app.js": CJS }],
  ["nothing before the dot, in a folder", "src/.handler", { "src/index.js": CJS }],
  ["extension written", "index.js.handler", { "index.js": CJS }],
  ["slash at the end", "index.handler/", { "index.js": CJS }],
  ["dot and slash", "./index.handler", { "index.js": CJS }],
  ["double slash", "src//index.handler", { "src/index.js": CJS }],
  ["slash first", "/index.handler", { "index.js": CJS }],
  [
    "the same name as the folder",
    "index.handler/index.handler",
    { "index.handler/index.js": CJS, "index.js": CJS },
  ],
  ["absolute", "/var/task/index.handler", { "index.js": CJS }],
  ["absolute in a folder", "/var/task/src/index.handler", { "src/index.js": CJS }],
  ["spaces", "my file.handler", { "my file.js": CJS }],
  ["dashes and at signs", "@a-b.handler", { "@a-b.js": CJS }],
  ["brackets", "users/[id].handler", { "users/[id].js": CJS }],
  ["upper case", "Index.handler", { "index.js": CJS }],
  // Extensions.
  ["js", "index.handler", { "index.js": CJS }],
  ["mjs", "index.handler", { "index.mjs": ESM }],
  ["cjs", "index.handler", { "index.cjs": CJS }],
  ["cjs in a module", "index.handler", { "package.json": MODULE, "index.cjs": CJS }],
  ["js in a module", "index.handler", { "package.json": MODULE, "index.js": ESM }],
  ["js in a CommonJS package", "index.handler", { "package.json": '{"type":"commonjs"}', "index.js": CJS }],
  ["an unknown type", "index.handler", { "package.json": '{"type":"esm"}', "index.js": CJS }],
  ["ts", "index.handler", { "index.ts": ESM }],
  ["json", "index.handler", { "index.json": "{}" }],
  ["no extension", "index.handler", { index: CJS }],
  ["no extension before js", "index.other", { index: CJS, "index.js": "exports.other = () => 1;" }],
  ["js before mjs", "index.js2", { "index.js": "exports.js2 = () => 1;", "index.mjs": ESM }],
  [
    "js before mjs, the other's name",
    "index.handler",
    { "index.js": "exports.js2 = () => 1;", "index.mjs": ESM },
  ],
  ["mjs before cjs", "index.handler", { "index.mjs": ESM, "index.cjs": "exports.other = 1;" }],
  ["nothing", "index.handler", { "app.js": CJS }],
  ["in a folder", "src/index.handler", { "src/index.js": CJS }],
  ["deep", "a/b/c/index.handler", { "a/b/c/index.js": CJS }],
  ["nested one folder too deep", "app.handler", { "dist/app.js": CJS }],
  ["one folder too few", "dist/app.handler", { "app.js": CJS }],
  ["one folder too few, a module", "dist/app.handler", { "package.json": MODULE, "app.js": ESM }],
  ["one folder too few, mjs", "dist/app.handler", { "app.mjs": ESM }],
  // package.json.
  [
    "type of the nearest package.json",
    "src/index.handler",
    { "package.json": MODULE, "src/package.json": "{}", "src/index.js": CJS },
  ],
  ["type from above", "src/a/index.handler", { "package.json": MODULE, "src/a/index.js": ESM }],
  [
    "the search stops at node_modules",
    "node_modules/index.handler",
    { "package.json": MODULE, "node_modules/index.js": CJS },
  ],
  [
    "in a package",
    "node_modules/lib/index.handler",
    { "package.json": MODULE, "node_modules/lib/index.js": CJS },
  ],
  [
    "in a package that is a module",
    "node_modules/lib/index.handler",
    { "node_modules/lib/package.json": MODULE, "node_modules/lib/index.js": ESM },
  ],
  // Folders.
  ["a folder", "index.handler", { "index/index.js": CJS }],
  [
    "a folder with a main",
    "index.handler",
    { "index/package.json": '{"main":"lib/a"}', "index/lib/a.js": CJS },
  ],
  ["a folder that is a module", "index.handler", { "index/package.json": MODULE, "index/index.js": ESM }],
  ["a folder without an index", "index.handler", { "index/app.js": CJS }],
  ["a folder beside js", "index.handler", { "index/app.js": CJS, "index.js": CJS }],
  ["a folder beside mjs", "index.handler", { "index/app.js": CJS, "index.mjs": ESM }],
  [
    "a folder beside js in a module",
    "index.handler",
    { "package.json": MODULE, "index/app.js": ESM, "index.js": ESM },
  ],
  // Packages.
  ["a package", "lib.handler", { "node_modules/lib/index.js": CJS }],
  [
    "a package by main",
    "lib.handler",
    { "node_modules/lib/package.json": '{"main":"a.js"}', "node_modules/lib/a.js": CJS },
  ],
  [
    "a package by exports",
    "lib.handler",
    {
      "node_modules/lib/package.json": '{"exports":{"require":"./a.js","import":"./b.mjs"}}',
      "node_modules/lib/a.js": CJS,
      "node_modules/lib/b.mjs": ESM,
    },
  ],
  [
    "a package that is a module",
    "lib.handler",
    { "node_modules/lib/package.json": '{"type":"module","exports":"./a.js"}', "node_modules/lib/a.js": ESM },
  ],
  ["a package beside the folder", "src/lib.handler", { "src/node_modules/lib/index.js": CJS }],
  ["a scoped package", "@scope/lib.handler", { "node_modules/@scope/lib/index.js": CJS }],
  ["a file in node_modules", "lib.handler", { "node_modules/lib.js": CJS }],
  ["one of Node's modules", "events.handler", { "app.js": CJS }],
  ["one of Node's modules, a file first", "events.handler", { "events.js": CJS }],
  // CommonJS exports.
  ["module.exports", "index.handler", { "index.js": "module.exports = { handler: async () => 1 };" }],
  ["module.exports.handler", "index.handler", { "index.js": "module.exports.handler = async () => 1;" }],
  [
    "shorthand",
    "index.handler",
    { "index.js": "async function handler() {}\nmodule.exports = { handler };" },
  ],
  ["method", "index.handler", { "index.js": "module.exports = { async handler(a, b) {} };" }],
  ["quoted", "index.handler", { "index.js": 'exports["handler"] = () => 1;' }],
  [
    "defineProperty",
    "index.handler",
    {
      "index.js":
        'Object.defineProperty(exports, "handler", { enumerable: true, get: function () { return f; } });\nfunction f() {}',
    },
  ],
  ["assign", "index.handler", { "index.js": "Object.assign(exports, { handler: () => 1 });" }],
  ["exports reassigned", "index.handler", { "index.js": "exports = { handler: () => 1 };" }],
  [
    "exports reassigned with module.exports",
    "index.handler",
    { "index.js": "exports = module.exports = {};\nexports.handler = () => 1;" },
  ],
  [
    "exports after module.exports",
    "index.handler",
    { "index.js": "module.exports = {};\nexports.handler = () => 1;" },
    "unclear",
  ],
  ["module.exports is the function", "index.handler", { "index.js": "module.exports = async () => 1;" }],
  [
    "a function with a handler",
    "index.handler",
    { "index.js": "const app = () => 1;\napp.handler = () => 2;\nmodule.exports = app;" },
    "unclear",
  ],
  [
    "a function with a handler, seen",
    "index.handler",
    { "index.js": "module.exports = () => 1;\nmodule.exports.handler = () => 2;" },
    "unclear",
  ],
  [
    "a variable filled later",
    "index.handler",
    { "index.js": "const app = {};\napp.handler = () => 2;\nmodule.exports = app;" },
  ],
  [
    "a variable without it",
    "index.handler",
    { "index.js": "const app = { other() {} };\nmodule.exports = app;" },
  ],
  ["another name", "index.handler", { "index.js": "exports.lambdaHandler = () => 1;" }],
  ["nothing exported", "index.handler", { "index.js": "const handler = () => 1;" }],
  ["a number", "index.handler", { "index.js": "exports.handler = 5;" }],
  ["an object", "index.handler", { "index.js": "exports.handler = { run() {} };" }],
  ["undefined", "index.handler", { "index.js": "exports.handler = void 0;" }],
  ["a class", "index.handler", { "index.js": "exports.handler = class {};" }],
  [
    "three parameters",
    "index.handler",
    { "index.js": "exports.handler = (event, context, callback) => callback();" },
  ],
  [
    "default parameters",
    "index.handler",
    { "index.js": "exports.handler = function (event, context = {}, callback) {};" },
  ],
  [
    "computed",
    "index.handler",
    { "index.js": 'for (const name of ["handler"]) exports[name] = () => 1;' },
    "unclear",
  ],
  [
    "made by a function",
    "index.handler",
    { "index.js": "module.exports = make();\nfunction make() { return { handler: () => 1 }; }" },
    "unclear",
  ],
  [
    "handed to a function",
    "index.handler",
    { "index.js": "fill(exports);\nfunction fill(target) { target.handler = () => 1; }" },
    "unclear",
  ],
  ["this", "index.handler", { "index.js": "this.handler = () => 1;" }],
  [
    "this in a function",
    "index.handler",
    { "index.js": "(function () { this.handler = () => 1; }).call(this);" },
    "unclear",
  ],
  ["shadowed", "index.handler", { "index.js": "(function (exports) { exports.handler = () => 1; })({});" }],
  ["in an immediate function", "index.handler", { "index.js": "(() => { exports.handler = () => 1; })();" }],
  [
    "UMD",
    "index.handler",
    {
      "index.js":
        "(function (root, factory) { if (typeof exports === 'object') module.exports = factory(); else root.x = factory(); })(this, function () { return { handler() {} }; });",
    },
    "unclear",
  ],
  ["inherited from objects", "index.toString", { "index.js": CJS }, "unclear"],
  ["default of CommonJS", "index.default", { "index.js": "exports.default = () => 1;" }],
  ["the function as default", "index.default", { "index.js": "module.exports = () => 1;" }],
  [
    "re-exported",
    "index.handler",
    { "index.js": 'module.exports = require("./lib/app");', "lib/app.js": CJS },
  ],
  [
    "re-exported, not there",
    "index.handler",
    { "index.js": 'module.exports = require("./lib/app");', "lib/app.js": "exports.other = 1;" },
  ],
  // What compilers and bundlers write.
  ["esbuild", "index.handler", { "index.js": ESBUILD }],
  ["esbuild, another name", "index.main", { "index.js": ESBUILD }],
  ["esbuild, no function", "index.limit", { "index.js": ESBUILD }],
  ["esbuild, minified", "index.handler", { "index.js": ESBUILD_MINIFIED }],
  ["esbuild, minified, another name", "index.main", { "index.js": ESBUILD_MINIFIED }],
  [
    "tsc",
    "index.handler",
    {
      "index.js": `${TSC}exports.handler = void 0;\nconst handler = async (event) => 1;\nexports.handler = handler;\n`,
    },
  ],
  [
    "tsc, export star",
    "index.handler",
    { "index.js": `${TSC}__exportStar(require("./app"), exports);\n`, "app.js": CJS },
  ],
  [
    "tsc, export star without it",
    "index.handler",
    { "index.js": `${TSC}__exportStar(require("./app"), exports);\n`, "app.js": "exports.other = () => 1;" },
  ],
  ["webpack without a library", "index.handler", { "index.js": WEBPACK("") }],
  [
    "webpack with commonjs2",
    "index.handler",
    { "index.js": WEBPACK("module.exports = __webpack_exports__;") },
    "unclear",
  ],
  [
    "webpack with commonjs",
    "index.handler",
    { "index.js": WEBPACK("for (var i in __webpack_exports__) exports[i] = __webpack_exports__[i];") },
    "unclear",
  ],
  [
    "esbuild as iife",
    "index.handler",
    { "index.js": '"use strict";\n(() => {\n  var handler = async () => 1;\n})();\n' },
  ],
  // ES module exports.
  ["export function", "index.handler", { "index.mjs": "export async function handler(event, context) {}" }],
  ["export list", "index.handler", { "index.mjs": "const run = () => 1;\nexport { run as handler };" }],
  ["export default", "index.handler", { "index.mjs": "export default async () => 1;" }],
  ["export default object", "index.handler", { "index.mjs": "export default { handler: async () => 1 };" }],
  ["default", "index.default", { "index.mjs": "export default async () => 1;" }],
  ["default.handler", "index.default.handler", { "index.mjs": "export default { handler: async () => 1 };" }],
  ["export from", "index.handler", { "index.mjs": 'export { handler } from "./app.mjs";', "app.mjs": ESM }],
  [
    "export default as",
    "index.handler",
    { "index.mjs": 'export { default as handler } from "./app.mjs";', "app.mjs": "export default () => 1;" },
  ],
  ["export star", "index.handler", { "index.mjs": 'export * from "./app.mjs";', "app.mjs": ESM }],
  [
    "export star without it",
    "index.handler",
    { "index.mjs": 'export * from "./app.mjs";', "app.mjs": "export default () => 1;" },
  ],
  ["export star of CommonJS", "index.handler", { "index.mjs": 'export * from "./app.cjs";', "app.cjs": CJS }],
  [
    "export star as",
    "index.app.handler",
    { "index.mjs": 'export * as app from "./app.mjs";', "app.mjs": ESM },
  ],
  [
    "imported and exported",
    "index.handler",
    { "index.mjs": 'import { handler } from "./app.mjs";\nexport { handler };', "app.mjs": ESM },
  ],
  [
    "imported from CommonJS",
    "index.handler",
    { "index.mjs": 'import app from "./app.cjs";\nexport const handler = app.handler;', "app.cjs": CJS },
  ],
  ["another name in a module", "index.handler", { "index.mjs": "export const main = () => 1;" }],
  ["a text in a module", "index.handler", { "index.mjs": 'export const handler = "no";' }],
  ["inherited by no namespace", "index.toString", { "index.mjs": ESM }],
  // Names in names.
  ["nested", "index.app.handler", { "index.js": "exports.app = { handler: () => 1 };" }],
  ["nested twice", "index.a.b.handler", { "index.js": "exports.a = { b: { handler: () => 1 } };" }],
  ["nested, not there", "index.app.handler", { "index.js": "exports.app = { other: () => 1 };" }],
  ["nested in nothing", "index.app.handler", { "index.js": CJS }],
  [
    "nested in a module",
    "index.app.handler",
    { "index.mjs": "export const app = { handler: () => 1 };" },
    "unclear",
  ],
  [
    "nested in a function",
    "index.app.handler",
    { "index.js": "const app = () => 1;\napp.handler = () => 2;\nexports.app = app;" },
    "unclear",
  ],
  [
    "nested in what is made",
    "index.app.handler",
    { "index.js": "exports.app = make();\nfunction make() { return { handler: () => 1 }; }" },
    "unclear",
  ],
];

export const TABLED: readonly HandlerCase[] = TABLE.map(([name, handler, files, unclear]) => ({
  name,
  handler,
  files,
  isUnclear: unclear !== undefined,
}));

/** Trees made of a few names, so that they get in each other's way. */
export function generatedCases(count: number, seed: number): readonly HandlerCase[] {
  const source = (path: string, isModule: boolean) =>
    path.endsWith(".mjs") || (isModule && !path.endsWith(".cjs")) ? ESM : CJS;
  const folder = fc.constantFrom("", "a/", "index/", "a/index/", "node_modules/a/", "node_modules/index/");
  const file = fc.constantFrom("index", "index.js", "index.mjs", "index.cjs", "a", "a.js", "a.mjs", "a.cjs");
  const handler = fc
    .tuple(
      fc.constantFrom(
        "",
        "",
        "a/",
        "index/",
        "a/index/",
        "node_modules/a/",
        "./",
        "/var/task/",
        "/var/task/a/",
      ),
      fc.constantFrom("index", "a", "", "index.js", "b"),
      fc.constantFrom("handler", "other", "handler.handler", "default", "default.handler"),
    )
    .map(([place, module, name]) => `${place}${module}.${name}`);
  const tree = fc
    .record({
      places: fc.uniqueArray(fc.tuple(folder, file), {
        minLength: 1,
        maxLength: 6,
        selector: (one) => one.join(""),
      }),
      modules: fc.uniqueArray(folder, { maxLength: 2 }),
      mains: fc.uniqueArray(folder, { maxLength: 1 }),
    })
    .map(({ places, modules, mains }) => {
      const paths = places.map((one) => one.join(""));
      const files: Record<string, string> = {};
      for (const path of paths) {
        // A name is a file or a folder, not both.
        if ([...paths, ...modules, ...mains].some((other) => other.startsWith(`${path}/`))) continue;
        // Which package.json counts is the client's to find out: of two texts the wrong one is a syntax error.
        const isModule = nearest(path, modules, mains);
        files[path] = source(path, isModule);
      }
      for (const place of modules) files[`${place}package.json`] = MODULE;
      for (const place of mains)
        if (!modules.includes(place)) files[`${place}package.json`] = '{"main":"./a"}';
      return files;
    });
  return fc
    .sample(fc.tuple(tree, handler), { numRuns: count, seed })
    .map(([files, name], index) => ({ name: `generated ${index}`, files, handler: name, isUnclear: false }));
}

function nearest(path: string, modules: readonly string[], mains: readonly string[]): boolean {
  for (
    let folder = path.slice(0, path.lastIndexOf("/") + 1);
    ;
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1)
  ) {
    if (folder === "node_modules/") return false;
    if (modules.includes(folder)) return true;
    if (mains.includes(folder) || folder === "") return false;
  }
}

/** What modules do to what they export; none of them by itself ends in an error. */
const STATEMENTS = [
  "exports.handler = async () => 1;",
  "exports.handler = 5;",
  "exports.other = () => 1;",
  "module.exports = { handler: () => 1 };",
  "module.exports = { other: 1 };",
  "module.exports = class { static handler() {} };",
  "module.exports = [() => 1];",
  'module.exports = "text";',
  "module.exports = module.exports || {};",
  "module.exports ||= { handler() {} };",
  "module.exports.handler ||= () => 1;",
  "exports = module.exports = { handler: () => 1 };",
  "const app = (module.exports = { run() {} });\napp.handler = () => 1;",
  "delete exports.handler;",
  "delete module.exports;",
  "exports.handler++;",
  "({ handler: exports.handler } = { handler: () => 1 });",
  "[exports.handler] = [() => 1];",
  "[exports.handler = () => 1] = [];",
  "[...exports.handler] = [1];",
  "for (exports.handler of [() => 1]);",
  "for (exports.handler in { a: 1 });",
  "for (const name in exports) exports[name] = 1;",
  "if (exports) exports.handler = () => 1;",
  "exports && (exports.handler = () => 1);",
  "exports.handler ? 1 : 2;",
  "(exports || {}).handler = () => 1;",
  "(exports.other ? exports : {}).handler = () => 1;",
  "exports.handler.name;",
  "exports.app = {};\nexports.app.handler = () => 1;",
  'Object.defineProperty(exports, "handler", { value: () => 1, writable: true });',
  'Object.defineProperty(exports, "handler", { get() { return 1; }, configurable: true });',
  'Object.defineProperty(module.exports, "hand" + "ler", { value: () => 1, writable: true });',
  "Object.defineProperties(exports, { handler: { value: () => 1, writable: true } });",
  "Object.assign(module.exports, { handler: () => 1 });",
  "Object.assign(module.exports, { other: 1 }, { handler: () => 1 });",
  "Object.assign({}, exports).handler = () => 1;",
  "Object.setPrototypeOf(exports, { handler: () => 1 });",
  "Object.keys(exports).forEach((name) => name);",
  "Reflect.set(exports, 'handler', () => 1);",
  "exports[`handler`] = () => 1;",
  "exports['hand' + 'ler'] = () => 1;",
  "const { handler } = exports;",
  "const self = exports;\nself.handler = () => 1;",
  "let self2;\nself2 = module;\nself2.exports = { handler: () => 1 };",
  "with_(exports);\nfunction with_(target) { target.handler = () => 1; }",
  "(() => { module.exports.handler = function () {}; })();",
  "function late() { exports.handler = () => 1; }",
  "try { exports.handler = () => 1; } catch {}",
  "switch (1) { case 2: exports.handler = () => 1; }",
  "label: { break label; }",
  "0 && (module.exports = { handler: 1 });",
  "void (exports.handler = () => 1);",
  "exports.handler = exports.other = () => 1;",
  "exports.handler = (0, () => 1);",
  "exports.handler = undefined;",
  "exports.handler = null;",
  "exports.__proto__ = { handler: () => 1 };",
  "this.handler = () => 1;",
  "arguments[0].handler = () => 1;",
  "arguments[2].exports = { handler: () => 1 };",
] as const;

/** Modules of a few of these statements, in any order: which of them decides is Node's to say. */
export function generatedModules(count: number, seed: number): readonly HandlerCase[] {
  const statements = fc.uniqueArray(fc.constantFrom(...STATEMENTS), { minLength: 1, maxLength: 3 });
  return fc.sample(statements, { numRuns: count, seed }).map((lines, index) => ({
    name: `module ${index}: ${lines.join(" ")}`,
    files: { "index.js": `${lines.join("\n")}\n` },
    handler: "index.handler",
    isOdd: true,
  }));
}
