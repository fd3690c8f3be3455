/** A handler that somebody named: a template, the config, a metafile, the command line. */
export interface RequestedHandler {
  readonly functionId: string;
  /** Absolute path of its file. */
  readonly file: string;
  /** "handler", "app.handler"; null: find it by name in that file. */
  readonly export: string | null;
}

/** Whether a text may export a handler: a file that doesn't say so is not parsed for it. */
export function mayHoldHandler(text: string): boolean {
  return /\b(handler|lambdaHandler)\b|["']aws-lambda["']|["']@middy\/core["']/.test(text);
}
