import type TypeScript from "typescript";
import type { Interpreter } from "./interpreter.js";
import type { ExternalValue, Value } from "./values.js";

/** esbuild's and webpack's path comments, the heads of webpack's modules, the lines of its runtime. */
const STARTS =
  /^(?:;?\/\/ (?:CONCATENATED MODULE: )?(\S{1,400}\.[a-z]{2,5})|\/\*\*\*\/ "?([^\s":(]{1,400})"?:?|\/\* (\d+) \*\/,?|\/\*{6}\/.*|\/\*\*\*\/ .*)$/gm;
/** `// EXTERNAL MODULE: ./node_modules/pg/lib/index.js`, and the number that it is loaded by. */
const NUMBERED = /^\/\/ EXTERNAL MODULE: (\S+).*\n.{1,200}\w+\((\d+)\);$/gm;

/**
 * Where a bundle's text came from, by the comments of esbuild (`// node_modules/x/index.js`) and webpack
 * (`;// ./node_modules/x/index.js`, `/***\/ "./node_modules/x/index.js":`).
 */
export class BundleRegions {
  readonly #starts: { readonly position: number; readonly path: string }[] = [];
  readonly #numbered = new Map<string, string>();
  readonly isEmpty: boolean;

  constructor(text: string) {
    if (text.includes("// EXTERNAL MODULE: "))
      for (const [, path = "", id = ""] of text.matchAll(NUMBERED)) this.#numbered.set(id, path);
    for (const { index: position, 1: path, 2: key, 3: number } of text.matchAll(STARTS)) {
      this.#starts.push({ position, path: path ?? this.pathOfModule(key ?? number ?? "") });
    }
    this.isEmpty = this.#starts.every(({ path }) => path === "");
  }

  /** The path of a module that webpack knows by it, or by a number; "" where nothing tells. */
  pathOfModule(id: string): string {
    return this.#numbered.get(id) ?? (id.includes("/") ? id : "");
  }

  /** The package that the text at a position belongs to; null for the user's own code. */
  packageAt(position: number): { readonly name: string; readonly path: string } | null {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle]?.position ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    const path = this.#starts[low - 1]?.path ?? "";
    const name = packageOfPath(path);
    return name === null ? null : { name, path };
  }
}

/** "@a/b" of "../node_modules/@a/b/index.js"; null outside of node_modules. */
export function packageOfPath(path: string): string | null {
  const at = path.lastIndexOf("node_modules/");
  if (at === -1) return null;
  const parts = path.slice(at + "node_modules/".length).split("/");
  return parts[0]?.startsWith("@") === true ? parts.slice(0, 2).join("/") : (parts[0] ?? null);
}

/** Statements of the user's own code: what packages in a bundle do when they are loaded is not looked at. */
export function ownStatements(
  run: Interpreter,
  statements: readonly TypeScript.Statement[],
  file: string,
): readonly TypeScript.Statement[] {
  const regions = run.regions.get(file);
  return regions === undefined
    ? statements
    : statements.filter((one) => regions.packageAt(one.getStart()) === null);
}

/** What a declaration in a bundled package stands for; null when it is the user's own code. */
export function regionValue(
  run: Interpreter,
  declaration: TypeScript.Declaration,
  file: string,
): Value | null {
  const owner = run.regions.get(file)?.packageAt(declaration.pos < 0 ? 0 : declaration.getStart()) ?? null;
  if (owner === null) return null;
  const name = (declaration as { readonly name?: { readonly text?: string } }).name?.text ?? "";
  const namespace: ExternalValue = { kind: "external", source: owner.name, path: [] };
  if (/^require_/.test(name)) return { kind: "loader", load: () => namespace, loaded: namespace };
  if (/_(default|exports)\d*$/.test(name)) return namespace;
  return { ...namespace, path: [exportedName(name, owner.path)] };
}

/**
 * esbuild numbers what has the same name twice: `S3Client2` of S3Client.js is S3Client; webpack puts the file's or the
 * folder's name before it: `esm_Pool` of esm/index.mjs is Pool.
 */
function exportedName(name: string, path: string): string {
  const stem = /([^/]+)\.[a-z]+$/.exec(path)?.[1] ?? "";
  if (stem !== "" && name.startsWith(stem) && /^\d*$/.test(name.slice(stem.length))) return stem;
  const [, prefix = "", rest = name] = /^([a-z]\w*?)_([A-Z]\w*)$/.exec(name) ?? [];
  if (prefix !== "" && path.split(/[/.]/).includes(prefix)) return rest;
  return /Client\d+$/.test(name) ? name.replace(/\d+$/, "") : name;
}
