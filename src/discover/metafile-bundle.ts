import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import type { BundleSections } from "../artifact/packages.js";
import { InputError } from "../errors.js";
import { compareText } from "../finding.js";
import type { BundleModules } from "../graph/bundle-graph.js";
import { type Metafile, type MetafileOutput, parseMetafile } from "../graph/metafile.js";
import { outputClosure } from "../graph/metafile-entries.js";
import { inputFile } from "../graph/metafile-keys.js";
import { type MetafileFunction, openMetafile } from "../graph/metafile-open.js";
import { once } from "../subject/subject.js";

/** Beyond this it is data, not a build's description. */
const MAXIMUM_METAFILE_BYTES = 200 * 1024 * 1024;

/** A script, the metafile that ships beside it, and what that calls it. */
interface Described {
  readonly metafile: Metafile;
  readonly key: string;
  readonly output: MetafileOutput;
}

/**
 * What a bundle of an artifact is made of by the metafile that was shipped with it, as CDK's `metafile: true` does,
 * or that stayed where it was zipped; null where there is none, or none of this very build. Its keys name the folder
 * that it was built in, which may be gone: the base name and the size tell.
 * @param cwd what the artifact's path is relative to
 * @param readBeside gives a file that lies beside the artifact rather than in it
 */
export async function metafileBundle(
  artifact: Artifact,
  path: string,
  cwd: string,
  readBeside: (path: string) => Promise<Buffer | null>,
): Promise<BundleModules | null> {
  const described =
    (await describedWithin(artifact, path)) ?? (await describedBeside(artifact, path, readBeside));
  if (described === null || outputClosure(described.metafile, described.key).length > 1) return null;
  const { metafile, key, output } = described;
  const open = once(async (): Promise<MetafileFunction | null> => {
    const contents = new Map([[key, await artifact.read(path)]]);
    return openMetafile(metafile, { cwd, contents }).find(({ entry }) => entry.output === key) ?? null;
  });
  const sections = sectionsOf(output);
  if (sections === null) return null;
  return {
    sections: { ...sections, versions: versionsOf((await open())?.attribution.packages ?? []) },
    graph: async () => (await open())?.graph([artifact.path]) ?? null,
    texts: async () => ownTexts(await open(), output),
  };
}

async function describedWithin(artifact: Artifact, path: string): Promise<Described | null> {
  for (const file of artifact.files.values()) {
    if (!file.path.endsWith("meta.json") || file.isLink || file.bytes > MAXIMUM_METAFILE_BYTES) continue;
    if (posix.dirname(file.path) !== posix.dirname(path)) continue;
    const described = describedBy(await readText(artifact, file.path), file.path, artifact, path);
    if (described !== null) return described;
  }
  return null;
}

/** As serverless-esbuild and the Serverless Framework call them. */
async function describedBeside(
  artifact: Artifact,
  path: string,
  readBeside: (path: string) => Promise<Buffer | null>,
): Promise<Described | null> {
  for (const name of [path.replace(/\.[cm]?js$/, "-meta.json"), "meta.json"]) {
    const content = await readBeside(name);
    const described = content === null ? null : describedBy(content.toString("utf8"), name, artifact, path);
    if (described !== null) return described;
  }
  return null;
}

function describedBy(text: string, place: string, artifact: Artifact, path: string): Described | null {
  const size = artifact.files.get(path)?.bytes;
  const metafile = parseMetafile(text, `${artifact.path}/${place}`);
  for (const [key, output] of metafile?.outputs ?? []) {
    const isIt = posix.basename(key) === posix.basename(path) && output.bytes === size;
    if (metafile !== null && isIt && output.inputs.size > 1) return { metafile, key, output };
  }
  return null;
}

async function readText(artifact: Artifact, path: string): Promise<string> {
  try {
    return (await artifact.read(path)).toString("utf8");
  } catch (error) {
    if (error instanceof InputError) return "";
    throw error;
  }
}

/** Null when the sums contradict each other. */
function sectionsOf({ bytes, inputs }: MetafileOutput): BundleSections | null {
  const sizes = new Map<string, number>();
  let unattributedBytes = bytes;
  for (const [key, size] of inputs) {
    const path = inputFile(key);
    unattributedBytes -= size;
    if (size > 0) sizes.set(path, (sizes.get(path) ?? 0) + size);
  }
  if (unattributedBytes < 0) return null;
  const sections = [...sizes]
    .sort(([a], [b]) => compareText(a, b))
    .map(([path, size]) => ({ path, bytes: size }));
  return { sections, unattributedBytes };
}

function versionsOf(packages: MetafileFunction["attribution"]["packages"]): ReadonlyMap<string, string> {
  return new Map(packages.flatMap(({ id, version }) => (version === null ? [] : [[id, version]])));
}

/** The user's own originals, where they still lie as they were built; null where none does. */
function ownTexts(
  fn: MetafileFunction | null,
  { inputs }: MetafileOutput,
): ReadonlyMap<string, string> | null {
  const texts = new Map<string, string>();
  for (const key of inputs.keys()) {
    const text = inputFile(key).includes("node_modules/") ? null : (fn?.source(key)?.text ?? null);
    if (text !== null) texts.set(key, text);
  }
  return texts.size === 0 ? null : texts;
}
