// Bundles the HTML report's script, which is handed out as a text: to esbuild by a plugin, to vitest by another.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAME = "lambda-lint:html-client";

async function bundleClient() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("src/reporters/html/client/main.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2022",
    minify: true,
    legalComments: "none",
    tsconfigRaw: {},
  });
  // It stands in a script element: nothing in it may look like the element's end.
  return outputFiles[0].text.trim().replaceAll("</", "<\\/");
}

export const esbuildClient = {
  name: "html-client",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^lambda-lint:html-client$/ }, () => ({ path: NAME, namespace: "html-client" }));
    onLoad({ filter: /.*/, namespace: "html-client" }, async () => ({
      contents: await bundleClient(),
      loader: "text",
    }));
  },
};

export const viteClient = {
  name: "html-client",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: async (id) =>
    id === `\0${NAME}` ? `export default ${JSON.stringify(await bundleClient())};` : undefined,
};
