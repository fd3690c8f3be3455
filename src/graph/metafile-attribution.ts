import { packagePath, storeVersion } from "../artifact/package-path.js";
import type { Attribution, PackageInstance } from "../artifact/packages.js";
import { InputError } from "../errors.js";
import { compareText } from "../finding.js";
import type { Metafile } from "./metafile.js";
import { inputFile, inputPackage } from "./metafile-keys.js";

/**
 * Who the bytes of some outputs belong to: `bytesInOutput` by package (an input in several chunks counts in each),
 * the rest of the outputs' bytes to nobody (a bundler's helpers, comments, banners, inline maps).
 * Packages without a byte in the outputs are not listed.
 * @param version the version of a package by its folder, null where unknown
 * @throws InputError when inputs claim more bytes than their output has
 */
export function attributeOutputs(
  metafile: Metafile,
  outputs: readonly string[],
  version: (folder: string) => string | null,
): Attribution {
  let unzippedBytes = 0;
  let ownBytes = 0;
  let unattributedBytes = 0;
  const packages = new Map<string, { bytes: number; readonly files: Set<string> }>();
  // The same few thousand inputs are imported again and again.
  const ids = new Map<string, string | null>();
  const packageOf = (input: string): string | null => {
    let id = ids.get(input);
    if (id === undefined) {
      id = inputPackage(input);
      ids.set(input, id);
    }
    return id;
  };
  for (const path of outputs) {
    const output = metafile.outputs.get(path);
    if (output === undefined) continue;
    let rest = output.bytes;
    for (const [input, bytes] of output.inputs) {
      rest -= bytes;
      const id = packageOf(input);
      if (id === null) {
        ownBytes += bytes;
        continue;
      }
      if (bytes === 0) continue;
      const entry = packages.get(id) ?? { bytes: 0, files: new Set() };
      entry.bytes += bytes;
      entry.files.add(input);
      packages.set(id, entry);
    }
    if (rest < 0) throw sumError(metafile, path, output.bytes, output.bytes - rest);
    unzippedBytes += output.bytes;
    unattributedBytes += rest;
  }
  const requested = requesters(metafile, packages, packageOf);
  const estimated = outputs.some((path) => metafile.outputs.get(path)?.estimated === true);
  return {
    ...(estimated ? { estimated } : {}),
    unzippedBytes,
    ownBytes,
    unattributedBytes,
    packages: [...packages]
      .sort(([a], [b]) => compareText(a, b))
      .map(
        ([id, { bytes, files }]): PackageInstance => ({
          id,
          name: packagePath(id)?.name ?? id,
          version: version(id) ?? storeVersion(id),
          path: id,
          files: files.size,
          bytes,
          zippedBytes: null,
          requestedBy: [...(requested.get(id) ?? [])].sort(compareText),
        }),
      ),
  };
}

/** Package ids by the package that they import; both have bytes in the outputs. */
function requesters(
  metafile: Metafile,
  packages: ReadonlyMap<string, { readonly files: ReadonlySet<string> }>,
  packageOf: (input: string) => string | null,
): ReadonlyMap<string, ReadonlySet<string>> {
  const requested = new Map<string, Set<string>>();
  for (const [id, { files }] of packages) {
    for (const file of files) {
      for (const { path, external } of metafile.inputs.get(file)?.imports ?? []) {
        const target = external ? null : packageOf(path);
        if (target === null || target === id || !packages.has(target)) continue;
        const list = requested.get(target) ?? new Set();
        list.add(id);
        requested.set(target, list);
      }
    }
  }
  return requested;
}

function sumError(metafile: Metafile, output: string, bytes: number, sum: number): InputError {
  return new InputError({
    code: "metafile-sums",
    path: metafile.path,
    message: `says that ${inputFile(output)} has ${bytes} bytes, of which its inputs take ${sum}: it was changed after the build. Build again and lint the fresh metafile.`,
  });
}
