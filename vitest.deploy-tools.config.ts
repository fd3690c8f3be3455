import { defineConfig } from "vitest/config";

// What the deploy tools themselves write, several versions of each. They are installed here rather than kept as
// dependencies: aws-cdk-lib alone is 200 MB that every `npm ci` would pay for, to test what changes when it does.
export default defineConfig({
  test: { include: ["test/deploy-tools/*.test.ts"], testTimeout: 300_000, hookTimeout: 600_000 },
});
