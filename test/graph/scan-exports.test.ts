import { expect, test } from "vitest";
import { exportsHandler } from "../../src/graph/scan-exports.js";

test.each<[string, string]>([
  ["exports.handler", "exports.handler = async () => {}"],
  ["module.exports.handler", "module.exports.handler = f"],
  ["by key", 'exports["handler"] = f'],
  ["of several", "exports.other = exports.handler = f"],
  ["defineProperty", 'Object.defineProperty(exports, "handler", { enumerable: true, get: function () {} })'],
  ["an object", "module.exports = { other: (a, b) => { return { x: 1 } }, handler }"],
  ["an object's key", "module.exports = {\n  // the one\n  handler: async (event) => {} }"],
  ["an object's quoted key", 'module.exports = { "handler": f }'],
  ["an object's method", "module.exports = { async handler(event) {} }"],
  ["esbuild's note", "0 && (module.exports = {\n  handler\n});"],
  ["esbuild's note, minified", "0&&(module.exports={a,handler});"],
  [
    "esbuild's getters",
    "__export(x_exports, {\n  handler: () => handler\n});\nmodule.exports = __toCommonJS(x_exports);",
  ],
  ["export const", "export const handler = 1"],
  ["export function", "export async function handler() {}"],
  ["export as", "const x = 1; export { x as handler }"],
  ["export from", 'export { handler } from "./x"'],
  ["export as, minified", "const x=1;export{x as handler};"],
  ["webpack's getters", "(()=>{var r={d:(e,t)=>{}};var t={};r.d(t,{handler:()=>o});module.exports=t})();"],
])("%s exports it", (_, source) => {
  expect(exportsHandler(source, "index.js", "handler")).toBe(true);
});

test.each<[string, string]>([
  ["another name", "exports.handlers = f; exports.myhandler = g"],
  ["no export at all", "const handler = 1"],
  ["a comparison", "if (exports.handler === f) {}"],
  ["a module that exports another name", "const handler = 1; export { handler as other }"],
  ["a type", "export type handler = string; export const other = 1"],
])("%s does not", (_, source) => {
  expect(exportsHandler(source, "index.ts", "handler")).toBe(false);
});

test.each<[string, string]>([
  ["export *", 'export * from "./x"'],
  ["another module's exports", 'module.exports = require("./x")'],
  ["made exports", "module.exports = make()"],
  ["an object that holds something else", "module.exports = { ...other }"],
  ["an object's own function", "module.exports = make(); const routes = { handler: (event) => 1 }"],
  ["TypeScript's export *", '__exportStar(require("./x"), exports)'],
])("%s can't be told", (_, source) => {
  expect(exportsHandler(source, "index.js", "handler")).toBeNull();
});

test("a nested key, a value and a parameter are no exports", () => {
  for (const source of [
    "{ a: { handler: 1 } }",
    "{ a: handler }",
    "{ a: f(1, handler) }",
    "{ a(x, handler) {} }",
  ]) {
    expect(exportsHandler(`module.exports = ${source}`, "index.js", "handler"), source).not.toBe(true);
  }
});
