import { entry, isList, isMap, type Node, type NodeMap } from "../template/node.js";
import { literalOf, partsOf, type Source, sourceOf } from "./serverless-syntax.js";

/** What only a deployment knows: an option or environment variable without a default, a parameter in AWS. */
export const UNRESOLVED = Symbol("unresolved");
export type Resolved = Node | typeof UNRESOLVED;

/** Variables of variables of variables: deeper, they lead to themselves. */
const MAXIMUM_DEPTH = 30;
/** More in one file are somebody's joke. */
const MAXIMUM_STEPS = 50_000;
const MAXIMUM_TEXT = 1_000_000;

/**
 * Evaluates the variables of a service as far as they are static: as `serverless package` does without options and in
 * an empty environment.
 */
export class Variables {
  #steps = 0;

  constructor(
    private readonly service: Node,
    /** A file beside the service's, parsed. */
    private readonly readFile: (path: string) => Promise<Resolved>,
  ) {}

  /** What stands behind keys, variables followed; null where nothing does. */
  async at(node: Resolved, ...keys: readonly string[]): Promise<Resolved> {
    return this.#at(node, keys, 0);
  }

  /** Items of a list, as written; a single map is a list of one, as files often write `functions`. */
  async maps(node: Resolved): Promise<readonly NodeMap[]> {
    const found = await this.at(node);
    if (found === UNRESOLVED) return [];
    if (!isList(found)) return isMap(found) ? [found] : [];
    const items = await Promise.all(found.map((item) => this.at(item)));
    return items.filter(isMap);
  }

  async #at(node: Resolved, keys: readonly string[], depth: number): Promise<Resolved> {
    let found = await this.#value(node, depth);
    for (const key of keys) {
      if (found === UNRESOLVED) return UNRESOLVED;
      const next: Node = isList(found) ? (found[Number(key)] ?? null) : entry(found, key);
      found = await this.#value(next, depth);
    }
    return found;
  }

  async #value(node: Resolved, depth: number): Promise<Resolved> {
    if (typeof node !== "string" || !node.includes("${")) return node;
    this.#steps += 1;
    if (depth > MAXIMUM_DEPTH || this.#steps > MAXIMUM_STEPS) return UNRESOLVED;
    const parts = partsOf(node);
    const [only, ...others] = parts;
    if (only !== undefined && typeof only !== "string" && others.length === 0)
      return this.#variable(only.sources, depth + 1);
    let text = "";
    for (const part of parts) {
      const value = typeof part === "string" ? part : await this.#variable(part.sources, depth + 1);
      if (value === UNRESOLVED || (typeof value === "object" && value !== null)) return UNRESOLVED;
      text += value ?? "";
      if (text.length > MAXIMUM_TEXT) return UNRESOLVED;
    }
    return text;
  }

  /** The first source that says something. */
  async #variable(sources: readonly string[], depth: number): Promise<Resolved> {
    for (const [index, source] of sources.entries()) {
      const isLast = index === sources.length - 1;
      const value = await this.#source(source, depth);
      // Not given on this command line, so that the default counts; without one nobody knows.
      if (value === null || value === NOT_GIVEN) {
        if (!isLast) continue;
        return value === null ? null : UNRESOLVED;
      }
      return value;
    }
    return null;
  }

  async #source(text: string, depth: number): Promise<Resolved | typeof NOT_GIVEN> {
    const literal = literalOf(text);
    if (typeof literal === "string") return this.#value(literal, depth);
    if (literal !== undefined) return literal;
    const written = await this.#value(text, depth);
    // A variable that stands where a source does.
    if (text.startsWith("${") && partsOf(text).length === 1) return written;
    const source = typeof written === "string" ? sourceOf(written) : null;
    return source === null ? UNRESOLVED : this.#named(source, depth);
  }

  async #named({ type, parameter, address }: Source, depth: number): Promise<Resolved | typeof NOT_GIVEN> {
    const keys = address === null || address === "" ? [] : address.split(".");
    switch (type) {
      case "self":
        return this.#at(this.service, keys, depth);
      case "opt":
      case "env":
        return NOT_GIVEN;
      case "sls":
        return address === "stage" ? this.#stage(depth) : UNRESOLVED;
      case "param":
        return this.#parameter(keys, depth);
      case "file":
        return /\.(ya?ml|json)$/i.test(parameter ?? "")
          ? this.#at(await this.readFile(parameter ?? ""), keys, depth)
          : UNRESOLVED;
      default:
        return UNRESOLVED;
    }
  }

  /** https://www.serverless.com/framework/docs/guides/variables#referencing-serverless-core-variables */
  async #stage(depth: number): Promise<Resolved> {
    return (await this.#at(this.service, ["provider", "stage"], depth)) ?? "dev";
  }

  /** Of the stage, else of all: https://www.serverless.com/framework/docs/guides/parameters; else the command line's. */
  async #parameter(keys: readonly string[], depth: number): Promise<Resolved | typeof NOT_GIVEN> {
    const stage = await this.#stage(depth);
    if (typeof stage !== "string") return UNRESOLVED;
    for (const place of [
      ["params", stage],
      ["stages", stage, "params"],
      ["params", "default"],
      ["stages", "default", "params"],
    ]) {
      const found = await this.#at(this.service, [...place, ...keys], depth);
      if (found !== null) return found;
    }
    return NOT_GIVEN;
  }
}

const NOT_GIVEN = Symbol("not given");
