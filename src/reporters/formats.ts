/** Names alone, for the argument parser: it starts without loading a reporter. */
export const FORMATS = ["text", "json"] as const;
export type Format = (typeof FORMATS)[number];
