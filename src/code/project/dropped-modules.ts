import { posix } from "node:path";
import { ImportScan } from "./import-scan.js";
import { FirstPartyResolver } from "./module-resolution.js";
import { type SourceSet, sourcesFromTexts } from "./source-set.js";

/** Originals with what their imports by a project's own names lead to. */
export interface Recovered {
  /** The originals' texts by absolute path, and barrels in place of those that left no code. */
  readonly texts: ReadonlyMap<string, string>;
  readonly alias: SourceSet["alias"];
  /** Originals that such imports lead to: no entry of the bundle. */
  readonly imported: ReadonlySet<string>;
}

const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Of a workspace package: what its name leads to. */
const ENTRY = /\/(index|main|src\/index|src\/main|lib\/index)$/;

/**
 * A map has no tsconfig and no package.json: only the bundler knew where `@lib/orders` leads. Nor has it the files
 * that left no code in the bundle, barrels above all. Both are told by the originals that there are: a name of the
 * project's own by the path that ends like it, a barrel by where the names lie that are imported from it. Where
 * several would do the nearest is taken, and none where that isn't clear.
 * @param isPackage whether a specifier means a package: what the bundle still imports, or has in it
 */
export async function recoverDropped(
  texts: ReadonlyMap<string, string>,
  isPackage: (specifier: string) => boolean,
): Promise<Recovered> {
  const sources = sourcesFromTexts(texts);
  const resolver = new FirstPartyResolver(sources);
  const scan = new ImportScan(sources, resolver);
  const aliases = new Map<string, string>();
  const barrels = new Map<string, Map<string, string>>();
  const imported = new Set<string>();
  const exporters = new Exporters(texts);
  for (const from of texts.keys()) {
    for (const specifier of scan.specifiersOf(from)) {
      const isRelative = /^\.{1,2}(\/|$)/.test(specifier);
      if (resolver.resolve(specifier, from) !== null || (!isRelative && isPackage(specifier))) continue;
      const { clausesFor } = await import("./import-clauses.js");
      const { names: wanted, isForTypes } = clausesFor(texts.get(from) ?? "", from, specifier);
      if (isForTypes) continue;
      const meant = isRelative ? null : endingLike(specifier, from, texts.keys());
      if (meant !== null && exporters.mayGive(meant, wanted)) {
        imported.add(meant);
        aliases.set(`${from}\n${specifier}`, meant);
        continue;
      }
      const place = isRelative ? posix.resolve(posix.dirname(from), specifier) : `/~/${specifier}`;
      const barrel = `${place.replace(SCRIPT, "")}.ts`;
      const near = isRelative ? place.replace(/\.[cm]?js$|\/index(\.[cm]?js)?$/g, "") : tailOf(specifier);
      const names = barrels.get(barrel) ?? new Map<string, string>();
      for (const name of wanted) {
        const file = exporters.of(name, near, from);
        if (file === null) continue;
        names.set(name, file);
        imported.add(file);
      }
      if (names.size === 0) continue;
      barrels.set(barrel, names);
      if (!isRelative) aliases.set(`${from}\n${specifier}`, barrel);
    }
  }
  const written = new Map(texts);
  for (const [barrel, names] of barrels) written.set(barrel, textOf(barrel, names));
  return {
    texts: written,
    alias: (specifier, from) => {
      const target = aliases.get(`${from}\n${specifier}`);
      return target === undefined ? [] : [target];
    },
    imported,
  };
}

function textOf(barrel: string, names: ReadonlyMap<string, string>): string {
  const folder = posix.dirname(barrel);
  const lines = [...names].map(([name, file]) => {
    const path = posix.relative(folder, file);
    return `export { ${name} } from ${JSON.stringify(path.startsWith(".") ? path : `./${path}`)};\n`;
  });
  return lines.join("");
}

/** "lib/orders" of "@lib/orders.js", "lib/orders" of "~/lib/orders". */
function tailOf(specifier: string): string {
  return specifier.replace(/^[@~#]\/?/, "").replace(SCRIPT, "");
}

/** The original whose path ends like a specifier, with as much of it as there is: `@app/lib/orders` → src/lib/orders.ts. */
function endingLike(specifier: string, from: string, paths: Iterable<string>): string | null {
  const stems = [...paths]
    .filter((path) => SCRIPT.test(path) && path !== from)
    .map((path) => ({ path, stem: path.replace(SCRIPT, "") }));
  for (let tail = tailOf(specifier); tail !== ""; tail = tail.split("/").slice(1).join("/")) {
    const fitting = stems
      .filter(({ stem }) => stem.endsWith(`/${tail}`) || stem.replace(ENTRY, "").endsWith(`/${tail}`))
      .map(({ path }) => path);
    if (fitting.length > 0) return nearest(fitting, from);
  }
  return null;
}

/** The one that shares the longest way with `from`; null where two are alike. */
function nearest(paths: readonly string[], from: string): string | null {
  const ranked = paths
    .map((path) => ({ path, shared: sharedWay(path, from) }))
    .sort((a, b) => b.shared - a.shared);
  const [first, second] = ranked;
  return first === undefined || first.shared === second?.shared ? null : first.path;
}

function sharedWay(a: string, b: string): number {
  const [left, right] = [a.split("/"), b.split("/")];
  const end = left.findIndex((part, at) => part !== right[at]);
  return end === -1 ? left.length : end;
}

const DECLARED =
  /^export (?:default )?(?:declare |abstract |async ){0,3}(?:function\*? ?|class |const |let |var |enum )([\w$]+)/gm;
const LISTED = /^export ?\{([^}]{0,5000})\}(?! ?from)/gm;

/** Of other files, or in a way that isn't looked into: `export const { a } = b`, CommonJS. */
const HANDS_ON = /^export ?(?:\*|\{[^}]{0,5000}\} ?from|(?:const|let|var) ?[{[])|exports\b/m;

/** Which originals declare an exported name. */
class Exporters {
  readonly #texts: ReadonlyMap<string, string>;
  #byName: ReadonlyMap<string, readonly string[]> | null = null;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** That one below the missing module's folder, else the only one there is. */
  of(name: string, near: string, from: string): string | null {
    this.#byName ??= this.#read();
    const all = (this.#byName.get(name) ?? []).filter((path) => path !== from);
    const below = all.filter((path) => path.includes(`${near.startsWith("/") ? "" : "/"}${near}/`));
    const [only, ...others] = below.length > 0 ? below : all;
    return only !== undefined && others.length === 0 ? only : null;
  }

  /** Whether a file may export one of these names: it declares it, or hands on what others do. */
  mayGive(path: string, names: ReadonlySet<string>): boolean {
    this.#byName ??= this.#read();
    const byName = this.#byName;
    if (names.size === 0 || [...names].some((name) => byName.get(name)?.includes(path))) return true;
    return HANDS_ON.test(this.#texts.get(path) ?? "");
  }

  #read(): ReadonlyMap<string, readonly string[]> {
    const byName = new Map<string, string[]>();
    for (const [path, text] of this.#texts) {
      const names = new Set([...text.matchAll(DECLARED)].map((match) => match[1] ?? ""));
      for (const match of text.matchAll(LISTED))
        for (const one of (match[1] ?? "").split(",")) names.add(one.trim().split(/\s+/).at(-1) ?? "");
      for (const name of names) byName.set(name, [...(byName.get(name) ?? []), path]);
    }
    return byName;
  }
}
