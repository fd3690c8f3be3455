import { defineConfig } from "vitest/config";

// One function by every bundler, minified and not: half a minute of CPU, so it is no part of every test run.
export default defineConfig({
  test: { include: ["test/bundlers/*.test.ts"], testTimeout: 300_000 },
});
