import { defineConfig } from "vitest/config";

// Commit hooks by the tools that run them: installs from the registry, so it is no part of every test run.
export default defineConfig({
  // Says why a test is skipped.
  test: {
    reporters: ["verbose"],
    include: ["test/hooks/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
