// How cost grows with an input: `node bench/growth.mjs [runs] [kind]`. CPU time of user and system in one thread, all
// rules, no cache; the figure per unit is what is left after a run of the smallest input there is, so it stays the same
// where growth is linear and goes down where something is paid once.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, work } from "./inputs.mjs";
import { median, usageOf } from "./measure.mjs";

const RUNS = Number(process.argv[2] ?? 3);
const ONLY = process.argv[3] ?? "";
const bin = join(root, "dist/bin.cjs");
const base = join(work, "growth");
const HANDLER = "exports.handler = async () => {};\n";

/** What grows: the sizes, and how an input of a size is made; each gives what is linted. */
const KINDS = {
  "functions (a template, bundles of 20 kB)": { sizes: [1, 10, 100, 1000], make: functions },
  "functions of one artifact (a hundred modules)": { sizes: [1, 10, 100, 1000], make: sharing },
  "files (folder, packages of 10)": { sizes: [100, 1000, 10_000, 50_000], make: packagedFiles },
  "files (zip, packages of 10)": { sizes: [100, 1000, 10_000, 50_000], make: zippedFiles },
  "files (folder of 20 functions each)": { sizes: [100, 1000, 10_000, 50_000], make: functionFolders },
  "modules (folder)": { sizes: [100, 1000, 10_000, 50_000], make: modules },
  "modules (metafile)": { sizes: [100, 1000, 10_000, 50_000], make: metafile },
  "bundle, kB (path comments)": { sizes: [100, 1000, 5000, 20_000], make: bundle },
  "bundle, kB (minified, nothing beside it)": { sizes: [100, 1000, 5000, 20_000], make: minified },
  "sources (handlers that share a module)": { sizes: [10, 100, 1000, 5000], make: sources },
};

write(join(base, "smallest"), { "index.js": HANDLER });
const least = measured(join(base, "smallest"));
const rows = [];
for (const [kind, { sizes, make }] of Object.entries(KINDS)) {
  if (!kind.includes(ONLY)) continue;
  for (const size of sizes) {
    const folder = join(base, kind.replace(/\W+/g, "-"), String(size));
    const path = made(folder, () => make(folder, size));
    const { ms, bytes } = measured(path);
    const each = ((ms - least.ms) * 1000) / size;
    const row = {
      kind,
      size,
      ms: Math.round(ms),
      microseconds: Math.round(each),
      megabytes: Math.round(bytes / 1e6),
    };
    rows.push(row);
    const cells = [row.size, row.ms, row.microseconds, row.megabytes].map((cell) =>
      String(cell).padStart(10),
    );
    process.stdout.write(`${kind.padEnd(44)}${cells.join("")}\n`);
  }
}
process.stdout.write("(size, CPU in ms, µs per unit, peak memory in MB)\n");
process.stdout.write(`${JSON.stringify({ node: process.version, runs: RUNS, rows })}\n`);

function measured(path) {
  const args = [
    bin,
    path,
    "--quiet",
    "--no-cache",
    "--threads",
    "1",
    "--format",
    "json",
    "--output",
    join(base, "out.json"),
  ];
  const samples = Array.from({ length: RUNS }, () => usageOf(args));
  return { ms: median(samples.map(({ ms }) => ms)), bytes: median(samples.map(({ bytes }) => bytes)) };
}

/** Makes an input once; gives the path that is linted, the folder where `make` names none. */
function made(folder, make) {
  const note = `${folder}.path`;
  if (!existsSync(note)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(note, make() ?? folder);
  }
  return readFileSync(note, "utf8");
}

function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}

/** Own code of some size: functions that call each other. */
function code(bytes, from = 0) {
  const lines = [];
  let length = 0;
  for (let number = from; length < bytes; number += 1) {
    const line = `function step${number}(value) { const next = { at: ${number}, value }; return value > ${number} ? step${Math.max(from, number - 1)}(next.at) : [next, "text of step ${number}"].length; }`;
    lines.push(line);
    length += line.length + 1;
  }
  return `${lines.join("\n")}\n`;
}

function functions(folder, count) {
  const resources = {};
  const text = code(20_000);
  for (let number = 0; number < count; number += 1) {
    write(join(folder, `f${number}`), {
      "index.js": `${text}exports.handler = async () => step${number % 100}(${number});\n`,
    });
    resources[`Function${number}`] = serverlessFunction(`f${number}/`, "index.handler");
  }
  return template(folder, resources);
}

/** Handlers of one folder, each a file that asks for the first of a hundred modules. */
function sharing(folder, count) {
  const resources = {};
  const files = { "package.json": "{}" };
  for (let number = 0; number < 100; number += 1) {
    files[`lib/m${number}.js`] = below(number, 100)
      .map((child) => `require("./m${child}.js");\n`)
      .join("");
  }
  for (let number = 0; number < count; number += 1) {
    files[`f${number}.js`] = `require("./lib/m0.js");\n${HANDLER}`;
    resources[`Function${number}`] = serverlessFunction("app/", `f${number}.handler`);
  }
  write(join(folder, "app"), files);
  return template(folder, resources);
}

function serverlessFunction(code, handler) {
  const properties = { CodeUri: code, Handler: handler, Runtime: "nodejs22.x" };
  return { Type: "AWS::Serverless::Function", Properties: properties };
}

function template(folder, resources) {
  const path = join(folder, "template.json");
  writeFileSync(path, JSON.stringify({ Transform: "AWS::Serverless-2016-10-31", Resources: resources }));
  return path;
}

/** A handler that asks for every tenth package, each of which asks for the next. */
function packagedFiles(folder, count) {
  const packages = Math.ceil(count / 10);
  const wanted = [];
  for (let number = 0; number < packages; number += 1) {
    const name = `package-${number}`;
    const next = number % 10 === 9 || number === packages - 1 ? null : `package-${number + 1}`;
    const dependencies = next === null ? {} : { [next]: "1.0.0" };
    const files = {
      "package.json": JSON.stringify({ name, version: "1.0.0", dependencies }),
      "index.js": `require("./lib/1.js");${next === null ? "" : `require("${next}");`}\n`,
    };
    for (let file = 1; file <= 8; file += 1) files[`lib/${file}.js`] = `exports.value = ${file};\n`;
    write(join(folder, "node_modules", name), files);
    if (number % 10 === 0) wanted.push(`require("${name}");\n`);
  }
  write(folder, { "package.json": "{}", "index.js": wanted.join("") + HANDLER });
}

function zippedFiles(folder, count) {
  packagedFiles(join(folder, "app"), count);
  execFileSync("zip", ["-qr", "../function.zip", "."], { cwd: join(folder, "app") });
  return join(folder, "function.zip");
}

/** A folder of folders, each a function with its files. */
function functionFolders(folder, count) {
  for (let number = 0; number < count / 20; number += 1) {
    const files = { "index.js": `require("./lib/1.js");\n${HANDLER}` };
    for (let file = 1; file < 20; file += 1) files[`lib/${file}.js`] = `exports.value = ${file};\n`;
    write(join(folder, `f${number}`), files);
  }
}

/** A tree: each module asks for ten others. */
function modules(folder, count) {
  const files = {};
  for (let number = 0; number < count; number += 1) {
    const from = number === 0 ? "./lib" : ".";
    const asked = below(number, count)
      .map((child) => `require("${from}/m${child}.js");\n`)
      .join("");
    if (number === 0) files["index.js"] = asked + HANDLER;
    else files[`lib/m${number}.js`] = `${asked}exports.value = ${number};\n`;
  }
  write(folder, { ...files, "package.json": "{}" });
}

function below(number, count) {
  return Array.from({ length: 10 }, (_, index) => number * 10 + index + 1).filter((child) => child < count);
}

/** A tree of modules in packages of fifty. */
function metafile(folder, count) {
  const path = (number) =>
    number === 0 ? "src/index.js" : `node_modules/package-${Math.floor(number / 50)}/lib/m${number}.js`;
  const inputs = {};
  const kept = {};
  for (let number = 0; number < count; number += 1) {
    const imports = below(number, count).map((child) => ({ path: path(child), kind: "import-statement" }));
    inputs[path(number)] = { bytes: 400, imports, format: "esm" };
    kept[path(number)] = { bytesInOutput: 300 };
  }
  const output = { bytes: count * 300, inputs: kept, imports: [], exports: ["handler"], entryPoint: path(0) };
  writeFileSync(join(folder, "meta.json"), JSON.stringify({ inputs, outputs: { "dist/index.mjs": output } }));
  return join(folder, "meta.json");
}

/** As esbuild writes it unminified: own code, and packages of 50 kB below their paths. */
function bundle(folder, kilobytes) {
  const parts = [];
  for (let number = 0; number < kilobytes / 50; number += 1) {
    parts.push(`// node_modules/package-${number}/index.js\n${code(50_000, number * 1000)}`);
  }
  write(folder, { "index.js": `${parts.join("")}// src/index.js\n${HANDLER}` });
}

function minified(folder, kilobytes) {
  const text = code(kilobytes * 1000).replaceAll("\n", "");
  write(folder, { "index.js": text + HANDLER });
}

/** Handlers that build a client of their own, through a module of 20 kB that they share. */
function sources(folder, count) {
  const typed = code(20_000).replaceAll("(value)", "(value: number): unknown");
  write(folder, {
    "src/shared.ts": `export const load = async (client: unknown) => [client, step1(1)];\n${typed}`,
  });
  for (let number = 0; number < count; number += 1) {
    const text = `import { S3Client } from "@aws-sdk/client-s3";
import { load } from "./shared.js";
export const handler = async () => load(new S3Client({ maxAttempts: ${number} }));
`;
    write(folder, { [`src/f${number}.ts`]: text });
  }
  return join(folder, "src");
}
