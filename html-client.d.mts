import type { Plugin } from "esbuild";

export const esbuildClient: Plugin;
export const viteClient: {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string | undefined>;
};
