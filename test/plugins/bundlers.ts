import { resolve } from "node:path";
import commonjsPlugin from "@rollup/plugin-commonjs";
import jsonPlugin from "@rollup/plugin-json";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { type BuildFailure, build as esbuild, transform } from "esbuild";
import { rolldown } from "rolldown";
import { type Plugin as RollupPlugin, rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";
import { lambdaLint as forEsbuild } from "../../plugins/esbuild/index.js";
import type { LambdaLintOptions } from "../../plugins/lint-in-build.js";
import { lambdaLint as forRolldown } from "../../plugins/rolldown/index.js";
import { lambdaLint as forRollup } from "../../plugins/rollup/index.js";
import { lambdaLint as forVite } from "../../plugins/vite/index.js";
import { lambdaLint as forWebpack } from "../../plugins/webpack/index.js";
import { stderrOf } from "./project.js";

// Their declarations are CommonJS', though they are ES modules.
const commonjs = commonjsPlugin as unknown as typeof commonjsPlugin.default;
const json = jsonPlugin as unknown as typeof jsonPlugin.default;

export interface BuildRequest {
  /** A project whose handlers are `entry` (default: `{ orders: "src/orders.js" }`), written to its `dist`. */
  readonly cwd: string;
  readonly entry?: Readonly<Record<string, string>>;
  readonly minify?: boolean;
  readonly sourcemap?: boolean;
  /** One file each: `import()` makes no chunks. */
  readonly whole?: boolean;
  readonly external?: readonly string[];
  readonly options?: LambdaLintOptions;
}

/** What a bundler's users see of the plugin. */
export interface Told {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const DEFAULTS = {
  ...{ entry: { orders: "src/orders.js" }, minify: false, sourcemap: false, whole: false },
  ...{ external: [], options: {} },
};
const FIELDS = ["module", "main"];

/** Packages' shipped ES modules are taken wherever there are some: what bundlers take by themselves differs. */
const BUNDLERS: Readonly<Record<string, (request: Required<BuildRequest>) => Promise<Told>>> = {
  async esbuild({ cwd, entry, minify, sourcemap, whole, external, options }) {
    const settings = {
      absWorkingDir: cwd,
      entryPoints: { ...entry },
      outdir: "dist",
      ...({ bundle: true, platform: "node", format: "esm", mainFields: FIELDS } as const),
      logLevel: "error" as const,
      ...{ minify, sourcemap, splitting: !whole, external: [...external] },
      plugins: [forEsbuild(options)],
    };
    const { errors, warnings } = await esbuild(settings).catch((failure: BuildFailure) => failure);
    return { errors: errors.map(({ text }) => text), warnings: warnings.map(({ text }) => text) };
  },
  async rollup({ cwd, entry, minify, sourcemap, whole, external, options }) {
    const warnings: string[] = [];
    const minifier: RollupPlugin = {
      name: "minify",
      async renderChunk(code) {
        const result = await transform(code, { minify, sourcemap, format: "esm", logLevel: "silent" });
        return { code: result.code, map: sourcemap ? result.map : null };
      },
    };
    return ended(warnings, async () => {
      const bundle = await rollup({
        logLevel: "warn",
        input: absolute(cwd, entry),
        external: [...external],
        plugins: [nodeResolve({ preferBuiltins: true }), commonjs(), json(), forRollup({ ...options, cwd })],
        onLog: (_, log) => void (log.plugin === "lambda-lint" && warnings.push(log.message)),
      });
      const plugins = minify ? [minifier] : [];
      await bundle.write({ dir: resolve(cwd, "dist"), sourcemap, plugins, inlineDynamicImports: whole });
      await bundle.close();
    });
  },
  async rolldown({ cwd, entry, minify, sourcemap, whole, external, options }) {
    const warnings: string[] = [];
    return ended(warnings, async () => {
      const bundle = await rolldown({
        ...{ cwd, input: absolute(cwd, entry), external: [...external], platform: "node" },
        resolve: { mainFields: FIELDS },
        plugins: [forRolldown(options)],
        onLog: (_, log) => void (log.plugin === "lambda-lint" && warnings.push(log.message)),
      });
      await bundle.write({ dir: "dist", minify, sourcemap, ...(whole ? { codeSplitting: false } : {}) });
      await bundle.close();
    });
  },
  async vite({ cwd, entry, minify, sourcemap, whole, external, options }) {
    const warnings: string[] = [];
    return ended(warnings, async () => {
      await vite({
        ...{ root: cwd, configFile: false, logLevel: "error" },
        ssr: { noExternal: true, external: [...external] },
        resolve: { mainFields: FIELDS },
        build: {
          ...{ ssr: true, minify, sourcemap, outDir: "dist", emptyOutDir: false },
          rolldownOptions: {
            input: absolute(cwd, entry),
            output: whole ? { codeSplitting: false } : {},
            onLog: (_, log) => void (log.plugin === "lambda-lint" && warnings.push(log.message)),
          },
        },
        plugins: [forVite(options)],
      });
    });
  },
  async webpack({ cwd, entry, minify, sourcemap, whole, external, options }) {
    const stats = await new Promise<webpack.Stats | undefined>((done, fail) => {
      webpack(
        {
          ...{ context: cwd, mode: "production", target: "node20", entry: absolute(cwd, entry) },
          ...{
            devtool: sourcemap ? "source-map" : false,
            stats: "errors-only",
            externals: Object.fromEntries(external.map((one) => [one, `commonjs2 ${one}`])),
          },
          output: { path: resolve(cwd, "dist"), library: { type: "commonjs2" } },
          optimization: { minimize: minify, ...(whole ? { splitChunks: false } : {}) },
          resolve: { mainFields: FIELDS },
          module: whole ? { parser: { javascript: { dynamicImportMode: "eager" } } } : {},
          plugins: [forWebpack(options)],
        },
        (error, result) => (error ? fail(error) : done(result)),
      );
    });
    const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
    return {
      errors: errors.map(({ message }) => message),
      warnings: warnings.map(({ message }) => message).filter((text) => !text.startsWith("asset size limit")),
    };
  },
};

export const NAMES = Object.keys(BUNDLERS);

function absolute(cwd: string, entry: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entry).map(([name, path]) => [name, resolve(cwd, path)]));
}

/** Rollup and its kin reject with what failed the build. */
async function ended(warnings: readonly string[], run: () => Promise<void>): Promise<Told> {
  try {
    await run();
    return { errors: [], warnings };
  } catch (error) {
    return { errors: [error instanceof Error ? error.message : String(error)], warnings };
  }
}

/** The table that the plugin prints is kept out of the test's output. */
export async function buildWith(
  name: string,
  request: BuildRequest,
): Promise<Told & { readonly table: string }> {
  const build = BUNDLERS[name];
  if (build === undefined) throw new Error(`no bundler is called ${name}`);
  let told: Told = { errors: [], warnings: [] };
  const table = await stderrOf(async () => {
    told = await build({ ...DEFAULTS, ...request });
  });
  return { ...told, table };
}
