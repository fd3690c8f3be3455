/**
 * Packages that build, check or deploy a function and are no use inside one; seen in real artifacts
 * (https://github.com/aws/aws-cdk/issues/25080). Packages that functions also run on purpose are left out:
 * jsdom and playwright-core render pages, prettier formats what @react-email/render gives.
 */
const EXACT: ReadonlySet<string> = new Set([
  "@biomejs/biome",
  "@types/node",
  "aws-cdk",
  "aws-cdk-lib",
  "aws-lambda",
  "c8",
  "chai",
  "concurrently",
  "constructs",
  "cypress",
  "esbuild",
  "eslint",
  "husky",
  "jasmine",
  "jest",
  "karma",
  "lerna",
  "lint-staged",
  "mocha",
  "nock",
  "nodemon",
  "npm",
  "nx",
  "nyc",
  "parcel",
  // The command line; its client loads no part of it: https://www.prisma.io/docs/orm/reference/prisma-cli-reference.
  "prisma",
  "rollup",
  "serverless",
  "sinon",
  "sst",
  "supertest",
  "tap",
  "ts-jest",
  "ts-loader",
  "ts-node",
  "tslint",
  "tsup",
  "tsx",
  "turbo",
  "typescript",
  "vite",
  "vitest",
  "webpack",
  "webpack-cli",
  "yarn",
]);

const PREFIXES = [
  "@aws-cdk/",
  "@eslint/",
  "@jest/",
  "@rollup/",
  "@swc/core",
  "@types/",
  "@typescript-eslint/",
  "@vitest/",
  "aws-sdk-client-mock",
  "eslint-config-",
  "eslint-plugin-",
  "jest-",
  "serverless-offline",
  "serverless-plugin-",
  "serverless-webpack",
  "serverless-esbuild",
  "vite-plugin-",
  "webpack-",
] as const;

/** True for a package that is there for development: "typescript", "@types/node", "eslint-plugin-import". */
export function isDevelopmentPackage(packageName: string): boolean {
  return EXACT.has(packageName) || PREFIXES.some((prefix) => packageName.startsWith(prefix));
}
