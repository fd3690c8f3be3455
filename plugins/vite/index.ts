import type { LambdaLintOptions } from "../lint-in-build.js";
import type { OutputBundle, OutputOptions, PluginContext } from "../rollup/bundle.js";
import { type RollupLikePlugin, rollupLikePlugin } from "../rollup/plugin.js";

export type { LambdaLintOptions } from "../lint-in-build.js";

export interface VitePlugin extends RollupLikePlugin {
  readonly apply: "build";
  readonly enforce: "post";
  readonly configResolved: (config: ResolvedConfig) => void;
}

/** Of Vite's settings what tells for whom it builds; since Vite 6 each environment has its own. */
interface BuildTarget {
  readonly consumer?: string;
  readonly build: { readonly ssr?: unknown; readonly lib?: unknown };
}

interface ResolvedConfig extends BuildTarget {
  readonly root: string;
  readonly logLevel?: string | undefined;
}

/**
 * Lints what Vite builds for servers (`build.ssr`, environments of a server) and as a library (`build.lib`), with the
 * config and the rules of the command, before it is written; what is for browsers is none of Lambda's. A table is
 * printed for each output (not under `logLevel: "silent"`); findings are warnings, at or above `failOn` an error, which fails the build.
 */
export function lambdaLint(options: LambdaLintOptions = {}): VitePlugin {
  let config: ResolvedConfig | null = null;
  const plugin = rollupLikePlugin(options, {
    cwd: () => config?.root ?? null,
    isSilent: () => config?.logLevel === "silent",
  });
  return {
    ...plugin,
    apply: "build",
    enforce: "post",
    configResolved(resolved) {
      config = resolved;
    },
    generateBundle: {
      order: "post",
      async handler(this: ViteContext, output: OutputOptions, bundle: OutputBundle) {
        const target = this.environment?.config ?? config;
        if (target === null || !isForServers(target)) return;
        await plugin.generateBundle.handler.call(this, output, bundle);
      },
    },
  };
}

interface ViteContext extends PluginContext {
  readonly environment?: { readonly config: BuildTarget };
}

function isForServers({ consumer, build }: BuildTarget): boolean {
  return consumer === "server" || Boolean(build.ssr) || Boolean(build.lib);
}
