import type { Artifact, ArtifactFile, ArtifactNaming, InputKind } from "./artifact.js";
import { filesBelow } from "./files-below.js";

/** A folder of an artifact as an artifact of its own; "" is the whole. Reading goes to the one it was cut from. */
export function folderView(artifact: Artifact, folder: string, naming: ArtifactNaming): Artifact {
  const prefix = folder === "" ? "" : `${folder}/`;
  return view(artifact, filesBelow(artifact, folder), prefix, naming, artifact.kind);
}

/** Some files of a folder of an artifact, as an artifact of their own. */
export function filesView(
  artifact: Artifact,
  paths: Iterable<string>,
  folder: string,
  naming: ArtifactNaming,
  kind: InputKind = artifact.kind,
): Artifact {
  const files = [...paths].sort().map((path) => artifact.files.get(path));
  const prefix = folder === "" ? "" : `${folder}/`;
  return view(
    artifact,
    files.filter((file) => file !== undefined),
    prefix,
    naming,
    kind,
  );
}

function view(
  artifact: Artifact,
  files: readonly ArtifactFile[],
  prefix: string,
  naming: ArtifactNaming,
  kind: InputKind,
): Artifact {
  const inside = (path: string) => path.slice(prefix.length);
  const problemPrefix = `${artifact.path}/${prefix}`;
  return {
    ...naming,
    kind,
    files: new Map(files.map((file) => [inside(file.path), { ...file, path: inside(file.path) }])),
    zipBytes: null,
    isWorkingCopy: artifact.isWorkingCopy === true,
    problems: artifact.problems.filter((problem) => problem.path.startsWith(problemPrefix)),
    read: (path, maximumBytes) => artifact.read(prefix + path, maximumBytes),
    readPart: (path, start, length) => artifact.readPart(prefix + path, start, length),
    // The whole it was cut from is closed by whoever opened it.
    close: async () => {},
  };
}

/** The same artifact with some of it said otherwise; spreading one that is a class's instance would lose its methods. */
export function artifactWith(artifact: Artifact, changes: Partial<Artifact>): Artifact {
  const { id, path, kind, role, files, zipBytes, isWorkingCopy = false, problems } = artifact;
  return {
    ...{ id, path, kind, role, files, zipBytes, isWorkingCopy, problems },
    read: (file, maximumBytes) => artifact.read(file, maximumBytes),
    readPart: (file, start, length) => artifact.readPart(file, start, length),
    close: () => artifact.close(),
    ...changes,
  };
}
