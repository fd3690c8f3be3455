import type { Format } from "./formats.js";
import type { Reporter } from "./reporter.js";

/** A reporter is loaded when its name is asked for. */
export const REPORTERS = {
  text: async () => (await import("./text.js")).reportText,
  json: async () => (await import("./json.js")).reportJson,
} as const satisfies Readonly<Record<Format, () => Promise<Reporter>>>;
