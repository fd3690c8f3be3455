import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { InputError, type Problem } from "../errors.js";
import { type Metafile, parseMetafile } from "../graph/metafile.js";
import { inputFile } from "../graph/metafile-keys.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { isOwn } from "./handler-files.js";
import { metafileSubjects } from "./metafile-subject.js";
import { requiredText } from "./required-text.js";
import { holdsFile } from "./same-content.js";

/** A metafile in a folder, and what of the folder it describes. */
export interface FoundMetafile {
  /** In the folder. */
  readonly path: string;
  /** As reports show it. */
  readonly reportPath: string;
  readonly metafile: Metafile;
  /** Files of the folder that are its outputs. */
  readonly outputs: readonly string[];
  /** Files of the folder that it was built from. */
  readonly sources: readonly string[];
  /** True when the sources lie in this sub-folder: it is a project, not something to deploy. */
  isProjectOf(folder: string): boolean;
  /** True when a zip holds the output of one of its functions, and nothing that it doesn't describe. */
  isZippedIn(zip: Artifact): boolean;
}

/** Beyond this it is data, not a build's description. */
const MAXIMUM_METAFILE_BYTES = 200 * 1024 * 1024;
/** JSON that every project has and nobody takes for a metafile. */
const OTHER_JSON =
  /(^|\/)(package(-lock)?|tsconfig[^/]*|npm-shrinkwrap|manifest|tree|cdk[^/]*)\.json$|\.(template|assets)\.json$/;

/** The text of a JSON file that somebody named. Throws InputError when it is no metafile. */
export async function* discoverMetafile(
  text: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  yield* subjectsOf(metafileOf(text, path), options);
}

/** Throws InputError for what can't be read or is no metafile. */
export async function readMetafile(place: string, path: string): Promise<Metafile> {
  return metafileOf(requiredText(place, path), path);
}

function metafileOf(text: string, path: string): Metafile {
  const metafile = parseMetafile(text, path);
  if (metafile === null) throw notAMetafile(path, text);
  return metafile;
}

export async function* discoverFound(
  found: FoundMetafile,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  try {
    yield* subjectsOf(found.metafile, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { problem: error.problem };
  }
}

function* subjectsOf(metafile: Metafile, options: DiscoverOptions): Generator<Discovered> {
  const subjects = metafileSubjects(metafile, options, { cwd: options.cwd });
  if (subjects.length === 0) throw noEntryPoint(metafile.path);
  for (const subject of subjects) yield { id: subject.artifact.id, open: async () => subject };
}

/** The metafiles of a folder, and a word on JSON beside them that is something else. */
export async function findMetafiles(
  place: string,
  whole: Artifact,
): Promise<{ metafiles: FoundMetafile[]; problems: Problem[] }> {
  const metafiles: FoundMetafile[] = [];
  const foreign: string[] = [];
  for (const file of whole.files.values()) {
    if (!file.path.endsWith(".json") || file.isLink || OTHER_JSON.test(file.path) || !isOwn(file.path))
      continue;
    if (file.bytes > MAXIMUM_METAFILE_BYTES) continue;
    const text = await readFile(join(place, file.path), "utf8").catch(() => "");
    const reportPath = whole.path === "." ? file.path : `${whole.path}/${file.path}`;
    const metafile = text.includes('"outputs"') ? parseMetafile(text, reportPath) : null;
    if (metafile === null) foreign.push(file.path);
    else metafiles.push(foundMetafile(file.path, reportPath, metafile, whole));
  }
  const folders = new Set(metafiles.map(({ path }) => posix.dirname(path)));
  const problems = foreign
    .filter((path) => folders.has(posix.dirname(path)))
    .map((path): Problem => {
      const message = "is JSON but no esbuild metafile, so it is left out.";
      return { level: "note", code: "foreign-json", path: posix.join(whole.path, path), line: null, message };
    });
  return { metafiles, problems };
}

function foundMetafile(path: string, reportPath: string, metafile: Metafile, whole: Artifact): FoundMetafile {
  const entries = openable(metafile);
  const outputNames = new Set([...metafile.outputs.keys()].map((output) => posix.basename(output)));
  const isDescribed = (file: string) =>
    outputNames.has(posix.basename(file)) || /\.(map|json)$/.test(file) || file.startsWith("__MACOSX/");
  return {
    path,
    reportPath,
    metafile,
    outputs: [...metafile.outputs.keys()].flatMap(
      (output) => locate(output, posix.dirname(path), whole) ?? [],
    ),
    sources: [...metafile.inputs.keys()].flatMap((key) => {
      const input = inputFile(key);
      return isOwn(input) ? (locateBelow(input, whole) ?? []) : [];
    }),
    isProjectOf: (folder) =>
      [...metafile.inputs.keys()].some((key) => {
        const input = inputFile(key);
        return isOwn(input) && whole.files.has(posix.join(folder, input));
      }),
    isZippedIn: (zip) =>
      entries.some((output) => holdsFile(zip, output)) &&
      [...zip.files.keys()].every((file) => !file.includes("node_modules/") && isDescribed(file)),
  };
}

function openable(metafile: Metafile) {
  return [...metafile.outputs]
    .filter(([path, output]) => output.entryPoint !== null && /\.[cm]?js$/.test(path))
    .map(([path, output]) => ({ path, bytes: output.bytes }));
}

/** Where an output lies in a folder: the longest end of its path that is there, or its name beside the metafile. */
function locate(output: string, beside: string, whole: Artifact): string | null {
  const name = posix.basename(inputFile(output));
  const near = [posix.join(beside, name), name];
  return locateBelow(inputFile(output), whole) ?? near.find((path) => whole.files.has(path)) ?? null;
}

/** The longest end of a path that is there, its name with a folder at least. */
function locateBelow(path: string, whole: Artifact): string | null {
  const segments = path.split("/").filter((segment) => segment !== "..");
  for (let from = 0; from < segments.length - 1; from += 1) {
    const end = segments.slice(from).join("/");
    if (whole.files.has(end)) return end;
  }
  return null;
}

function notAMetafile(path: string, text: string): InputError {
  return new InputError({
    code: "not-a-metafile",
    path,
    message: `is ${kindOfJson(text)}, not an esbuild metafile; build with \`metafile: true\` (or --metafile=${posix.basename(path)}) and name that file.`,
  });
}

/** What a JSON file looks like instead, by the keys that its makers write. */
function kindOfJson(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return "no valid JSON";
  }
  const keys = typeof json === "object" && json !== null ? Object.keys(json) : [];
  const has = (...names: string[]) => names.every((name) => keys.includes(name));
  if (has("chunks", "modules") || has("assets", "chunks")) return "a webpack stats file";
  if (has("lockfileVersion")) return "a package lockfile";
  if (has("name", "version") || has("dependencies")) return "a package.json";
  if (has("Resources")) return "a CloudFormation template";
  if (has("version", "mappings")) return "a source map";
  return keys.length === 0 ? "JSON without keys" : `JSON with the keys ${keys.slice(0, 4).join(", ")}`;
}

function noEntryPoint(path: string): InputError {
  return new InputError({
    code: "no-entry-point",
    path,
    message: "lists no JavaScript output; expected the metafile of a build that bundles a handler.",
  });
}
