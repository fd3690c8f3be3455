import { InputError } from "../errors.js";
import { compareText } from "../finding.js";
import type { Artifact, ArtifactFile, ArtifactNaming } from "./artifact.js";

/** Files that are known by their texts: what a template carries in itself. */
export function textArtifact(texts: ReadonlyMap<string, string>, naming: ArtifactNaming): Artifact {
  const files = [...texts].map(([path, text]): [string, ArtifactFile] => [
    path,
    { path, bytes: Buffer.byteLength(text), zippedBytes: null, mode: null, isLink: false },
  ]);
  const read = async (path: string): Promise<Buffer> => {
    const text = texts.get(path);
    if (text !== undefined) return Buffer.from(text);
    throw new InputError({
      code: "unreadable-file",
      path: `${naming.path}/${path}`,
      message: "is not there; expected a path that is listed.",
    });
  };
  return {
    ...naming,
    kind: "directory",
    files: new Map(files.sort(([a], [b]) => compareText(a, b))),
    zipBytes: null,
    problems: [],
    read,
    readPart: async (path, start, length) => (await read(path)).subarray(start, start + length),
    close: async () => {},
  };
}
