import { defineConfig } from "vitest/config";
import { viteClient } from "./html-client.mjs";

// The HTML report in a real browser, Debian's Chromium: no part of every test run, since not everybody has one.
export default defineConfig({
  plugins: [viteClient],
  // Says why a test is skipped.
  test: {
    reporters: ["verbose"],
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
