import type { PackageWeigher } from "../../src/code/imports/import-weight.js";

/**
 * In fixtures a package's name says what it weighs: `heavy-…`, the SDK's clients, jsonwebtoken and Prisma's runtime a
 * megabyte, everything else a kilobyte; `absent-…` is not installed.
 */
export const BY_NAME: PackageWeigher = {
  filesOf: (imports) =>
    new Map(
      imports.map(({ specifier }) => [
        specifier,
        /^(heavy-|@aws-sdk\/client-|jsonwebtoken$|@prisma\/client\/runtime\/)/.test(specifier)
          ? 1_000_000
          : 1_000,
      ]),
    ),
  has: ({ specifier }) => !/^(@\/)?absent-/.test(specifier),
};
