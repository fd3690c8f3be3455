import { posix } from "node:path";
import type { Metafile, MetafileImport } from "./metafile.js";

/**
 * A metafile with absolute keys (`absPaths`) as one with keys relative to a folder, which is what all others have:
 * reports must not name folders of one machine. Others are given back as they are.
 * @param folder absolute
 */
export function relativeMetafile(metafile: Metafile, folder: string): Metafile {
  if (![...metafile.inputs.keys(), ...metafile.outputs.keys()].some(posix.isAbsolute)) return metafile;
  const base = folder.replaceAll("\\", "/");
  const relative = (path: string): string => relativeKey(path, base);
  const imports = (list: readonly MetafileImport[]): readonly MetafileImport[] =>
    list.map((item) => (item.external ? item : { ...item, path: relative(item.path) }));
  const inputs = [...metafile.inputs].map(
    ([key, input]) => [relative(key), { ...input, imports: imports(input.imports) }] as const,
  );
  const outputs = [...metafile.outputs].map(([key, output]) => {
    const bytes = [...output.inputs].map(([input, size]) => [relative(input), size] as const);
    const entryPoint = output.entryPoint === null ? null : relative(output.entryPoint);
    return [
      relative(key),
      { ...output, inputs: new Map(bytes), imports: imports(output.imports), entryPoint },
    ] as const;
  });
  return { path: metafile.path, inputs: new Map(inputs), outputs: new Map(outputs) };
}

/** Keys that are not absolute stay. */
export function relativeKey(path: string, folder: string): string {
  return posix.isAbsolute(path) ? posix.relative(folder, path) || path : path;
}
