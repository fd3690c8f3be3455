import { isAbsolute, posix } from "node:path";
import { projectFiles } from "../artifact/project-files.js";
import type { Build, BuiltOutput } from "../graph/build.js";
import { moduleKey } from "../graph/build-keys.js";
import { buildMetafile } from "../graph/build-metafile.js";
import type { Subject } from "../subject/subject.js";
import type { DiscoverOptions } from "./discovered.js";
import { metafileSubjects } from "./metafile-subject.js";

/** One subject for each function of a finished build, from inside its bundler. Throws InputError for an unusable map. */
export async function buildSubjects(build: Build, options: DiscoverOptions): Promise<Subject[]> {
  const { cwd } = options;
  const project = projectFiles([], [], cwd);
  const text = (key: string) => project.text(key, null);
  const ofOriginal = (source: string, output: BuiltOutput) => originalKey(source, output, cwd);
  const metafile = await buildMetafile(build, { cwd, text, ofOriginal });
  const contents = new Map(build.outputs.map(({ path, content }) => [path, content]));
  return metafileSubjects(metafile, options, { cwd, projectRoot: cwd, contents });
}

/** What an output's map calls a module: by a URL, by a path from the output's folder, or as webpack calls its modules. */
function originalKey(source: string, { path }: BuiltOutput, cwd: string): string | null {
  if (source.startsWith("webpack://")) {
    const name = source.slice("webpack://".length).split("!").at(-1) ?? "";
    return name.startsWith("webpack/") ? null : moduleKey(posix.normalize(name), cwd);
  }
  const plain = source.startsWith("file://") ? source.slice("file://".length) : source;
  if (plain.startsWith("\0") || isAbsolute(plain) || /^[A-Za-z]:[\\/]/.test(plain))
    return moduleKey(plain, cwd);
  return moduleKey(posix.join(posix.dirname(path), plain), cwd);
}
