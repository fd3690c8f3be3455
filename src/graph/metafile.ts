/**
 * An esbuild metafile, checked. Keys are as esbuild wrote them: relative to its working directory, absolute
 * (`absPaths`), or virtual (`ns:path`), perhaps with ` with { type: 'json' }` at the end.
 * https://esbuild.github.io/api/#metafile
 */
export interface Metafile {
  /** Where it lies: POSIX, relative to the working directory. */
  readonly path: string;
  /** Also lists what tree shaking removed. */
  readonly inputs: ReadonlyMap<string, MetafileInput>;
  /** Also lists maps, assets and style sheets. */
  readonly outputs: ReadonlyMap<string, MetafileOutput>;
}

interface MetafileInput {
  /** Null where a bundler tells from inside its build: the file is as it was built. */
  readonly bytes: number | null;
  readonly imports: readonly MetafileImport[];
}

export interface MetafileImport {
  /** A key of `inputs` or `outputs`; as written when external. */
  readonly path: string;
  /** "import-statement", "require-call", "dynamic-import", "require-resolve", "url-token", "file-loader" …; absent in old versions. */
  readonly kind?: string;
  readonly external?: boolean;
  /** As written in the source; absent in old versions and where it equals `path`. */
  readonly original?: string;
}

export interface MetafileOutput {
  readonly bytes: number;
  /** `bytesInOutput` by input. */
  readonly inputs: ReadonlyMap<string, number>;
  readonly imports: readonly MetafileImport[];
  /** The input that it is the entry of; also set for the targets of `import()` when splitting. */
  readonly entryPoint: string | null;
  /** Only where a bundler tells: somebody loads it from outside, whether others import it or not. */
  readonly isEntry?: boolean;
  /** Only where a bundler can't tell: inputs' bytes are shares of what they weigh. */
  readonly estimated?: boolean;
}

/**
 * Reads a metafile; null for anything else (webpack stats, lockfiles, manifests, no JSON at all), by shape.
 * Fields that old versions of esbuild lack may be missing; a field of the wrong type makes it no metafile.
 */
export function parseMetafile(text: string, path: string): Metafile | null {
  let json: unknown;
  try {
    json = JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    return null;
  }
  return asMetafile(json, path);
}

/** As `parseMetafile`, for what is parsed already: the plugin gets an object. */
export function asMetafile(json: unknown, path: string): Metafile | null {
  if (!isRecord(json) || !isRecord(json.inputs) || !isRecord(json.outputs)) return null;
  const inputs = mapRecord(json.inputs, asInput);
  const outputs = mapRecord(json.outputs, asOutput);
  if (inputs === null || outputs === null || outputs.size === 0) return null;
  return { path, inputs, outputs: withLazyChunks(inputs, outputs) };
}

/**
 * esbuild 0.8 did not list `import()` among an output's imports: told by the inputs, where an input of one
 * output loads the entry point of another that it does not hold itself.
 */
function withLazyChunks(
  inputs: Metafile["inputs"],
  outputs: Metafile["outputs"],
): ReadonlyMap<string, MetafileOutput> {
  const isLazy = ({ kind, external }: MetafileImport): boolean =>
    kind === "dynamic-import" && external !== true;
  if ([...outputs.values()].some((output) => output.imports.some(isLazy))) return outputs;
  const named = [...outputs].filter(([, output]) => output.entryPoint !== null);
  const byEntry = new Map(named.map(([path, output]) => [output.entryPoint, path]));
  const completed = new Map<string, MetafileOutput>();
  for (const [path, output] of outputs) {
    // A lone bundle's thousands of imports lead to no other.
    if (named.length === (output.entryPoint === null ? 0 : 1)) {
      completed.set(path, output);
      continue;
    }
    const lazy = [...output.inputs.keys()].flatMap(
      (input) => inputs.get(input)?.imports.filter(isLazy) ?? [],
    );
    const chunks = lazy.flatMap((call) => {
      const chunk = output.inputs.has(call.path) ? undefined : byEntry.get(call.path);
      return chunk === undefined || chunk === path ? [] : [{ ...call, path: chunk }];
    });
    completed.set(
      path,
      chunks.length === 0 ? output : { ...output, imports: [...output.imports, ...chunks] },
    );
  }
  return completed;
}

function asInput(json: unknown): MetafileInput | null {
  if (!isRecord(json) || !isSize(json.bytes)) return null;
  const imports = asImports(json.imports);
  return imports === null ? null : { bytes: json.bytes, imports };
}

function asOutput(json: unknown): MetafileOutput | null {
  if (!isRecord(json) || !isSize(json.bytes) || !isRecord(json.inputs)) return null;
  const inputs = mapRecord(json.inputs, (input) =>
    isRecord(input) && isSize(input.bytesInOutput) ? input.bytesInOutput : null,
  );
  const imports = asImports(json.imports);
  if (inputs === null || imports === null) return null;
  const entryPoint = typeof json.entryPoint === "string" ? json.entryPoint : null;
  return { bytes: json.bytes, inputs, imports, entryPoint };
}

function asImports(json: unknown): readonly MetafileImport[] | null {
  if (json === undefined) return [];
  if (!Array.isArray(json)) return null;
  // A large bundle's are thousands: they stay as they are.
  if (json.every(isImport)) return json;
  const imports: MetafileImport[] = [];
  for (const item of json) {
    if (!isRecord(item) || typeof item.path !== "string") return null;
    imports.push({
      path: item.path,
      ...(typeof item.kind === "string" ? { kind: item.kind } : {}),
      ...(typeof item.original === "string" ? { original: item.original } : {}),
      external: item.external === true,
    });
  }
  return imports;
}

function isImport(json: unknown): json is MetafileImport {
  return (
    isRecord(json) &&
    typeof json.path === "string" &&
    (json.kind === undefined || typeof json.kind === "string") &&
    (json.external === undefined || typeof json.external === "boolean") &&
    (json.original === undefined || typeof json.original === "string")
  );
}

/** Null as soon as one value is. A Map, since a key may be `__proto__`. */
function mapRecord<T>(
  record: Readonly<Record<string, unknown>>,
  read: (value: unknown) => T | null,
): ReadonlyMap<string, T> | null {
  const map = new Map<string, T>();
  for (const key of Object.keys(record)) {
    const item = read(record[key]);
    if (item === null) return null;
    map.set(key, item);
  }
  return map;
}

function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function isSize(json: unknown): json is number {
  return Number.isSafeInteger(json) && (json as number) >= 0;
}
