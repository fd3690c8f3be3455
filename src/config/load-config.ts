import { readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, systemErrorCode, UsageError } from "../errors.js";
import { isLayerArn } from "../lambda/setting-shapes.js";
import { type ConfigurableRule, checkConfig } from "./check-config.js";
import { CONFIG_NAMES, findConfig, PACKAGE_KEY } from "./find-config.js";
import type { LoadedConfig } from "./loaded-config.js";
import { JsonSyntaxError, parseJson } from "./read-json.js";

/**
 * The configuration for a run in `cwd`: `file` if given, else the nearest one upwards, else the defaults.
 * Throws UsageError, one line per mistake, each with the file's path.
 */
export async function loadConfig(options: {
  readonly cwd: string;
  readonly file?: string;
  readonly rules: readonly ConfigurableRule[];
}): Promise<LoadedConfig> {
  const { cwd, file, rules } = options;
  const path = file === undefined ? findConfig(cwd) : resolve(cwd, file);
  if (path === null) {
    return {
      config: checkConfig({}, "defaults", rules),
      file: null,
      toConfigFolder: configFolderPath(null, cwd),
    };
  }
  const shown = toPosix(relative(cwd, path)) || path;
  const config = checkConfig(await readConfig(path, shown), shown, rules);
  const folder = dirname(path);
  const toCwd = (written: string): string => toPosix(relative(cwd, resolve(folder, written))) || ".";
  const functions = config.functions.map((fn) => ({
    ...fn,
    path: toCwd(fn.path),
    layers: fn.layers?.map((layer) => (isLayerArn(layer) ? layer : toCwd(layer))),
  }));
  return {
    config: { ...config, paths: config.paths.map(toCwd), functions },
    file: shown,
    toConfigFolder: configFolderPath(shown, cwd),
  };
}

/** A path of the report to one relative to the config file's folder; without a file it stays as it is. */
export function configFolderPath(file: string | null, cwd: string): LoadedConfig["toConfigFolder"] {
  if (file === null) return (reported) => reported;
  const folder = dirname(resolve(cwd, file));
  return (reported) => toPosix(relative(folder, resolve(cwd, reported)));
}

async function readConfig(path: string, shown: string): Promise<unknown> {
  checkIsFile(path, shown);
  const end = extname(path);
  if (end === ".json") return readJson(path, shown);
  if (![".ts", ".mts", ".js", ".mjs", ".cjs"].includes(end)) {
    throw new UsageError(
      `${shown}: can't read a ${end || "nameless"} configuration; use ${CONFIG_NAMES.join(", ")}`,
    );
  }
  let loaded: unknown;
  try {
    loaded =
      end === ".ts" || end === ".mts" ? await importTypeScript(path) : await import(pathToFileURL(path).href);
  } catch (error) {
    throw new UsageError(`${shown}: could not be loaded: ${firstLine(messageOf(error))}`, { cause: error });
  }
  if (typeof loaded === "object" && loaded !== null && "default" in loaded) return loaded.default;
  throw new UsageError(`${shown}: has no default export; write "export default defineConfig({ … })"`);
}

/** Neither cached on disk (we write nowhere unasked) nor loaded for a run without TypeScript configuration. */
async function importTypeScript(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  return createJiti(pathToFileURL(path).href, { fsCache: false, interopDefault: false }).import(path);
}

function readJson(path: string, shown: string): unknown {
  try {
    const value = parseJson(readFileSync(path, "utf8"));
    if (basename(path) !== "package.json") return value;
    const held: unknown = Object(value)[PACKAGE_KEY];
    if (held === undefined) throw new UsageError(`${shown}: has no key "${PACKAGE_KEY}"`);
    return held;
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      throw new UsageError(`${shown}:${error.line}: no valid JSON: ${error.message}`);
    throw error;
  }
}

function checkIsFile(path: string, shown: string): void {
  try {
    if (!statSync(path).isFile())
      throw new UsageError(`${shown}: is no file; name the configuration file itself`);
    readFileSync(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT") throw new UsageError(`${shown}: there is no such configuration file`);
    if (code !== null) throw new UsageError(`${shown}: can't be read (${code})`);
    throw error;
  }
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? "";
}

function toPosix(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}
