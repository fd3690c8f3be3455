import type { OutputConfiguration } from "commander";
import type { Process } from "./main.js";

/** What commander writes goes to the injected process, as wide as its streams say. */
export function outputOf({ stdout, stderr }: Process): OutputConfiguration {
  return {
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    getOutHelpWidth: () => stdout.columns ?? 80,
    getErrHelpWidth: () => stderr.columns ?? 80,
  };
}
