import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { viteClient } from "./html-client.mjs";

export default defineConfig({
  plugins: [viteClient],
  test: {
    include: ["test/**/*.test.ts"],
    // `npm run check-package` builds, packs and installs; `npm run check-deploy-tools` installs CDK and the like,
    // `npm run check-report` needs Chromium, `npm run check-hooks` pre-commit.
    exclude: [
      ...configDefaults.exclude,
      "test/package/**",
      "test/deploy-tools/**",
      "test/browser/**",
      "test/hooks/**",
      "test/bundlers/**",
    ],
    testTimeout: 60_000,
    // A thread for each core (Vitest leaves one core idle), which loads TypeScript, esbuild and the tool once rather
    // than for each file: half of the time.
    pool: "threads",
    isolate: false,
    maxWorkers: availableParallelism(),
  },
});
