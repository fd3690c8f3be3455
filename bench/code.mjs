// What linting source costs, beside its peers: `node bench/code.mjs [list of handler files]`. A list names real
// files, one per line; without one, 500 handlers are made. ESLint with typescript-eslint's parser is installed
// into bench/.work by npm when it isn't there.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, parse, resolve } from "node:path";
import { root } from "./inputs.mjs";
import { compare } from "./measure.mjs";

const RUNS = 7;
const node = process.execPath;
const bin = join(root, "dist/bin.js");
const work = join(root, "bench/.work/code");
const peers = join(work, "peers");

const [list] = process.argv.slice(2);
const one = makeHandlers(join(work, "one"), 1);
const many = list === undefined ? makeHandlers(join(work, "many"), 500) : namedIn(list);
installPeers();

const eslint = [
  node,
  join(peers, "node_modules/eslint/bin/eslint.js"),
  "--no-ignore",
  "--config",
  join(peers, "eslint.config.js"),
];
const cases = [
  [
    "one handler, six imports",
    [node, bin, ...one],
    [node, "-e", `require(${JSON.stringify(join(root, "node_modules/typescript"))})`],
    "require('typescript')",
  ],
  [`${many.length} handlers`, [node, bin, ...many], [...eslint, ...many], "eslint, one rule"],
];
for (const [name, tool, peer, peerName] of cases) {
  // ESLint passes over what lies outside of the folder that it runs in, without an error.
  const ms = compare(tool, peer, RUNS, parse(root).root);
  const ratio = (ms.tool / ms.peer).toFixed(2);
  process.stdout.write(
    `${name.padEnd(26)}${Math.round(ms.tool)} ms  ${peerName} ${Math.round(ms.peer)} ms  ${ratio}\n`,
  );
}

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
