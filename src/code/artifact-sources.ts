import { posix } from "node:path";
import type { Artifact } from "../artifact/artifact.js";
import { InputError, type Problem } from "../errors.js";
import { ImportScan } from "./import-scan.js";
import { FirstPartyResolver } from "./module-resolution.js";
import { MAXIMUM_SOURCE_BYTES, type SourceSet, sourcesFromTexts } from "./source-set.js";

/**
 * The shipped JavaScript of an artifact, as far as its handlers' files reach first-party files: plain files and
 * bundles. `entries` are paths in the artifact. Files are under "/" + their path; `display` tells how reports
 * name them. Bundles of more than 5 million characters are left out, with a note.
 */
export async function sourcesFromArtifact(
  artifact: Artifact,
  entries: readonly string[],
  display: (path: string) => string = (path) => path,
): Promise<SourceSet> {
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  const isOwn = (path: string): boolean => !/(^|\/)node_modules\//.test(path) && artifact.files.has(path);
  const pending = entries.filter(isOwn);
  const listed: SourceSet = {
    ...sourcesFromTexts(texts),
    has: (path) => isOwn(path.slice(1)),
    read: (path) => texts.get(path) ?? null,
  };
  const resolver = new FirstPartyResolver(listed);
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (texts.has(`/${path}`)) continue;
    const text = await readText(artifact, path, display(path), problems);
    if (text === null) continue;
    texts.set(`/${path}`, text);
    const scan = new ImportScan(listed, resolver);
    for (const specifier of scan.specifiersOf(`/${path}`)) {
      const target = resolver.resolve(specifier, `/${path}`);
      if (target !== null) pending.push(posix.relative("/", target));
    }
  }
  const set = sourcesFromTexts(texts, { isSource: false, display: (path) => display(path.slice(1)) });
  return { ...set, problems: () => [...problems, ...set.problems()] };
}

async function readText(
  artifact: Artifact,
  path: string,
  shown: string,
  problems: Problem[],
): Promise<string | null> {
  try {
    return (await artifact.read(path, MAXIMUM_SOURCE_BYTES)).toString("utf8");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push({
      level: "note",
      code: "source-too-large",
      path: shown,
      line: null,
      message: `Its code was not linted: ${error.message}`,
    });
    return null;
  }
}
