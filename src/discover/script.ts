import { readFile } from "node:fs/promises";
import { dirname, join, posix, relative, sep } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { openDirectory } from "../artifact/directory.js";
import { keepingFiles } from "../artifact/kept.js";
import { statOf } from "../artifact/stat-of.js";
import { filesView } from "../artifact/view.js";
import { InputError } from "../errors.js";
import { scanImports } from "../graph/scan.js";
import type { Subject } from "../subject/subject.js";
import { exportName } from "./artifact-code.js";
import type { Discovered, DiscoverOptions } from "./discovered.js";
import { type HandlerFile, handlerExport } from "./handler-files.js";
import { type GivenSubject, plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";
import { requiredText } from "./required-text.js";

/** A script on disk with the chunks that it imports, as an artifact. */
export interface OpenScript {
  readonly artifact: Artifact;
  /** The script's path in the artifact. */
  readonly script: string;
  readonly given: Required<Pick<GivenSubject, "folder" | "readBeside">>;
}

/** A script on disk that somebody named: with the chunks that it imports, one function. */
export async function* discoverScript(
  place: string,
  path: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered> {
  yield {
    id: path,
    async open() {
      const { artifact, script, given } = await openScript(place, path, options);
      const handlers = [await scriptHandler(artifact, script, options.handler)];
      return plainSubject(artifact, options, { handlers, ...given });
    },
  };
}

/** Throws InputError when it can't be read. */
export async function openScript(
  place: string,
  path: string,
  options: Pick<DiscoverOptions, "cwd">,
): Promise<OpenScript> {
  const files = await importClosure(place, (file) => readText(file, options));
  if (files.length === 0) throw unreadable(path);
  const root = commonFolder(files);
  const inside = files.map((file) => relative(root, file).split(sep).join("/"));
  // Whoever looks for its handler reads what the subject's rules will.
  const artifact = keepingFiles(await openDirectory(root, { id: path, path, role: "function" }, inside));
  const script = relative(root, place).split(sep).join("/");
  const readBeside = (map: string) => readFile(join(root, map)).catch(() => null);
  return { artifact, script, given: { folder: reportPath(root, options.cwd), readBeside } };
}

/** A script of a folder, with the chunks that it imports, as one function called `path` in the report. */
export async function scriptSubject(
  whole: Artifact,
  file: HandlerFile,
  path: string,
  options: DiscoverOptions,
): Promise<Subject> {
  const files = await artifactClosure(whole, file.path);
  const artifact = filesView(whole, files, "", { id: path, path, role: "function" });
  const readBeside = async (map: string) => (whole.files.has(map) ? whole.read(map) : null);
  return plainSubject(artifact, options, { handlers: [file], readBeside, folder: whole.path });
}

/** Somebody named this very file: it is the function, whatever it exports. */
export async function scriptHandler(
  artifact: Artifact,
  script: string,
  handler: string | null,
): Promise<HandlerFile> {
  const name = exportName(handler) ?? (await handlerExport(artifact, script));
  return { path: script, exportName: name ?? "handler" };
}

/** A script of an artifact and all it imports by relative path. */
export async function artifactClosure(whole: Artifact, path: string): Promise<readonly string[]> {
  return importClosure(path, async (file) =>
    whole.files.has(file) ? decoded(await whole.read(file)) : null,
  );
}

/** A script and all it imports by relative path, whatever the timing: what has to ship with it. */
async function importClosure(
  start: string,
  read: (path: string) => Promise<string | null>,
): Promise<string[]> {
  const closure = new Set<string>();
  const pending = [[start]];
  for (let candidates = pending.pop(); candidates !== undefined; candidates = pending.pop()) {
    if (candidates.some((path) => closure.has(path))) continue;
    for (const path of candidates) {
      const source = await read(path);
      if (source === null) continue;
      closure.add(path);
      if (!/\.[cm]?js$/.test(path)) break;
      for (const { specifier } of scanImports(source, "unknown", path).imports) {
        if (/^\.\.?\//.test(specifier))
          pending.push(candidatesFor(posix.join(posix.dirname(path), specifier)));
      }
      break;
    }
  }
  return [...closure].sort();
}

function candidatesFor(path: string): string[] {
  return [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}.json`, `${path}/index.js`];
}

async function readText(place: string, { cwd }: Pick<DiscoverOptions, "cwd">): Promise<string | null> {
  return statOf(place)?.isFile() === true ? requiredText(place, reportPath(place, cwd)) : null;
}

function commonFolder(files: readonly string[]): string {
  let common = dirname(files[0] ?? "");
  while (!files.every((file) => file.startsWith(`${common}${sep}`))) common = dirname(common);
  return common;
}

function unreadable(path: string): InputError {
  return new InputError({
    code: "not-found",
    path,
    message: "does not exist; expected the bundle that the map belongs to.",
  });
}
