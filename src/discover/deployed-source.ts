import { statOf } from "../artifact/stat-of.js";
import type { Problem } from "../errors.js";
import type { Subject } from "../subject/subject.js";
import { exportName } from "./artifact-code.js";
import { type DeployedFunction, lambdaOf } from "./deployed.js";
import type { DiscoverOptions } from "./discovered.js";
import { reportPath } from "./report-path.js";
import { codeSubject, sourceArtifact } from "./source.js";
import { parseSourceAnalysis } from "./source-analysis.js";
import { sourceHandler } from "./source-handler.js";

/**
 * Functions that a template describes, but that no build has packed yet: the code rules look at their sources, and
 * what the template says of them is known. All of a template are one subject.
 */
export async function deployedSourceSubject(
  sources: readonly { readonly fn: DeployedFunction; readonly place: string }[],
  options: DiscoverOptions,
): Promise<Subject> {
  const located = sources.map(({ fn, place }) => ({
    fn,
    id: `${fn.template ?? reportPath(place, options.cwd)}#${fn.name}`,
    handler: isFile(place)
      ? { file: place, exportName: exportName(fn.handler) }
      : sourceHandler(place, fn.handler),
  }));
  const handlers = located.flatMap(({ id, handler }) =>
    handler === null ? [] : [{ functionId: id, file: handler.file, export: handler.exportName }],
  );
  const { code, files } = await options.cache.remember(
    "handlers",
    { handlers, cwd: options.cwd, clients: options.clients, areWeighed: true },
    parseSourceAnalysis,
    async () => (await import("./analyze-sources.js")).analyzeHandlers(handlers, options, true),
  );
  const places = sources.map(({ place }) => place);
  const artifact = sourceArtifact([...new Set(places)], files, options);
  const functions = located.map(({ fn, id, handler }) =>
    lambdaOf(fn, {
      id,
      artifactId: artifact.id,
      layerIds: [],
      handlerModule: handler === null ? null : reportPath(handler.file, options.cwd),
      settings: fn.settings,
    }),
  );
  const problems = located.flatMap(({ fn, handler }) => (handler === null ? [noSource(fn)] : []));
  return codeSubject(artifact, functions, code, problems);
}

function isFile(place: string): boolean {
  return statOf(place)?.isFile() === true;
}

function noSource({ name, handler, template }: DeployedFunction): Problem {
  return {
    level: "note",
    code: "handler-file-missing",
    path: template ?? name,
    line: null,
    message:
      handler === null
        ? `${name} has no handler that can be read here, so its code wasn't checked.`
        : `the handler "${handler}" of ${name} has no source file beside the template, so its code wasn't checked.`,
  };
}
