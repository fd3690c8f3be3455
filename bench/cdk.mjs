// What a CDK assembly of many functions costs beside one of one: `node bench/cdk.mjs [runs]`. The figure per function is
// CPU time of user and system, which what else the machine does changes least.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { makeInputs, root, work } from "./inputs.mjs";
import { median } from "./measure.mjs";

const RUNS = Number(process.argv[2] ?? 7);
const COUNTS = [1, 200];
const bin = join(root, "dist/bin.js");
const project = join(work, "function");
/** On the last line of stderr: CPU time in ms, peak of resident memory in bytes. */
const USAGE =
  'data:text/javascript,process.on("exit",()=>{const u=process.cpuUsage();process.stderr.write("\\n"+(u.user+u.system)/1000+" "+process.resourceUsage().maxRSS*1024)})';

/** How functions are bundled: as NodejsFunction does by default, and with the SDK in it, minified, with a metafile. */
const KINDS = {
  "SDK left out, one library": { external: ["@aws-sdk/*"] },
  "SDK bundled, metafile": { minify: true, metafile: true },
  "all share one asset": { external: ["@aws-sdk/*"], isShared: true },
};

await makeInputs();
const rows = [];
for (const [kind, options] of Object.entries(KINDS)) {
  const assemblies = [];
  for (const count of COUNTS) assemblies.push({ count, path: await makeAssembly(kind, options, count) });
  const samples = assemblies.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [index, { path }] of assemblies.entries()) samples[index].push(usage(path));
  }
  const one = medians(samples[0]);
  for (const [index, { count }] of assemblies.entries()) {
    const { ms, bytes } = medians(samples[index]);
    const row = { kind, functions: count, ms: Math.round(ms), perFunction: round(ms / count / one.ms) };
    rows.push({ ...row, megabytes: Math.round(bytes / 1e6), memory: round(bytes / one.bytes) });
  }
}
const cells = ({ kind, functions, ms, perFunction, megabytes, memory }) =>
  `${kind.padEnd(28)}${String(functions).padStart(10)}${String(ms).padStart(10)}${String(perFunction).padStart(14)}${String(megabytes).padStart(10)}${String(memory).padStart(9)}\n`;
process.stdout.write(
  cells({
    kind: "",
    functions: "functions",
    ms: "CPU, ms",
    perFunction: "per function",
    megabytes: "MB",
    memory: "ratio",
  }),
);
for (const row of rows) process.stdout.write(cells(row));
process.stdout.write(`${JSON.stringify({ node: process.version, runs: RUNS, rows })}\n`);

async function makeAssembly(kind, { isShared = false, ...options }, count) {
  // In its project, as `cdk synth` leaves it: what a metafile names is found from there.
  const folder = join(project, "cdk", `${kind.replace(/\W+/g, "-")}-${count}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const resources = {};
  const files = {};
  for (let number = 0; number < count; number += 1) {
    const hash = createHash("sha256")
      .update(isShared ? "shared" : String(number))
      .digest("hex");
    if (files[hash] === undefined) await bundle(join(folder, `asset.${hash}`), number, options);
    const objectKey = `${hash}.zip`;
    files[hash] = {
      source: { path: `asset.${hash}`, packaging: "zip" },
      destinations: { "current_account-current_region": { bucketName: "assets", objectKey } },
    };
    resources[`Function${number}`] = {
      Type: "AWS::Lambda::Function",
      Properties: {
        Code: { S3Bucket: { "Fn::Sub": "assets" }, S3Key: objectKey },
        Handler: "index.handler",
        Runtime: "nodejs22.x",
        Environment: { Variables: { TABLE: { Ref: "Table" } } },
      },
    };
  }
  const artifacts = {
    "Shop.assets": { type: "cdk:asset-manifest", properties: { file: "Shop.assets.json" } },
    Shop: { type: "aws:cloudformation:stack", properties: { templateFile: "Shop.template.json" } },
  };
  const write = (name, json) => writeFileSync(join(folder, name), JSON.stringify(json, null, 1));
  write("manifest.json", { version: "55.0.0", artifacts });
  write("Shop.assets.json", { version: "55.0.0", files });
  write("Shop.template.json", { Resources: resources });
  write("cdk.out", { version: "55.0.0" });
  return folder;
}

async function bundle(outdir, number, { metafile = false, ...options }) {
  const entry = join(project, "cdk", `handler-${number}.mjs`);
  writeFileSync(entry, source(number));
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: project,
    outfile: join(outdir, "index.js"),
    bundle: true,
    platform: "node",
    target: "node22",
    logLevel: "error",
    metafile,
    ...options,
  });
  if (metafile) writeFileSync(join(outdir, "index.meta.json"), JSON.stringify(result.metafile));
}

function source(number) {
  return `import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import moment from "moment";
const client = new DynamoDBClient({});
const load = (id) => client.send(new GetItemCommand({ TableName: process.env.TABLE, Key: { id: { S: id } } }));
export const handler = async (event) => {
  const found = await load(event.id ?? "${number}");
  return { item: found.Item, at: moment().add(${number}, "days").format() };
};
`;
}

function usage(path) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", USAGE, bin, path, "--quiet", "--no-cache", "--threads", "1"],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    },
  );
  if (status === null || status > 1) throw new Error(`${path}: exit ${status}\n${stderr}`);
  const [ms, bytes] = stderr.trim().split("\n").at(-1).split(" ").map(Number);
  return { ms, bytes };
}

function medians(samples) {
  return { ms: median(samples.map(({ ms }) => ms)), bytes: median(samples.map(({ bytes }) => bytes)) };
}

function round(ratio) {
  return Math.round(ratio * 1000) / 1000;
}
