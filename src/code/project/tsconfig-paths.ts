import { posix } from "node:path";
import { parseJsonWithComments } from "./json-with-comments.js";
import type { Workspaces } from "./workspaces.js";

interface PathMapping {
  /** What `paths` are relative to: `baseUrl`, wherever that is set, else the folder of the file that has them. */
  readonly base: string;
  readonly pathsFolder: string;
  readonly baseUrl: string | null;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/**
 * `paths` and `baseUrl` of the nearest tsconfig.json or jsconfig.json, through `extends` by path and by the name of a
 * package of the same monorepo.
 */
export class TsconfigPaths {
  readonly #read: (path: string) => string | null;
  readonly #workspaces: Workspaces;
  readonly #byFolder = new Map<string, PathMapping | null>();

  constructor(read: (path: string) => string | null, workspaces: Workspaces) {
    this.#read = read;
    this.#workspaces = workspaces;
  }

  /** Where a specifier may lead, by the mapping that holds for `from`. */
  candidates(specifier: string, from: string): readonly string[] {
    const mapping = this.#mappingFor(posix.dirname(from));
    if (mapping === null) return [];
    const found: string[] = [];
    for (const [pattern, targets] of mapping.paths) {
      const star = pattern.indexOf("*");
      if (star === -1) {
        if (pattern === specifier) found.push(...targets.map((one) => posix.resolve(mapping.base, one)));
        continue;
      }
      const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
      if (
        specifier.length < before.length + after.length ||
        !specifier.startsWith(before) ||
        !specifier.endsWith(after)
      )
        continue;
      const middle = specifier.slice(before.length, specifier.length - after.length);
      found.push(...targets.map((one) => posix.resolve(mapping.base, one.replace("*", middle))));
    }
    if (mapping.baseUrl !== null) found.push(posix.resolve(mapping.baseUrl, specifier));
    return found;
  }

  /** The folder above that `paths` are relative to of which one leads into this folder; null without such a path. */
  baseLeadingInto(folder: string): string | null {
    const mapping = this.#mappingFor(folder) ?? this.#mappingFor(posix.dirname(folder));
    if (mapping === null || !folder.startsWith(posix.join(mapping.base, "/"))) return null;
    const targets = mapping.paths.flatMap(([, all]) => all.map((one) => posix.resolve(mapping.base, one)));
    const leads = (target: string): boolean => {
      const start = target.replace(/\*.*$/, "");
      return start.startsWith(`${folder}/`) || (start !== target && folder.startsWith(start));
    };
    // `"~/*": ["./*"]` says nothing of any folder.
    const isSaying = (target: string): boolean => target !== posix.join(mapping.base, "*");
    return targets.some((target) => isSaying(target) && leads(target)) ? mapping.base : null;
  }

  #mappingFor(folder: string): PathMapping | null {
    const known = this.#byFolder.get(folder);
    if (known !== undefined) return known;
    const own = this.#load(`${folder}/tsconfig.json`, 0) ?? this.#load(`${folder}/jsconfig.json`, 0);
    const parent = posix.dirname(folder);
    // A tsconfig without paths leaves the next one out of sight in tsc, but often only names what to compile.
    const mapping =
      own !== null && (own.paths.length > 0 || own.baseUrl !== null)
        ? own
        : parent === folder
          ? null
          : this.#mappingFor(parent);
    this.#byFolder.set(folder, mapping);
    return mapping;
  }

  #load(path: string, depth: number): PathMapping | null {
    const text = depth > 8 ? null : this.#read(path);
    const config = text === null ? null : parseJsonWithComments(text);
    if (!isRecord(config)) return null;
    const folder = posix.dirname(path);
    const options = isRecord(config.compilerOptions) ? config.compilerOptions : {};
    const parents = [config.extends].flat().filter((one): one is string => typeof one === "string");
    let inherited: PathMapping | null = null;
    for (const parent of parents) {
      const target = this.#target(parent, folder);
      if (target === null) continue;
      inherited = this.#load(target.endsWith(".json") ? target : `${target}.json`, depth + 1) ?? inherited;
    }
    const baseUrl =
      typeof options.baseUrl === "string"
        ? posix.resolve(folder, options.baseUrl)
        : (inherited?.baseUrl ?? null);
    const paths = isRecord(options.paths)
      ? Object.entries(options.paths).map(
          ([pattern, targets]) =>
            [pattern, [targets].flat().filter((one): one is string => typeof one === "string")] as const,
        )
      : (inherited?.paths ?? []);
    const pathsFolder = isRecord(options.paths) ? folder : (inherited?.pathsFolder ?? folder);
    return { base: baseUrl ?? pathsFolder, pathsFolder, baseUrl, paths };
  }

  /** "@shop/tsconfig/base.json", "@shop/tsconfig" (its tsconfig.json), "../tsconfig.base". */
  #target(parent: string, folder: string): string | null {
    if (parent.startsWith(".")) return posix.resolve(folder, parent);
    const [, name, file] = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.+))?$/.exec(parent) ?? [];
    const at = name === undefined ? undefined : this.#workspaces.around(folder).get(name);
    return at === undefined ? null : posix.join(at, file ?? "tsconfig.json");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
