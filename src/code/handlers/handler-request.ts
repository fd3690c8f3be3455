import { LAMBDA_IMPORT } from "../../lambda/handler-wrappers.js";

/** Exports that are handlers wherever they are. */
export const HANDLER_NAMES = ["handler", "lambdaHandler"] as const;

/** A yargs command exports one of these beside its handler. */
export const COMMAND_EXPORTS = ["command", "builder"] as const;

/** A handler that somebody named: a template, the config, a metafile, the command line. */
export interface RequestedHandler {
  readonly functionId: string;
  /** Absolute path of its file. */
  readonly file: string;
  /** "handler", "app.handler"; null: find it by name in that file. */
  readonly export: string | null;
}

/** `export const main = middyfy(orders)`: by a wrapper of the project's own. */
const WRAPPED_MAIN = /\b(?:export (?:const|let|var)|exports\.) ?main\b[^=\n]{0,200}= ?\w/;

/** Whether a text may export a handler: a file that doesn't say so is not parsed for it. */
export function mayHoldHandler(text: string): boolean {
  return /\b(handler|lambdaHandler)\b/.test(text) || LAMBDA_IMPORT.test(text) || WRAPPED_MAIN.test(text);
}
