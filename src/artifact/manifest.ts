/** What a package.json says, as far as sizes and resolution need it. */
export interface Manifest {
  /** Path of the package.json's folder in the artifact; "" for the root. */
  readonly folder: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly type: "module" | "commonjs" | null;
  readonly main: string | null;
  readonly module: string | null;
  /** As written: for a resolver of `exports` maps. */
  readonly exports: unknown;
  readonly imports: unknown;
  readonly bin: unknown;
  /** Name to range. Without the optional ones, which npm lists twice. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  /** Names of peers that may be absent (`peerDependenciesMeta`). */
  readonly optionalPeers: readonly string[];
  /** Systems that it is meant for as npm calls them ("darwin", "!win32"); empty: all. */
  readonly os: readonly string[];
}

/** A package.json's text as a manifest; null when it is no JSON object. Fields of wrong types count as absent. */
export function parseManifest(folder: string, text: string): Manifest | null {
  const json = parseObject(text);
  if (json === null) return null;
  const optionalDependencies = textRecord(json.optionalDependencies);
  const dependencies = Object.entries(textRecord(json.dependencies));
  return {
    folder,
    name: textOrNull(json.name),
    version: textOrNull(json.version),
    type: json.type === "module" || json.type === "commonjs" ? json.type : null,
    main: pathOrNull(json.main),
    module: pathOrNull(json.module),
    exports: json.exports ?? null,
    imports: json.imports ?? null,
    bin: json.bin ?? null,
    dependencies: Object.fromEntries(
      dependencies.filter(([name]) => !Object.hasOwn(optionalDependencies, name)),
    ),
    optionalDependencies,
    peerDependencies: textRecord(json.peerDependencies),
    optionalPeers: Object.entries(record(json.peerDependenciesMeta))
      .filter(([, meta]) => record(meta).optional === true)
      .map(([name]) => name),
    os: (Array.isArray(json.os) ? json.os : [json.os]).filter((name) => typeof name === "string"),
  };
}

/** A manifest that says nothing: for a folder whose package.json can't be read. */
export function emptyManifest(folder: string): Manifest {
  return {
    folder,
    name: null,
    version: null,
    type: null,
    main: null,
    module: null,
    exports: null,
    imports: null,
    bin: null,
    dependencies: {},
    optionalDependencies: {},
    peerDependencies: {},
    optionalPeers: [],
    os: [],
  };
}

/** Names of the packages that it asks for at run time, sorted. */
export function requestedNames(manifest: Manifest): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return [
    ...new Set([dependencies, optionalDependencies, peerDependencies].flatMap((part) => Object.keys(part))),
  ].sort();
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    // Node takes a byte order mark in package.json, too.
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof json === "object" && json !== null && !Array.isArray(json) ? record(json) : null;
  } catch {
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textRecord(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(record(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return Object.fromEntries(entries);
}

/** Linux takes no longer paths (PATH_MAX). */
const MAXIMUM_PATH_LENGTH = 4096;

function pathOrNull(value: unknown): string | null {
  const text = textOrNull(value);
  return text === null || text.length > MAXIMUM_PATH_LENGTH ? null : text;
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
