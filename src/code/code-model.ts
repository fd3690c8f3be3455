/** What the code rules ask: filled in by the TypeScript side. */
export interface CodeModel {
  readonly placeholder?: never;
}
