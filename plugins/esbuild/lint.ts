import { dirname, relative, resolve, sep } from "node:path";
import type { BuildOptions, BuildResult, OnEndResult, PartialMessage } from "esbuild";
import { lintMetafile } from "../../src/index.js";
import { type LambdaLintOptions, lintInBuild } from "../lint-in-build.js";
import type { Message } from "../messages.js";

/** What is to be told of a finished build; nothing of one that failed. */
export async function lintBuild(
  result: BuildResult,
  settings: BuildOptions,
  options: LambdaLintOptions,
): Promise<OnEndResult | undefined> {
  const { metafile } = result;
  // A failed build has no metafile, and its errors say enough.
  if (metafile === undefined || result.errors.length > 0) return undefined;
  const cwd = resolve(settings.absWorkingDir ?? process.cwd());
  const isSilent = settings.logLevel === "silent";
  const { errors, warnings } = await lintInBuild(
    options,
    { cwd, isSilent, isColored: settings.color },
    (request) =>
      lintMetafile(metafile, outputPath(settings, cwd), { ...request, contents: contentsOf(result, cwd) }),
  );
  return { errors: errors.map(toMessage), warnings: warnings.map(toMessage) };
}

/** esbuild counts lines from 1, columns from 0 and in UTF-8 bytes, and quotes the line that it is given. */
function toMessage({ id, text, place }: Message): PartialMessage {
  if (place === null) return { id, text };
  const { path: file, line, column, lineText } = place;
  const before = lineText.slice(0, column - 1);
  return { id, text, location: { file, line, column: Buffer.byteLength(before), lineText } };
}

/** Outputs that esbuild kept in memory (`write: false`), by their metafile keys. */
function contentsOf(result: BuildResult, cwd: string): ReadonlyMap<string, Uint8Array> {
  const files = result.outputFiles ?? [];
  return new Map(files.map((file) => [posix(relative(cwd, file.path)), file.contents]));
}

/** What stands for the artifact in the report: the folder that the build writes to. */
function outputPath({ outdir, outfile }: BuildOptions, cwd: string): string {
  const folder = outdir ?? (outfile === undefined ? "." : dirname(outfile));
  return posix(relative(cwd, resolve(cwd, folder))) || ".";
}

function posix(path: string): string {
  return path.split(sep).join("/");
}
