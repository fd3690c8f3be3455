/** Names alone, for the argument parser: it starts without loading a reporter. */
export const FORMATS = ["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "html"] as const;
export type Format = (typeof FORMATS)[number];
