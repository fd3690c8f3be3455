import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { InputError } from "../errors.js";
import type { Resolver } from "../graph/resolve.js";
import type { HandlerPlace } from "./locate-handler.js";
import { moduleShape } from "./module-shape.js";
import type { ClientGeneration } from "./runtime-client.js";
import { type Members, type ModuleShape, type Shape, UNDEFINED, UNKNOWN } from "./shape.js";

/** Whether a module hands out the function that a handler names. Only what is sure is said. */
export type ExportAnswer =
  /** It is there; `parameters` is its `length`, null where that isn't known. */
  | { readonly kind: "there"; readonly parameters: number | null }
  /** It surely isn't; `names` are those that are, of the place where it was looked for. */
  | { readonly kind: "absent"; readonly names: readonly string[] }
  /** It is there and no function. */
  | { readonly kind: "no-function"; readonly what: string }
  | { readonly kind: "unknown" };

type HandlerFile = Extract<HandlerPlace, { kind: "file" }>;

/** A value and the file whose imports it speaks of. */
interface Located {
  readonly shape: Shape;
  readonly file: string;
}

/** A handler's file is code; what is larger is data that somebody named .js. */
const MAXIMUM_MODULE_BYTES = 64 * 1024 * 1024;
/** As many files as an export is handed on through. */
const MAXIMUM_HOPS = 8;
const UNKNOWN_ANSWER: ExportAnswer = { kind: "unknown" };

/** Looks handlers' functions up in what modules export, followed through the files that hand them on. */
export class ExportFinder {
  readonly #artifact: Artifact;
  readonly #resolver: Resolver;
  readonly #modules = new Map<string, Promise<ModuleShape | null>>();

  constructor(artifact: Artifact, resolver: Resolver) {
    this.#artifact = artifact;
    this.#resolver = resolver;
  }

  async find(place: HandlerFile, generation: ClientGeneration): Promise<ExportAnswer> {
    const { path, format, imported, exportPath } = place;
    // JSON holds no functions; what a native addon exports only loading it tells.
    if (format === "data") return path.endsWith(".json") ? { kind: "absent", names: [] } : UNKNOWN_ANSWER;
    const read = await this.#module(path, format);
    if (read === null) return UNKNOWN_ANSWER;
    const { module, file } = await this.#settled(read, path);
    const first = await this.#walk(imported ? asNamespace(module) : module, exportPath, file, generation);
    if (generation === "3.x" || first.kind !== "absent") return first;
    const second = await this.#walkDefault(module, exportPath, file, imported);
    return second.kind === "absent" ? first : second;
  }

  /** 4.x looks into what `default` holds, too: of CommonJS that is `module.exports`. */
  async #walkDefault(
    module: ModuleShape,
    names: readonly string[],
    file: string,
    imported: boolean,
  ): Promise<ExportAnswer> {
    if (imported && module.format === "cjs") return this.#walk(module, names, file, "4.x");
    const standard = await this.#member(module, "default", file, MAXIMUM_HOPS);
    return standard === null ? { kind: "absent", names: [] } : this.#walkValue(standard, names, "4.x");
  }

  /** `module.exports = require("./x")` is x. */
  async #settled(
    module: ModuleShape,
    file: string,
    hops = MAXIMUM_HOPS,
  ): Promise<{ module: ModuleShape; file: string }> {
    if (module.whole.kind !== "imported") return { module, file };
    const { specifier, name, syntax } = module.whole;
    const target = name === null ? await this.#target(specifier, file, syntax, hops) : null;
    if (target === null) return { module: { ...module, whole: UNKNOWN }, file };
    return target;
  }

  async #walk(
    module: ModuleShape,
    names: readonly string[],
    file: string,
    generation: ClientGeneration,
  ): Promise<ExportAnswer> {
    const [first, ...rest] = names;
    const { whole } = module;
    if (first === undefined) return UNKNOWN_ANSWER;
    if (generation === "4.x" && whole.kind === "function")
      return { kind: "absent", names: namesOf(whole.members) };
    const member = await this.#member(module, first, file, MAXIMUM_HOPS);
    if (member === null) return { kind: "absent", names: "members" in whole ? namesOf(whole.members) : [] };
    // A name that is there, though nobody sees what it is.
    if (
      rest.length === 0 &&
      member.shape.kind === "unknown" &&
      "members" in whole &&
      whole.members.named.has(first)
    ) {
      return { kind: "there", parameters: null };
    }
    return this.#walkValue(member, rest, generation);
  }

  async #walkValue(
    value: Located,
    names: readonly string[],
    generation: ClientGeneration,
  ): Promise<ExportAnswer> {
    const located = await this.#followed(value, MAXIMUM_HOPS);
    const { shape, file } = located;
    const [first, ...rest] = names;
    if (first === undefined) return judged(shape);
    if (shape.kind === "undefined" || shape.kind === "plain") return { kind: "absent", names: [] };
    if (!("members" in shape)) return UNKNOWN_ANSWER;
    // 4.x looks into objects only.
    if (shape.kind === "function" && generation === "4.x") return { kind: "absent", names: [] };
    const member = shape.members.named.get(first);
    if (member !== undefined) {
      if (rest.length === 0 && member.kind === "unknown") return { kind: "there", parameters: null };
      return this.#walkValue({ shape: surely(member, shape.members), file }, rest, generation);
    }
    const isUnclear = shape.members.isOpen || isInherited(first);
    return isUnclear ? UNKNOWN_ANSWER : { kind: "absent", names: namesOf(shape.members) };
  }

  /** An export of a module; null where there surely is none. */
  async #member(module: ModuleShape, name: string, file: string, hops: number): Promise<Located | null> {
    const { whole, stars } = module;
    if (whole.kind === "plain" || whole.kind === "undefined") return null;
    if (!("members" in whole) || hops === 0) return { shape: UNKNOWN, file };
    const own = whole.members.named.get(name);
    if (own !== undefined && own.kind !== "undefined") return { shape: surely(own, whole.members), file };
    // A namespace inherits nothing, and hands on no default.
    if (module.format === "cjs" && isInherited(name)) return { shape: UNKNOWN, file };
    if (module.format === "esm" && name === "default")
      return whole.members.isOpen ? { shape: UNKNOWN, file } : null;
    let isUnclear = whole.members.isOpen;
    for (const { specifier, syntax } of stars) {
      const target = await this.#target(specifier, file, syntax, hops);
      const found = target === null ? null : await this.#member(target.module, name, target.file, hops - 1);
      if (found !== null && found.shape.kind !== "unknown") return found;
      isUnclear ||= target === null || found !== null;
    }
    return isUnclear ? { shape: UNKNOWN, file } : null;
  }

  /** What an import stands for, through as many files as it takes. */
  async #followed(value: Located, hops: number): Promise<Located> {
    const { shape, file } = value;
    if (shape.kind !== "imported") return value;
    const target = hops === 0 ? null : await this.#target(shape.specifier, file, shape.syntax, hops);
    if (target === null) return { shape: UNKNOWN, file };
    if (shape.name === null) {
      if (target.module.stars.length > 0) return { shape: UNKNOWN, file };
      return this.#followed({ shape: target.module.whole, file: target.file }, hops - 1);
    }
    const member = await this.#member(target.module, shape.name, target.file, hops - 1);
    return member === null ? { shape: UNDEFINED, file } : this.#followed(member, hops - 1);
  }

  /** The module that a specifier leads to, as the importing syntax sees it; null where that can't be told. */
  async #target(
    specifier: string,
    from: string,
    syntax: "import" | "require",
    hops: number,
  ): Promise<{ readonly module: ModuleShape; readonly file: string } | null> {
    const found = await this.#resolver.resolve(specifier, from, syntax);
    if (typeof found === "string" || /\.(?:json|node|wasm)$/.test(found.path)) return null;
    const format = await this.#formatOf(found.path);
    const module = await this.#module(found.path, format);
    // What a `require` of an ES module gives depends on Node's switches.
    if (module === null || (syntax === "require" && format === "esm")) return null;
    const settled =
      hops === 0 ? { module, file: found.path } : await this.#settled(module, found.path, hops - 1);
    return { file: settled.file, module: syntax === "import" ? asNamespace(settled.module) : settled.module };
  }

  async #formatOf(path: string): Promise<"cjs" | "esm"> {
    if (path.endsWith(".mjs")) return "esm";
    if (path.endsWith(".cjs")) return "cjs";
    return (await this.#resolver.packageType(path)) === "module" ? "esm" : "cjs";
  }

  #module(path: string, format: "cjs" | "esm"): Promise<ModuleShape | null> {
    const key = `${format} ${path}`;
    const known = this.#modules.get(key) ?? this.#read(path, format);
    this.#modules.set(key, known);
    return known;
  }

  async #read(path: string, format: "cjs" | "esm"): Promise<ModuleShape | null> {
    try {
      return moduleShape(decoded(await this.#artifact.read(path, MAXIMUM_MODULE_BYTES)), format);
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  }
}

/**
 * What `import()` gives: of CommonJS the names that Node sees in the text, and `default`, which is `module.exports`.
 * A function's properties may be among the names or not.
 */
function asNamespace(module: ModuleShape): ModuleShape {
  if (module.format === "esm") return module;
  const { whole } = module;
  if (whole.kind !== "object") {
    const isSeen = whole.kind === "function" && whole.members.named.size === 0 && !whole.members.isOpen;
    return {
      format: "esm",
      whole: { kind: "object", members: { named: new Map([["default", whole]]), isOpen: !isSeen } },
      stars: [],
    };
  }
  const { named, isOpen } = whole.members;
  const standard: Shape = { kind: "object", members: { named, isOpen: isOpen || module.stars.length > 0 } };
  const members = { named: new Map([...named, ["default", standard]]), isOpen };
  return { format: "esm", whole: { kind: "object", members }, stars: module.stars };
}

/** What is there unless something that isn't followed put another value in its place. */
function surely(member: Shape, { isOpen }: Members): Shape {
  return isOpen && member.kind === "plain" ? UNKNOWN : member;
}

function judged(shape: Shape): ExportAnswer {
  switch (shape.kind) {
    case "function":
      return { kind: "there", parameters: shape.parameters };
    case "undefined":
      return { kind: "absent", names: [] };
    case "object":
      return { kind: "no-function", what: "an object" };
    case "plain":
      return { kind: "no-function", what: shape.what };
    default:
      return UNKNOWN_ANSWER;
  }
}

function namesOf({ named }: Members): readonly string[] {
  return [...named]
    .filter(([name, shape]) => name !== "__esModule" && shape.kind !== "undefined")
    .map(([name]) => name)
    .sort();
}

/** `toString` and the like are found in every object. */
function isInherited(name: string): boolean {
  return name in Object.prototype || name in Function.prototype;
}
