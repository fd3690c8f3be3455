// Makes CDK assemblies, as `cdk synth` leaves them.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { work } from "./inputs.mjs";

const project = join(work, "function");

/** How functions are bundled: as NodejsFunction does by default, and with the SDK in it, minified, with a metafile. */
export const KINDS = {
  "SDK left out, one library": { external: ["@aws-sdk/*"] },
  "SDK bundled, metafile": { minify: true, metafile: true },
  "all share one asset": { external: ["@aws-sdk/*"], isShared: true },
};

/** An assembly of so many functions of a kind; gives its folder. */
export async function makeAssembly(kind, count) {
  const { isShared = false, ...options } = KINDS[kind];
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
