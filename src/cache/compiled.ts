import { createHash } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import nodeModule, { createRequire } from "node:module";
import { basename, join } from "node:path";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { underUsualFlags } from "../v8-flags.js";
import { cacheFolder } from "./cache-folder.js";

/** CommonJS files of the package, one beside the other, by name; hashes of what they hold, taken when they were built. */
export type OwnFiles = Readonly<Record<string, string>>;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `require` for files of this package that are large: what V8 compiled of them, functions that ran included, is kept in
 * `node_modules/.cache/lambda-lint` of where the package is installed, and taken by later runs (`vm.Script`'s `cachedData`).
 * Where Node keeps compiled code itself, since 22.8 and where the process asked it to, or nothing may be kept, it is
 * Node's own `require`. NODE_DISABLE_COMPILE_CACHE=1 says no, as it does to Node.
 * @param folder absolute
 */
export function requireOwn(folder: string, name: string, files: OwnFiles, env: Environment): unknown {
  return underUsualFlags(() => load(folder, name, files, env));
}

function load(folder: string, name: string, files: OwnFiles, env: Environment): unknown {
  const path = join(folder, name);
  const nodeRequire = createRequire(path);
  const hash = files[name];
  const place = hash === undefined || isKeptElsewhere(env) ? null : cacheFolder(folder, env);
  if (place === null || hash === undefined) return nodeRequire(path);
  const kept = new Kept(join(place, `${basename(name, ".cjs")}-${cachedDataVersionTag()}.v8`), hash);
  const cachedData = kept.read();
  // build.mjs sees to it that they are ASCII: of bytes each of which is a character V8 takes a string as they are.
  const source = `(function (${PARAMETERS.join(", ")}) {${readFileSync(path, "latin1")}\n})`;
  const script = new Script(source, { filename: path, ...(cachedData === null ? {} : { cachedData }) });
  // Once the run is over, V8 knows which functions it was made of.
  if (script.cachedDataRejected !== false) process.once("exit", () => kept.write(script.createCachedData()));
  const module = { exports: {} };
  const require = (id: string): unknown => {
    const own = id.slice("./".length);
    return Object.hasOwn(files, own) ? requireOwn(folder, own, files, env) : nodeRequire(id);
  };
  script.runInThisContext()(module.exports, require, module, path, folder, (id: string) => import(id));
  return module.exports;
}

/** Those of Node's, and `import()`, which a script that is evaluated by kept code doesn't have. */
const PARAMETERS = ["exports", "require", "module", "__filename", "__dirname", "__import"];

/** What is run for its coverage is compiled anew, as Node does it. */
function isKeptElsewhere(env: Environment): boolean {
  const folder: unknown = Reflect.get(nodeModule, "getCompileCacheDir");
  if (typeof folder === "function" && folder() !== undefined) return true;
  return env.NODE_DISABLE_COMPILE_CACHE !== undefined || env.NODE_V8_COVERAGE !== undefined;
}

const HASH_BYTES = 32;

/** A file of compiled code. V8 believes what it is given, so that it begins with a hash of the source and of all that follows. */
class Kept {
  readonly #path: string;
  readonly #source: string;

  constructor(path: string, source: string) {
    this.#path = path;
    this.#source = source;
  }

  read(): Buffer | null {
    try {
      const content = readFileSync(this.#path);
      const code = content.subarray(HASH_BYTES);
      return content.subarray(0, HASH_BYTES).equals(this.#hashOf(code)) ? code : null;
    } catch {
      return null;
    }
  }

  /** Under another name first, so that nobody reads half of it. */
  write(code: Buffer): void {
    const draft = `${this.#path}.${process.pid}-${Date.now()}.draft`;
    try {
      writeFileSync(draft, Buffer.concat([this.#hashOf(code), code]));
      renameSync(draft, this.#path);
    } catch {
      rmSync(draft, { force: true });
    }
  }

  #hashOf(code: Buffer): Buffer {
    return createHash("sha256").update(this.#source).update(code).digest();
  }
}
