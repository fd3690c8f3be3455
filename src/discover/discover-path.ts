import { statSync } from "node:fs";
import { extname } from "node:path";
import { openDirectory } from "../artifact/directory.js";
import { openZip } from "../artifact/zip.js";
import { InputError, systemErrorCode } from "../errors.js";
import { discoverCdk, isCdkPath } from "./cdk.js";
import { discoverTemplate } from "./cloudformation.js";
import type { Discovered, DiscoverOptions, FoundFunctions, FoundSource } from "./discovered.js";
import { discoverFolder } from "./folder.js";
import { discoverMetafile } from "./metafile-file.js";
import { plainSubject } from "./plain-subject.js";
import { reportPath } from "./report-path.js";
import { requiredText } from "./required-text.js";
import { discoverScript } from "./script.js";
import { discoverServerless, isServerlessPath } from "./serverless.js";
import { isServiceFile } from "./serverless-service.js";
import { discoverService } from "./serverless-source.js";
import { isSourceFile } from "./source-kind.js";
import { discoverSst, isSstPath } from "./sst.js";
import { isTemplate, samBuildTemplate } from "./template-file.js";

/** What one path (absolute) leads to, by its kind. Throws InputError for what can't be linted. */
export async function* discoverPath(
  place: string,
  options: DiscoverOptions,
): AsyncGenerator<Discovered | FoundSource | FoundFunctions> {
  const path = reportPath(place, options.cwd);
  const naming = { id: path, path, role: "function" } as const;
  const isInFolder = isFolder(place, path);
  const isService = !isInFolder && isServiceFile(place);
  // Before what asks the disk: a hook names hundreds. Of JavaScript, a handler's name says that it is deployed as it is.
  if (
    !isInFolder &&
    !isService &&
    (options.handler === null || !/\.[cm]?js$/.test(place)) &&
    (isSourceFile(place) || /\.d\.[cm]?ts$/.test(place))
  ) {
    yield { source: place };
    return;
  }
  if (isCdkPath(place)) {
    yield* discoverCdk(place, path, options);
    return;
  }
  if (isServerlessPath(place)) {
    yield* discoverServerless(place, options);
    return;
  }
  if (isSstPath(place)) {
    yield* discoverSst(place, options);
    return;
  }
  if (isService) {
    yield* discoverService(place, path, options);
    return;
  }
  if (isInFolder) {
    const built = samBuildTemplate(place);
    if (built !== null) {
      yield* discoverTemplate(built, reportPath(built, options.cwd), options);
      return;
    }
    const artifact = await openDirectory(place, naming);
    for await (const found of discoverFolder(place, artifact, options)) {
      if ("paths" in found) for (const one of found.paths) yield* discoverPath(one, options);
      else yield found;
    }
    return;
  }
  switch (extname(place).toLowerCase()) {
    case ".zip":
      yield { id: path, open: async () => plainSubject(await openZip(place, naming), options) };
      return;
    case ".yaml":
    case ".yml":
    case ".template":
      yield* discoverTemplate(place, path, options);
      return;
    case ".json": {
      const text = requiredText(place, path);
      if (isTemplate(text)) yield* discoverTemplate(place, path, options);
      else yield* discoverMetafile(text, path, options);
      return;
    }
    case ".js":
    case ".mjs":
    case ".cjs":
      yield* discoverScript(place, path, options);
      return;
    case ".map":
      yield* discoverScript(place.slice(0, -".map".length), path.slice(0, -".map".length), options);
      return;
    default:
      throw new InputError({
        code: "unknown-input",
        path,
        message: `is none of the inputs that can be linted; expected a zip, a folder, a template (.yaml, .json), an esbuild metafile (.json), a bundle (.js, .mjs, .cjs) or source files.`,
      });
  }
}

/** Throws InputError for what is neither a folder nor a file: reading a pipe would wait for ever. */
function isFolder(place: string, path: string): boolean {
  try {
    const status = statSync(place);
    if (status.isDirectory()) return true;
    if (status.isFile()) return false;
    throw new InputError({
      code: "unknown-input",
      path,
      message: "is a pipe, socket or device; expected a file or a folder. Write it to a file first.",
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = systemErrorCode(error);
    const isMissing = code === "ENOENT" || code === "ENOTDIR";
    throw new InputError(
      {
        code: isMissing ? "not-found" : "unreadable",
        path,
        message: isMissing
          ? "does not exist; expected a zip, a folder, an esbuild metafile or a bundle. Has the build run?"
          : code === "ELOOP"
            ? "is a symlink that leads to itself; expected a file or a folder. Make it point to one."
            : `can't be read (${code ?? "unknown error"}); give it read permission.`,
      },
      error,
    );
  }
}
