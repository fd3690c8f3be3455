import { dirname, posix, resolve } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import type { CodeReference } from "../template/declared.js";
import { entry, isMap, textEntry } from "../template/node.js";
import { type ParameterAsset, readAssemblyFile } from "./cdk-manifest.js";

/** Where the files lie that a stack's template refers to as objects in S3. */
export class CdkAssets {
  /** Absolute paths by object key, and by hash. */
  readonly #places = new Map<string, string>();
  /** Values of the parameters by which CDK v1's templates know their assets. */
  readonly parameters = new Map<string, string>();

  /**
   * Reads an *.assets.json (an absolute path): of its files `source.path` is relative to it.
   * https://github.com/aws/aws-cdk-cli/blob/main/packages/%40aws-cdk/cloud-assembly-schema/lib/assets/file-asset.ts
   * Throws InputError: cdk-file-missing, broken-cdk-assembly.
   */
  read(file: string, cwd: string): void {
    const files = entry(readAssemblyFile(file, cwd), "files");
    for (const [hash, asset] of Object.entries(isMap(files) ? files : {})) {
      const path = textEntry(asset, "source", "path");
      // Without a path a command makes it while deploying.
      if (path === null) continue;
      const place = resolve(dirname(file), path);
      this.#places.set(hash, place);
      const destinations = entry(asset, "destinations");
      for (const one of Object.values(isMap(destinations) ? destinations : {})) {
        const key = textEntry(one, "objectKey");
        if (key !== null) this.#places.set(key, place);
      }
    }
  }

  /** A template joins what stands before and after "||" in the key's parameter. */
  add({ id, place, bucketParameter, keyParameter }: ParameterAsset): void {
    this.#places.set(id, place);
    this.parameters.set(bucketParameter, "assets");
    this.parameters.set(keyParameter, `||${id}`);
  }

  /** Absolute path of what a template refers to; null for what is no asset. `template`: its absolute path. */
  place(code: CodeReference, template: string): string | null {
    const place = code.kind === "path" ? resolve(dirname(template), code.path) : this.#object(code);
    return place === null ? null : movedAlong(place, template);
  }

  #object(code: CodeReference): string | null {
    if (code.kind !== "object") return null;
    const hash = posix.basename(code.key).replace(/\.[^.]*$/, "");
    return this.#places.get(code.key) ?? this.#places.get(hash) ?? null;
  }
}

/** An assembly that lies elsewhere than where it was made still has its assets, beside or above the template. */
function movedAlong(place: string, template: string): string {
  const name = place.slice(place.lastIndexOf("asset."));
  if (statOf(place) !== null || !/^asset\.[\w.-]+$/.test(name)) return place;
  let folder = dirname(template);
  for (let level = 0; level < MAXIMUM_STAGES && folder !== dirname(folder); level += 1) {
    const moved = resolve(folder, name);
    if (statOf(moved) !== null) return moved;
    folder = dirname(folder);
  }
  return place;
}

/** Stages in stages: more of them nobody has. */
const MAXIMUM_STAGES = 5;
