import { defineConfig } from "vitest/config";

// What is published, as somebody gets it: builds, packs and installs, so it is no part of every test run.
export default defineConfig({
  test: {
    include: ["test/package/*.test.ts"],
    globalSetup: "test/package/pack.ts",
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
