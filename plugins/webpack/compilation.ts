// webpack's plugin interface as far as it is used, so that a plugin needs no webpack of its own.

export interface Compiler {
  readonly context: string;
  readonly outputPath: string;
  readonly options: {
    readonly stats?: unknown;
    readonly infrastructureLogging?: { readonly level?: unknown };
  };
  readonly hooks: {
    readonly thisCompilation: { tap(name: string, run: (compilation: Compilation) => void): void };
  };
  readonly webpack: { readonly WebpackError: new (message: string) => Error };
}

export interface Compilation {
  readonly hooks: {
    readonly buildModule: {
      tap(options: { readonly name: string; readonly stage: number }, run: (module: Module) => void): void;
    };
    readonly processAssets: {
      tapPromise(options: { readonly name: string; readonly stage: number }, run: () => Promise<void>): void;
    };
  };
  readonly errors: Error[];
  readonly warnings: Error[];
  readonly modules: Iterable<Module>;
  readonly chunks: Iterable<Chunk>;
  readonly entrypoints: ReadonlyMap<string, Entrypoint>;
  readonly moduleGraph: { getOutgoingConnections(module: Module): Iterable<Connection> };
  readonly chunkGraph: {
    getChunkModulesIterable(chunk: Chunk): Iterable<Module>;
    getChunkEntryModulesIterable(chunk: Chunk): Iterable<Module>;
  };
  getAssets(): readonly { readonly name: string; readonly source: Source }[];
}

export interface Source {
  buffer(): Buffer;
  sourceAndMap(): { readonly source: string | Buffer; readonly map: object | null };
}

export interface Module {
  readonly type: string;
  identifier(): string;
  size(): number;
  readonly resource?: string;
  /** Of modules that were put into one scope. */
  readonly modules?: Iterable<Module>;
  readonly rootModule?: Module;
  /** Of what stays outside. */
  readonly externalType?: string;
  readonly userRequest?: string;
  useSourceMap?: boolean;
  useSimpleSourceMap?: boolean;
}

export interface Chunk {
  readonly files: Iterable<string>;
  readonly auxiliaryFiles: Iterable<string>;
  readonly groupsIterable: Iterable<ChunkGroup>;
}

export interface ChunkGroup {
  readonly chunks: readonly Chunk[];
  getChildren(): readonly ChunkGroup[];
}

export interface Entrypoint extends ChunkGroup {
  getEntrypointChunk(): Chunk;
}

export interface Connection {
  /** As they were before modules were put into one scope. */
  readonly resolvedOriginModule: Module | null;
  readonly resolvedModule: Module | null;
  readonly dependency: {
    readonly category?: string;
    readonly type?: string;
    readonly request?: string;
  } | null;
}
