// Handlers to lint, and ESLint to lint them with: what the benches of source use.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { root, work as workFolder } from "./inputs.mjs";

const work = join(workFolder, "code");
const peers = join(work, "peers");

/** One handler with the six files that it imports: its path. */
export function oneHandler() {
  const [path] = makeHandlers(join(work, "one"), 1);
  return path;
}

/** Paths that a list names, one per line; without a list 500 handlers are made. */
export function manyHandlers(list) {
  return list === undefined ? makeHandlers(join(work, "many"), 500) : namedIn(list);
}

/** ESLint's command with typescript-eslint's parser and one trivial rule; installed by npm when it isn't there. */
export function eslint() {
  installPeers();
  const bin = join(peers, "node_modules/eslint/bin/eslint.js");
  return [process.execPath, bin, "--no-ignore", "--config", join(peers, "eslint.config.js")];
}

/** TypeScript, as a peer to load. */
export const typescript = join(root, "node_modules/typescript");

function namedIn(list) {
  return readFileSync(list, "utf8")
    .trim()
    .split("\n")
    .map((path) => resolve(path));
}

/** Handlers that share six libraries of some fifty lines each. */
function makeHandlers(folder, count) {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: 6 }, (_, index) => `lib${index}`);
  for (const name of names) {
    const loaders = Array.from(
      { length: 8 },
      (_, index) => `export interface Item${index} { id: string; value: number; tags: string[] }
export async function load${index}(id: string): Promise<Item${index}> {
  const result = await client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: id } } }));
  if (!result.Item) throw new Error(\`no \${id}\`);
  return { id, value: Number(result.Item.value?.N ?? 0), tags: (result.Item.tags?.SS ?? []).map((tag) => tag.trim()) };
}
`,
    );
    writeFileSync(
      join(folder, `${name}.ts`),
      `import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";\nconst client = new DynamoDBClient({});\n${loaders.join("")}export const ${name} = async (records: { body: string }[]) => Promise.all(records.map((one) => load0(one.body)));\n`,
    );
  }
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `handler${index}.ts`);
    const imports = names.map((name) => `import { ${name} } from "./${name}";\n`).join("");
    const calls = names.map((name) => `  await ${name}(event.Records);\n`).join("");
    writeFileSync(
      path,
      `import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";\n${imports}const s3 = new S3Client({});\nexport const handler = async (event: { Records: { body: string }[] }) => {\n${calls}  return s3.send(new ListBucketsCommand({}));\n};\n`,
    );
    return path;
  });
}

function installPeers() {
  if (existsSync(join(peers, "node_modules/eslint"))) return;
  mkdirSync(peers, { recursive: true });
  writeFileSync(join(peers, "package.json"), '{ "private": true, "type": "module" }\n');
  writeFileSync(
    join(peers, "eslint.config.js"),
    'import parser from "@typescript-eslint/parser";\nexport default [{ files: ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}"], languageOptions: { parser }, rules: { "no-debugger": "error" } }];\n',
  );
  const { status, stderr } = spawnSync(
    "npm",
    [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "eslint@9",
      "@typescript-eslint/parser@8",
      "typescript@5.9",
    ],
    { cwd: peers, encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`npm install of the peers failed:\n${stderr}`);
}
