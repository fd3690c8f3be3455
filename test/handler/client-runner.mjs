// Loads handlers with Lambda's own client: `node client-runner.mjs <loader.mjs>`, cases as JSON on stdin.
import { readFileSync } from "node:fs";
import Module from "node:module";
import { pathToFileURL } from "node:url";

const { load } = await import(pathToFileURL(process.argv[2]).href);
// The runtime has it before any handler is loaded.
globalThis.awslambda = {
  streamifyResponse:
    (handler) =>
    (...given) =>
      handler(...given),
};
const results = [];
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;
console.warn = () => {};
for (const { root, handler } of JSON.parse(readFileSync(0, "utf8"))) {
  process.chdir(root);
  process.env.NODE_PATH = root;
  process.env.LAMBDA_TASK_ROOT = root;
  Module._initPaths();
  try {
    const loaded = await load(root, handler.replaceAll("/var/task", root));
    results.push({ error: null, parameters: loaded.length });
  } catch (error) {
    results.push({
      error: error?.name ?? String(error),
      code: error?.code ?? null,
      message: String(error?.message),
    });
  }
}
write(JSON.stringify(results), () => process.exit(0));
