import type { Artifact } from "../artifact/artifact.js";
import { readLinks } from "../artifact/links.js";
import { Resolver } from "../graph/resolve.js";
import { HandlerLocator } from "./locate-handler.js";
import { clientGenerations } from "./runtime-client.js";

/** The file that a handler string names, and the names to look up in what it exports. */
export interface HandlerModule {
  readonly path: string;
  readonly exportPath: readonly string[];
}

/**
 * Ready to find handlers in an artifact (with its layers below /opt). `searchFolders` are those of `NODE_PATH`; "" is
 * the artifact's root, which Lambda always has in it.
 */
export async function handlerLocator(
  artifact: Artifact,
  searchFolders: readonly string[] = [""],
): Promise<HandlerLocator> {
  const links = await readLinks(artifact);
  return new HandlerLocator(artifact, links, new Resolver(artifact, links, new Map(), searchFolders));
}

/** The file that a runtime loads for a handler; null where none of the clients that it may have finds one. */
export async function handlerModule(
  locator: HandlerLocator,
  handler: string,
  runtime: string | null,
): Promise<HandlerModule | null> {
  for (const generation of clientGenerations(runtime) ?? []) {
    const place = await locator.locate(handler, generation);
    if (place.kind === "file") return { path: place.path, exportPath: place.exportPath };
  }
  return null;
}
