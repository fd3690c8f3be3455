import type TypeScript from "typescript";
import type { Interpreter } from "./interpreter.js";
import type { ExternalValue, Value } from "./values.js";

/** Where a bundle's text came from, by esbuild's path comments (`// node_modules/x/index.js`). */
export class BundleRegions {
  readonly #starts: readonly { readonly position: number; readonly path: string }[];

  constructor(text: string) {
    const starts: { position: number; path: string }[] = [];
    for (const match of text.matchAll(/^\/\/ (\S{1,400}\.[a-z]{2,5})$/gm)) {
      starts.push({ position: match.index, path: match[1] ?? "" });
    }
    this.#starts = starts;
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

  get isEmpty(): boolean {
    return this.#starts.length === 0;
  }
}

/** "@a/b" of "../node_modules/@a/b/index.js"; null outside of node_modules. */
export function packageOfPath(path: string): string | null {
  const at = path.lastIndexOf("node_modules/");
  if (at === -1) return null;
  const parts = path.slice(at + "node_modules/".length).split("/");
  return parts[0]?.startsWith("@") === true ? parts.slice(0, 2).join("/") : (parts[0] ?? null);
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

/** esbuild numbers what has the same name twice: `S3Client2` of S3Client.js is S3Client. */
function exportedName(name: string, path: string): string {
  const stem = /([^/]+)\.[a-z]+$/.exec(path)?.[1] ?? "";
  if (stem !== "" && name.startsWith(stem) && /^\d*$/.test(name.slice(stem.length))) return stem;
  return /Client\d+$/.test(name) ? name.replace(/\d+$/, "") : name;
}
