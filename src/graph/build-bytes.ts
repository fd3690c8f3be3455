import { packagePath } from "../artifact/package-path.js";
import { InputError } from "../errors.js";
import type { BuiltOutput, RenderedModule } from "./build.js";
import { codeWeight } from "./code-weight.js";
import { isMinified } from "./minified.js";
import { renderedBytes } from "./rendered-bytes.js";
import { upwardsCut } from "./source-map-names.js";
import { parseSourceMap } from "./source-map-parse.js";
import { mappedBytes } from "./source-map-sizes.js";
import { inlineSourceMap, sourceMapComment } from "./source-map-url.js";

/** Rolldown takes 1.3% of what it has rendered out of a bundle of pdf-lib. */
const SMALL_CHANGE = 0.05;

/** Whose the bytes of an output are. */
export interface OutputBytes {
  /** By module key; their sum is no more than the output has. */
  readonly bytes: ReadonlyMap<string, number>;
  /** True where nobody could tell, so that they were shared out by what minifiers leave of each module. */
  readonly estimated: boolean;
}

/** @param keyOf a module's key, null for a bundler's helpers; the same for originals as the output's map names them */
export interface ModuleKeys {
  readonly ofModule: (id: string) => string | null;
  readonly ofOriginal: (source: string, output: BuiltOutput) => string | null;
}

/**
 * The bytes of an output by module. Exactly, where the modules' code still stands in it as it was rendered; else by its
 * source map; else shared out: minifiers tell nobody what they made of whom.
 */
export async function outputBytes(output: BuiltOutput, keys: ModuleKeys): Promise<OutputBytes> {
  const { modules } = output;
  const content = Buffer.from(output.content.buffer, output.content.byteOffset, output.content.byteLength);
  if (modules.length === 0) return { bytes: new Map(), estimated: false };
  const comment = sourceMapComment(content);
  const script = comment === null ? content : content.subarray(0, comment.start);
  const exact = renderedBytes(script, modules);
  if (exact !== null) return { bytes: byKey(exact, keys.ofModule), estimated: false };
  const minified = isMinified(script);
  const weights = weightsOf(modules, minified, keys.ofModule);
  const whole = sum(weights.values());
  // What was rendered is still there, save for what was moved or taken out of a few modules: maps leave out indentation.
  if (
    !minified &&
    modules.every(isRendered) &&
    Math.abs(whole - script.length) < SMALL_CHANGE * script.length
  )
    return { bytes: shared(script.length, weights), estimated: false };
  const map = output.map ?? (comment === null ? null : inlineSourceMap(content, comment)?.toString()) ?? null;
  const mapped = map === null ? null : originalBytes(script, output, map, keys);
  if (mapped !== null) {
    const bytes = withUnmapped(fitting(mapped, weights), weights, script.length);
    return { bytes, estimated: false };
  }
  return {
    bytes: shared(script.length, weights),
    estimated: new Set([...weights.keys()].map(owner)).size > 1,
  };
}

function byKey(
  sizes: readonly (readonly [id: string, bytes: number])[],
  keyOf: ModuleKeys["ofModule"],
): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const [id, size] of sizes) {
    const key = keyOf(id);
    if (key !== null) bytes.set(key, (bytes.get(key) ?? 0) + size);
  }
  return bytes;
}

/** By key; helpers under "". */
function weightsOf(
  modules: readonly RenderedModule[],
  minified: boolean,
  keyOf: ModuleKeys["ofModule"],
): ReadonlyMap<string, number> {
  const weigh = minified ? codeWeight : Buffer.byteLength;
  const sizes = modules.map(
    ({ id, code, size }): [string, number] => [id, code === null ? size : weigh(code)] as const,
  );
  return byKey(sizes, (id) => keyOf(id) ?? "");
}

function shared(total: number, weights: ReadonlyMap<string, number>): Map<string, number> {
  const whole = sum(weights.values());
  const bytes = new Map<string, number>();
  for (const [key, weight] of weights) {
    if (key !== "") bytes.set(key, whole === 0 ? 0 : Math.floor((total * weight) / whole));
  }
  return bytes;
}

function sum(sizes: Iterable<number>): number {
  let whole = 0;
  for (const size of sizes) whole += size;
  return whole;
}

function isRendered({ code, size }: RenderedModule): boolean {
  return size === 0 || code !== null;
}

function originalBytes(
  script: Buffer,
  output: BuiltOutput,
  map: string,
  keys: ModuleKeys,
): ReadonlyMap<string, number> | null {
  const bytes = new Map<string, number>();
  try {
    const parsed = parseSourceMap(Buffer.from(map), output.path);
    const names = rawSources(map) ?? parsed.paths;
    for (const [index, size] of mappedBytes(script, parsed, output.path)) {
      const source = names[index] ?? null;
      const key = source === null ? null : keys.ofOriginal(source, output);
      if (key !== null) bytes.set(key, (bytes.get(key) ?? 0) + size);
    }
  } catch (error) {
    // Another plugin's map that is none: as without it.
    if (!(error instanceof InputError)) throw error;
    return null;
  }
  return bytes.size === 0 ? null : bytes;
}

/** The sources as the map writes them; null of an indexed map, whose parts have their own. */
function rawSources(map: string): readonly (string | null)[] | null {
  const { sources, sourceRoot = "" } = JSON.parse(map) as {
    readonly sources?: readonly (string | null)[];
    readonly sourceRoot?: string | null;
  };
  if (sources === undefined) return null;
  const root =
    sourceRoot === null || sourceRoot === "" || sourceRoot.endsWith("/") ? sourceRoot : `${sourceRoot}/`;
  return sources.map((source) => (source === null ? null : `${root ?? ""}${source}`));
}

/**
 * Bytes of originals as those of modules: a map may name what a module was compiled from, or name it another way. What
 * is no module's goes to the modules of the same package, or of the user's own code, by their weight.
 */
function fitting(
  mapped: ReadonlyMap<string, number>,
  weights: ReadonlyMap<string, number>,
): Map<string, number> {
  const bytes = new Map<string, number>();
  const others = new Map<string, number>();
  const short = new Map([...weights.keys()].map((key) => [upwardsCut(key), key]));
  for (const [original, size] of mapped) {
    const key = weights.has(original) ? original : short.get(upwardsCut(original));
    if (key !== undefined) bytes.set(key, (bytes.get(key) ?? 0) + size);
    else others.set(owner(original), (others.get(owner(original)) ?? 0) + size);
  }
  for (const [name, size] of others) {
    const same = [...weights].filter(([key]) => key !== "" && owner(key) === name);
    for (const [key, share] of shared(size, new Map(same))) bytes.set(key, (bytes.get(key) ?? 0) + share);
  }
  return bytes;
}

/** Data (JSON) has no mappings: it has a part of what a map leaves, no more than it weighs. */
function withUnmapped(
  bytes: Map<string, number>,
  weights: ReadonlyMap<string, number>,
  total: number,
): Map<string, number> {
  const rest = total - sum(bytes.values());
  const missing = [...weights].filter(([key]) => !bytes.has(key) && !/(^|\.[cm]?[jt]sx?)$/.test(key));
  const wanted = sum(new Map(missing).values());
  for (const [key, share] of shared(Math.min(rest, wanted), new Map(missing))) bytes.set(key, share);
  return bytes;
}

/** Whose a module is: "" for the user's own. */
function owner(key: string): string {
  return packagePath(key)?.id ?? "";
}
