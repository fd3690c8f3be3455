import { configDefaults, defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // `npm run check-package` builds, packs and installs; `npm run check-deploy-tools` installs CDK and the like.
    exclude: [...configDefaults.exclude, "test/package.test.ts", "test/deploy-tools/**"],
    testTimeout: 30_000,
    pool: "threads",
  },
});
