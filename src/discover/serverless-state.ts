import { posix } from "node:path";
import { JsonSyntaxError, parseJson } from "../config/read-json.js";
import { InputError } from "../errors.js";
import { entries, entry, isMap, type Node, textEntry } from "../template/node.js";
import { requiredText } from "./required-text.js";

/** What the Serverless Framework (3 and 4) notes of a service that it packaged. */
export interface ServerlessState {
  /** "aws". */
  readonly provider: string | null;
  /** What its zips' keys in S3 begin with. */
  readonly artifactFolder: string | null;
  /** Functions by logical id. */
  readonly functions: ReadonlyMap<string, PackagedPart>;
  /** Layers by logical id; of one that keeps its old versions, a hash follows. */
  readonly layers: ReadonlyMap<string, PackagedPart>;
}

export interface PackagedPart {
  /** Its key in serverless.yml. */
  readonly name: string;
  /** As noted: absolute on the machine that packaged it, or relative to the service's folder; null for the service's own zip. */
  readonly artifact: string | null;
}

/** A file of a packaged service (an absolute path). Throws InputError: serverless-file-missing, broken-serverless-build. */
export function readPackagedFile(place: string, path: string): string {
  const message = "does not exist, but belongs to what `serverless package` writes; package again.";
  return requiredText(place, path, { code: "serverless-file-missing", message });
}

/** `serverless-state.json`. Throws InputError when it is none. */
export function parseState(text: string, path: string): ServerlessState {
  const state = parse(text, path);
  const service = entry(state, "service");
  if (!isMap(service)) {
    const message = 'has no "service", as `serverless package` writes it; package again.';
    throw new InputError({ code: "broken-serverless-build", path, message });
  }
  const at = (node: Node, ...keys: readonly string[]): Node =>
    keys.reduce<Node>((found, key) => followed(entry(found, key), state), node);
  const part = (name: string, node: Node): PackagedPart => {
    const artifact = at(followed(node, state), "package", "artifact");
    return { name, artifact: typeof artifact === "string" && artifact !== "" ? artifact : null };
  };
  const parts = (key: string, end: string) =>
    new Map(
      entries(at(service, key)).map(([name, node]) => [logicalName(name) + end, part(name, node)] as const),
    );
  return {
    provider: textEntry(at(service, "provider"), "name"),
    artifactFolder: textEntry(state, "package", "artifactDirectoryName"),
    functions: parts("functions", "LambdaFunction"),
    layers: parts("layers", "LambdaLayer"),
  };
}

function parse(text: string, path: string): Node {
  try {
    return parseJson(text) as Node;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const message = `is no JSON (${error.message}, line ${error.line}); package again.`;
    throw new InputError({ code: "broken-serverless-build", path, line: error.line, message }, error);
  }
}

/** How often one reference may lead to another before it is taken for a loop. */
const MAXIMUM_HOPS = 20;

/**
 * What stands in the state a second time is `{ "$ref": "$[\"service\"][\"provider\"]" }`
 * (https://github.com/douglascrockford/JSON-js/blob/master/cycle.js).
 */
function followed(node: Node, root: Node): Node {
  let found = node;
  for (let hop = 0; hop < MAXIMUM_HOPS; hop += 1) {
    const reference = isMap(found) && Object.keys(found).length === 1 ? textEntry(found, "$ref") : null;
    if (reference === null) return found;
    found = [...reference.matchAll(/\[("(?:[^"\\]|\\.)*"|\d+)\]/g)].reduce<Node>((at, [, key = "null"]) => {
      const name: unknown = JSON.parse(key);
      return Array.isArray(at) ? (at[Number(name)] ?? null) : entry(at, String(name));
    }, root);
  }
  return null;
}

/** https://github.com/serverless/serverless/blob/main/packages/serverless/lib/plugins/aws/lib/naming.js, checked 2026-11-21. */
export function logicalName(name: string): string {
  const normal = name.replaceAll("-", "Dash").replaceAll("_", "Underscore");
  return `${normal.slice(0, 1).toUpperCase()}${normal.slice(1)}`;
}

/** The file's name, whichever system wrote the path. */
export function fileNameOf(path: string): string {
  return posix.basename(path.replaceAll("\\", "/"));
}
