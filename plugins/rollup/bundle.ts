import type { Message, Messages } from "../messages.js";

// Rollup's, Rolldown's and Vite's plugin interface as far as it is used, so that whoever has one of them needs no other.

export interface ModuleInfo {
  readonly code: string | null;
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
  readonly isExternal?: boolean | null;
  /** Rolldown's. */
  readonly inputFormat?: string;
  /** Notes that plugins leave. */
  readonly meta: { readonly [plugin: string]: unknown };
}

export interface OutputChunk {
  readonly type: "chunk";
  readonly fileName: string;
  readonly code: string;
  readonly map: { toString(): string } | null;
  readonly modules: {
    readonly [id: string]: { readonly code: string | null; readonly renderedLength: number };
  };
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  readonly referencedFiles?: readonly string[];
  readonly isEntry: boolean;
  readonly facadeModuleId: string | null;
}

export interface OutputAsset {
  readonly type: "asset";
  readonly fileName: string;
  readonly source: string | Uint8Array;
}

export interface OutputBundle {
  readonly [fileName: string]: OutputChunk | OutputAsset;
}

export interface OutputOptions {
  readonly dir?: string | undefined;
  readonly file?: string | undefined;
}

export interface Log {
  readonly message: string;
  readonly pluginCode: string;
  readonly id?: string;
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number };
  readonly frame?: string;
}

export interface PluginContext {
  warn(log: Log): void;
  error(log: Log): never;
  getModuleIds(): IterableIterator<string>;
  getModuleInfo(id: string): ModuleInfo | null;
}

/** Tells what was found as this family of bundlers does: `this.warn`, and one `this.error`, which ends the build. */
export function tell(context: PluginContext, { errors, warnings }: Messages, cwd: string): void {
  for (const message of warnings) context.warn(toLog(message, cwd));
  const [first] = errors;
  if (first === undefined) return;
  context.error({ ...toLog(first, cwd), message: errors.map(({ text }) => text).join("\n") });
}

function toLog({ id, text, place }: Message, cwd: string): Log {
  const log = { message: text, pluginCode: id };
  if (place === null) return log;
  const file = `${cwd.replaceAll("\\", "/")}/${place.path}`;
  const loc = { file, line: place.line, column: place.column - 1 };
  return { ...log, id: file, loc, frame: `${place.line}: ${place.lineText}` };
}
