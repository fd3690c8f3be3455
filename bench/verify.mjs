// Holds the report's bytes against sums made without this tool: the metafile's own, and those of `unzip -l`.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { inputs, makeInputs, root } from "./inputs.mjs";

await makeInputs();
const failures = [];

for (const kind of ["minified", "plain"]) {
  const metafile = JSON.parse(readFileSync(inputs.metafile[kind], "utf8"));
  const expected = metafileSums(metafile);
  const report = reportOf(inputs.metafile[kind]);
  comparePackages(`metafile, ${kind}`, report, expected);
  const mapped = reportOf(inputs.bundle[kind]);
  checkIdentity(`map only, ${kind}`, mapped, statSync(inputs.bundle[kind]).size);
  compareLargest(`map only, ${kind}`, mapped, expected, kind === "minified" ? 0.01 : 0);
}
comparePackages("zip", reportOf(inputs.zip), zipSums(inputs.zip));

process.stdout.write(failures.length === 0 ? "all equal\n" : `${failures.join("\n")}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Bytes by the path of a file's innermost package; "" for the user's own. */
function metafileSums({ outputs }) {
  const output = outputs[Object.keys(outputs).find((path) => path.endsWith(".mjs"))];
  const sums = new Map();
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs))
    add(sums, packageOf(path), bytesInOutput);
  return { sums, total: output.bytes };
}

function zipSums(zip) {
  const listing = execFileSync("unzip", ["-l", zip], { encoding: "utf8", maxBuffer: 1 << 28 });
  const sums = new Map();
  let total = 0;
  let files = 0;
  for (const line of listing.split("\n")) {
    const [, size, path] = line.match(/^\s*(\d+)\s+\S+\s+\S+\s{3}(.+)$/) ?? [];
    if (path === undefined || path.endsWith("/")) continue;
    files += 1;
    total += Number(size);
    add(sums, packageOf(path), Number(size));
  }
  return { sums, total, files };
}

/** After the last `node_modules/`: a name, with its scope. What npm writes for itself (`.bin`) is no package. */
function packageOf(path) {
  const at = path.lastIndexOf("node_modules/");
  if (at === -1) return "";
  const end = at + "node_modules/".length;
  const [name, scoped] = path.slice(end).split("/");
  if (name.startsWith(".")) return "(npm's own)";
  return path.slice(0, end) + (name.startsWith("@") ? `${name}/${scoped}` : name);
}

function add(sums, key, bytes) {
  sums.set(key, (sums.get(key) ?? 0) + bytes);
}

function reportOf(path) {
  const args = [join(root, "dist/bin.cjs"), path, "--format", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (stderr !== "") failures.push(`${path}: ${stderr}`);
  return JSON.parse(stdout).artifacts[0];
}

function comparePackages(name, artifact, { sums, total, files }) {
  const wrong = artifact.packages.filter(({ path, bytes }) => sums.get(path) !== bytes);
  const known = new Set(artifact.packages.map(({ path }) => path));
  const missed = [...sums].filter(
    ([path, bytes]) => path.includes("node_modules/") && bytes > 0 && !known.has(path),
  );
  for (const { path, bytes } of wrong)
    failures.push(`${name}: ${path} has ${bytes} B, expected ${sums.get(path)} B`);
  for (const [path, bytes] of missed) failures.push(`${name}: ${path} (${bytes} B) is not in the report`);
  if (artifact.ownBytes !== (sums.get("") ?? 0))
    failures.push(`${name}: own ${artifact.ownBytes} B, expected ${sums.get("")} B`);
  if (files !== undefined && artifact.files !== files)
    failures.push(`${name}: ${artifact.files} files, expected ${files}`);
  checkIdentity(name, artifact, total);
}

function checkIdentity(name, artifact, total) {
  const packages = artifact.packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const sum = artifact.ownBytes + artifact.unattributedBytes + packages;
  if (sum !== total || artifact.unzippedBytes !== total)
    failures.push(`${name}: sums to ${sum} B of ${total} B`);
  process.stdout.write(
    `${name}: ${total} B = ${artifact.ownBytes} own + ${artifact.unattributedBytes} unattributed + ${packages} in ${artifact.packages.length} packages, ${artifact.files} files\n`,
  );
}

/** A map says less than a metafile: how far the ten largest packages are apart. */
function compareLargest(name, artifact, { sums }, tolerance) {
  const found = new Map(
    artifact.packages.map(({ path, bytes }) => [path.slice(path.indexOf("node_modules/")), bytes]),
  );
  const largest = [...sums]
    .filter(([path]) => path !== "")
    .sort(([, a], [, b]) => b - a)
    .slice(0, 10);
  for (const [path, expected] of largest) {
    const bytes = found.get(path) ?? 0;
    const apart = bytes / expected - 1;
    process.stdout.write(`  ${path}: ${bytes} B, metafile ${expected} B, ${(apart * 100).toFixed(3)}%\n`);
    if (Math.abs(apart) > tolerance) failures.push(`${name}: ${path} is ${(apart * 100).toFixed(1)}% apart`);
  }
}
