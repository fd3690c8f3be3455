import type * as Yaml from "yaml";
import { InputError, type Problem } from "../errors.js";
import { longForm } from "./intrinsics.js";
import type { Node } from "./node.js";

/** Deeper than any template. */
export const MAXIMUM_DEPTH = 200;
/** Nodes that a text may stand for once its aliases are followed: ten lines of them can mean billions. */
const MAXIMUM_NODES = 1_000_000;

interface Read {
  readonly value: Node;
  /** How many nodes that is, aliases followed. */
  readonly size: number;
}

/** Turns the nodes of a YAML document into plain data. */
export class YamlReader {
  readonly problems: Problem[] = [];
  readonly #offsets = new WeakMap<object, number>();
  readonly #anchors = new Map<string, Read>();
  readonly #unknownTags = new Set<string>();
  /** Keys that merging has copied. */
  #merged = 0;

  constructor(
    private readonly yaml: typeof Yaml,
    private readonly lineAt: (offset: number) => number,
    private readonly path: string,
  ) {}

  /** Throws InputError for what is nested too deep or grows too large once its aliases are followed. */
  read(node: unknown): Node {
    return this.#read(node, 0).value;
  }

  lineOf(node: Node | undefined): number | null {
    const offset = typeof node === "object" && node !== null ? this.#offsets.get(node) : undefined;
    return offset === undefined ? null : this.lineAt(offset);
  }

  #read(node: unknown, depth: number): Read {
    if (depth > MAXIMUM_DEPTH)
      throw this.#refused("nested-too-deep", `is nested deeper than ${MAXIMUM_DEPTH} levels`);
    if (this.yaml.isAlias(node)) return this.#alias(node);
    if (!this.yaml.isMap(node) && !this.yaml.isSeq(node) && !this.yaml.isScalar(node))
      return { value: null, size: 1 };
    const untagged = this.yaml.isScalar(node)
      ? { value: scalar(node), size: 1 }
      : this.yaml.isMap(node)
        ? this.#map(node, depth)
        : this.#list(node, depth);
    if (untagged.size > MAXIMUM_NODES) throw this.#refusedAliases();
    const read = { ...untagged, value: this.#tagged(node, untagged.value) };
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, read);
    return read;
  }

  #alias(alias: Yaml.Alias): Read {
    const read = this.#anchors.get(alias.source);
    if (read !== undefined) return read;
    this.#note(alias, "unknown-alias", `*${alias.source} names no anchor before it; it is read as empty.`);
    return { value: null, size: 1 };
  }

  #list(list: Yaml.YAMLSeq, depth: number): Read {
    const items = list.items.map((item) => this.#read(item, depth + 1));
    return { value: items.map(({ value }) => value), size: sizeOf(items) };
  }

  #map(map: Yaml.YAMLMap, depth: number): Read {
    const own: Record<string, Node> = Object.create(null);
    const merged: Node[] = [];
    const reads: Read[] = [];
    for (const { key, value } of map.items) {
      if (!this.yaml.isScalar(key)) continue;
      const read = this.#read(value, depth + 1);
      reads.push(read);
      const name = key.source ?? String(key.value ?? "");
      if (name === "<<" && key.type === "PLAIN") merged.push(read.value);
      else {
        own[name] = read.value;
        this.#place(read.value, key);
      }
    }
    if (merged.length === 0) return { value: own, size: sizeOf(reads) };
    const whole: Record<string, Node> = Object.create(null);
    // Of several mappings under one merge key the first wins: https://yaml.org/type/merge.html
    const sources = merged.flatMap((one) => (Array.isArray(one) ? one.toReversed() : [one]));
    for (const source of [...sources, own]) {
      if (Array.isArray(source)) continue;
      Object.assign(whole, source);
      this.#merged += Object.keys(whole).length;
      if (this.#merged > MAXIMUM_NODES) throw this.#refusedAliases();
    }
    return { value: whole, size: sizeOf(reads) };
  }

  #tagged(node: Yaml.Node & { readonly tag?: string }, value: Node): Node {
    const { tag } = node;
    if (tag === undefined || !/^![^!]/.test(tag)) return value;
    const { name, isKnown } = longForm(tag);
    if (!isKnown && !this.#unknownTags.has(tag)) {
      this.#unknownTags.add(tag);
      this.#note(
        node,
        "unknown-tag",
        `the tag ${tag} is none of CloudFormation's; its values count as unknown.`,
      );
    }
    return Object.assign(Object.create(null), { [name]: value });
  }

  #place(value: Node, key: Yaml.Node): void {
    if (typeof value !== "object" || value === null || this.#offsets.has(value)) return;
    this.#offsets.set(value, key.range?.[0] ?? 0);
  }

  #note(node: Yaml.Node, code: string, message: string): void {
    const line = node.range == null ? null : this.lineAt(node.range[0]);
    this.problems.push({ level: "note", code, path: this.path, line, message });
  }

  #refusedAliases(): InputError {
    return this.#refused("too-many-aliases", `stands for over ${MAXIMUM_NODES} values through its aliases`);
  }

  #refused(code: string, what: string): InputError {
    return new InputError({
      code,
      path: this.path,
      message: `${what}; no template is. Check what wrote it.`,
    });
  }
}

function scalar({ value, source }: Yaml.Scalar): Node {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  // What YAML's own tags make of text (!!binary, !!timestamp).
  return source ?? null;
}

function sizeOf(reads: readonly Read[]): number {
  return reads.reduce((sum, { size }) => sum + size, 1);
}
