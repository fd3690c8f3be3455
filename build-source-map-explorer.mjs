// source-map-explorer comes with 50 packages and 5 MB, most of them for its command: of all that, `explore` over buffers
// is used, which is 115 kB and a WebAssembly file of source-map.
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const FILE = "source-map-explorer.cjs";
/** Its HTML page, globs of files and gzipped sizes: loaded in any case, asked for by nobody. */
const NEVER_CALLED =
  /source-map-explorer.lib.html\.js$|node_modules.(glob|gzip-size).index\.js$|node_modules.glob.glob\.js$/;

/** Writes what is used of source-map-explorer to a folder, CommonJS as it is. Gives esbuild's result. */
export async function bundleSourceMapExplorer(folder) {
  const own = createRequire(createRequire(import.meta.url).resolve("source-map-explorer"));
  copyFileSync(join(dirname(own.resolve("source-map")), "lib/mappings.wasm"), join(folder, "mappings.wasm"));
  return build({
    stdin: { contents: 'export { explore } from "source-map-explorer";', resolveDir: "." },
    outfile: join(folder, FILE),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    plugins: [
      {
        name: "without-command",
        setup: ({ onLoad }) => onLoad({ filter: NEVER_CALLED }, () => ({ contents: "", loader: "js" })),
      },
    ],
  });
}

/** What is published loads the file that lies beside it. */
export const ownSourceMapExplorer = {
  name: "own-source-map-explorer",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^source-map-explorer$/ }, () => ({ path: `./${FILE}`, external: true })),
};
