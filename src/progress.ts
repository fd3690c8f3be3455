import type { Output } from "./main.js";

/** Shorter runs show nothing. */
const PATIENCE_MS = 1000;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal's stderr that says what is being looked at, once a run takes longer than a second. */
export function progress(stderr: Output): { step(path: string): void; stop(): void } {
  if (stderr.isTTY !== true) return { step() {}, stop() {} };
  const start = performance.now();
  let artifacts = 0;
  let isShown = false;
  return {
    step(path) {
      artifacts += 1;
      if (performance.now() - start < PATIENCE_MS) return;
      isShown = true;
      const line = `linting ${artifacts}: ${path}`.replace(/[^\x20-\x7E]/g, "?");
      stderr.write(ERASE_LINE + line.slice(0, (stderr.columns ?? 80) - 1));
    },
    stop() {
      if (isShown) stderr.write(ERASE_LINE);
    },
  };
}
