import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { leadingRequires } from "../../src/graph/leading-requires.js";
import { scanImports } from "../../src/graph/scan.js";

const STAR = `var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    Object.defineProperty(o, k2, { enumerable: true, get: function() { return m[k]; } });
}) : (function(o, m, k, k2) {
    o[k2] = m[k];
}));
var __exportStar = (this && this.__exportStar) || function(m, exports) {
    for (var p in m) if (p !== "default") __createBinding(exports, m, p);
};
`;

describe("what a file surely requires at its beginning", () => {
  it.each([
    [
      '"use strict";\n// A licence\nObject.defineProperty(exports, "__esModule", { value: true });\nconst a_1 = require("a");',
      "a",
    ],
    [
      "/* a */ var a = require('a')\n  , b = require('./b').b, c;\nlet { d, e: f } = require('d');",
      "a ./b d",
    ],
    [`${STAR}const a = __importStar(require("a"));\n__exportStar(require("./b"), exports);`, "a ./b"],
    ['exports.x = exports.y = void 0;\nexports.x = x;\nexports.a = require("a");\nrequire("b");', "a b"],
    [
      'exports.V = {\n    v1: v.A,\n};\nObject.defineProperty(exports, "a", { enumerable: true, get: function () { return b.a; } });\nrequire("a");',
      "a",
    ],
    ["const log = require('debug');", "debug"],
    [
      'Object.defineProperty(exports, "__esModule", {\n  value: true\n});\nvar a = _interop(require("a"));',
      "a",
    ],
    [
      "var has = typeof Symbol !== 'undefined' && Symbol;\nconst a = new b.A(1, ';');\nvar c = require('c');",
      "c",
    ],
  ])("%s", (text, expected) => {
    expect([...leadingRequires(text)].join(" ")).toBe(expected);
  });

  it.each([
    'if (x) require("a");',
    'function f() {\n  const a = require("a");\n}',
    'exports.f = () => require("a");',
    'exports.f = x\n  ? require("a") : 1;',
    'const a = x || require("a");',
    'const a = () => require("a");',
    'const a = require("a").catch(() => null);',
    'const a = require("a"',
    'const a = require("a"), b = function () {};',
    'try { require("a"); } catch {}',
    '/* const a = require("a");',
    "const a = require(`a`);",
    'var f = x => x;\nconst a = require("a");',
    'var f = x =>\n  require("a");',
    'var x = a && b\n  ? require("a") : 1;',
    'var f = lazy(function () { return 1; });\nconst a = require("a");',
    'var x = a / 1; /**/ var y = "/"; const b = require("a");',
    'var __x = (this && this.__x) || function () {\nconst a = require("a");\n};',
    'async () => {\nconst a = require("a");\n};',
  ])("nothing of %s", (text) => {
    expect([...leadingRequires(text)]).toEqual([]);
  });

  it("is what a scan of the whole file finds, in packages as they are published", () => {
    const folder = join(import.meta.dirname, "../../node_modules");
    let found = 0;
    for (const path of scripts(folder)) {
      const text = readFileSync(path, "latin1");
      const leading = leadingRequires(text);
      if (leading.size === 0) continue;
      const { imports } = scanImports(text, "cjs", path);
      const atStart = imports.filter(({ timing, optional }) => timing === "static" && !optional);
      const specifiers = new Set(atStart.map(({ specifier }) => specifier));
      expect(
        [...leading].filter((specifier) => !specifiers.has(specifier)),
        path,
      ).toEqual([]);
      found += leading.size;
    }
    expect(found).toBeGreaterThan(100);
  });
});

/** Of packages that were compiled by TypeScript, Babel, Rollup and by hand. */
function scripts(folder: string): string[] {
  return ["commander", "yaml", "picomatch", "acorn-walk", "valibot", "yauzl", "jiti", "webpack"].flatMap(
    (name) => {
      const root = join(folder, name);
      return readdirSync(root, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.c?js$/.test(path))
        .slice(0, 200)
        .map((path) => join(root, path));
    },
  );
}
