import type { UserConfig } from "./config.js";

/** Gives a configuration its type; what it takes is what it gives. */
export function defineConfig(config: UserConfig): UserConfig {
  return config;
}
