import { posix } from "node:path";

/** Where Lambda unpacks a function's artifact. */
export const TASK_ROOT = "/var/task";

/** A handler string as the runtime's client takes it apart. */
export interface HandlerString {
  /** Folder of the module as written ("src/", "/opt/nodejs/"); "" for none. */
  readonly folder: string;
  /** Base name of the module, without an extension; may be "". */
  readonly module: string;
  /** Names to look up, one in the other; at least one, which may be "". */
  readonly exportPath: readonly string[];
}

/**
 * Takes a handler string apart: the base name is split at its first dot. Null where the client throws
 * MalformedHandlerName: no dot in the base name, or ".." anywhere.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
 */
export function parseHandlerString(handler: string): HandlerString | null {
  if (handler.includes("..")) return null;
  const base = posix.basename(handler);
  const parts = /^([^.]*)\.(.*)$/.exec(base);
  if (parts === null) return null;
  return {
    folder: handler.slice(0, handler.indexOf(base)),
    module: parts[1] ?? "",
    exportPath: (parts[2] ?? "").split("."),
  };
}
