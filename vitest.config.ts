import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // `npm run check-package`: it builds, packs and installs.
    exclude: [...configDefaults.exclude, "test/package.test.ts"],
    testTimeout: 30_000,
    pool: "threads",
  },
});
