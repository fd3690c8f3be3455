import type { Config } from "./config.js";

export interface LoadedConfig {
  /** Its paths, those of functions and layers too, are relative to the working directory; globs are as written. */
  readonly config: Config;
  /** POSIX, relative to the working directory; null when there is none. */
  readonly file: string | null;
  /** A path of the report, as the config's globs mean it: relative to the config's folder. */
  readonly toConfigFolder: (path: string) => string;
}
