import type { Artifact, ArtifactFile } from "./artifact.js";

type Files = Artifact["files"];

/** What is asked for each of a thousand folders must not go through all files each time. */
const lists = new WeakMap<Files, readonly ArtifactFile[]>();

/** The files in a folder and in those below it, in their order; "" is the whole. */
export function filesBelow({ files }: Pick<Artifact, "files">, folder: string): readonly ArtifactFile[] {
  const all = listOf(files);
  // In code-unit order "0" follows "/": what has the folder's path before it stands between the two.
  return folder === "" ? all : all.slice(firstFrom(all, `${folder}/`), firstFrom(all, `${folder}0`));
}

function listOf(files: Files): readonly ArtifactFile[] {
  const known = lists.get(files);
  if (known !== undefined) return known;
  const list = [...files.values()];
  lists.set(files, list);
  return list;
}

/** Index of the first file whose path isn't less. */
function firstFrom(files: readonly ArtifactFile[], path: string): number {
  let from = 0;
  let to = files.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((files[middle]?.path ?? "") < path) from = middle + 1;
    else to = middle;
  }
  return from;
}
