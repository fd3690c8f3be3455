/** An import of a third-party module by a first-party file. */
export interface ImportOfPackage {
  readonly specifier: string;
  /** Absolute path of the importing file. */
  readonly from: string;
  readonly syntax: "import" | "require";
}

/** Tells what imports load in init where there is no artifact to ask: bytes by file. */
export interface PackageWeigher {
  /** With `towards`, packages that ask for none of those files' packages may be left out. */
  filesOf(
    imports: readonly ImportOfPackage[],
    towards?: ReadonlyMap<string, number>,
  ): ReadonlyMap<string, number>;
  /** Whether it is there to be weighed. */
  has(one: ImportOfPackage): boolean;
}

/** Bytes that init would not load if `lazy` were imported lazily and `kept` stayed. */
export function savedByLazy(
  weigher: PackageWeigher,
  lazy: readonly ImportOfPackage[],
  kept: readonly ImportOfPackage[],
): number {
  const before = weigher.filesOf(lazy);
  let bytes = 0;
  for (const size of before.values()) bytes += size;
  if (bytes === 0) return 0;
  const staying = weigher.filesOf(kept, before);
  for (const [path, size] of before) if (staying.has(path)) bytes -= size;
  return bytes;
}
