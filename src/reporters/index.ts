import type { Format } from "./formats.js";
import type { Reporter } from "./reporter.js";

/** A reporter is loaded when its name is asked for. */
export const REPORTERS = {
  text: async () => (await import("./text.js")).reportText,
  json: async () => (await import("./json.js")).reportJson,
  sarif: async () => (await import("./sarif.js")).reportSarif,
  github: async () => (await import("./github.js")).reportGithub,
  gitlab: async () => (await import("./gitlab.js")).reportGitlab,
  junit: async () => (await import("./junit.js")).reportJunit,
  markdown: async () => (await import("./markdown.js")).reportMarkdown,
  html: async () => (await import("./html/html.js")).reportHtml,
} as const satisfies Readonly<Record<Format, () => Promise<Reporter>>>;
