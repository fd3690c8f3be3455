import { calledFunction } from "./intrinsics.js";
import { entry, isList, isMap, type Node, type NodeMap } from "./node.js";
import { MAXIMUM_DEPTH } from "./yaml-reader.js";

const SERVERLESS = "AWS::Serverless::";

/**
 * A SAM resource's properties with what `Globals` says of its type: mappings are merged, lists appended to, anything
 * else overridden, and a call of an intrinsic function is no mapping.
 * Source: https://github.com/aws/serverless-application-model/blob/develop/samtranslator/plugins/globals/globals.py,
 * checked 2026-11-21.
 */
export function withGlobals(template: NodeMap, type: string, resource: NodeMap): Node {
  const properties = entry(resource, "Properties");
  if (!type.startsWith(SERVERLESS)) return properties;
  const globals = notIgnored(entry(template, "Globals", type.slice(SERVERLESS.length)), resource);
  return isMap(globals) ? merge(globals, properties ?? {}, 0) : properties;
}

function notIgnored(globals: Node, resource: NodeMap): Node {
  const ignored = entry(resource, "IgnoreGlobals");
  if (ignored === "*") return null;
  if (!isList(ignored) || !isMap(globals)) return globals;
  return Object.fromEntries(Object.entries(globals).filter(([key]) => !ignored.includes(key)));
}

function merge(global: Node, local: Node, depth: number): Node {
  if (depth > MAXIMUM_DEPTH) return local;
  if (isList(global) && isList(local)) return [...global, ...local];
  if (!isPlainMap(global) || !isPlainMap(local)) return local;
  const merged: Record<string, Node> = Object.assign(Object.create(null), global);
  for (const [key, value] of Object.entries(local))
    merged[key] = Object.hasOwn(global, key) ? merge(global[key] ?? null, value, depth + 1) : value;
  return merged;
}

function isPlainMap(node: Node): node is NodeMap {
  return isMap(node) && calledFunction(node) === null;
}
