import type { PackageWeigher } from "../../src/code/import-weight.js";

/** In fixtures a package's name says what it weighs: `heavy-…` a megabyte, everything else a kilobyte. */
export const BY_NAME: PackageWeigher = {
  filesOf: (imports) =>
    new Map(imports.map(({ specifier }) => [specifier, specifier.startsWith("heavy-") ? 1_000_000 : 1_000])),
};
