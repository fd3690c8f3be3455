import type { Artifact } from "../artifact/artifact.js";
import { decoded } from "../artifact/decoded.js";
import { InputError, type Problem } from "../errors.js";
import type { Resolver } from "./resolve.js";
import { type ModuleFormat, type Scan, scanImports } from "./scan.js";

/** Files above this are modules without imports: nobody writes them, and reading them takes seconds. */
const MAXIMUM_SCANNED_BYTES = 32 * 1024 * 1024;
const NOTHING: Scan = { imports: [], dynamicRequires: 0 };

/** The imports of one file of an artifact. What can't be read has none, and `note` is told why. */
export async function scanFile(
  artifact: Artifact,
  path: string,
  resolver: Resolver,
  note: (problem: Problem) => void,
): Promise<Scan> {
  if (/\.(?:json|node|wasm)$/.test(path)) return NOTHING;
  try {
    const source = decoded(await artifact.read(path, MAXIMUM_SCANNED_BYTES));
    return scanImports(source, await formatOf(path, resolver), path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    note({
      ...error.problem,
      level: "note",
      code: "unscanned-file",
      message: `${error.message} Its imports are not followed.`,
    });
    return NOTHING;
  }
}

async function formatOf(path: string, resolver: Resolver): Promise<ModuleFormat> {
  if (path.endsWith(".mjs")) return "esm";
  if (path.endsWith(".cjs")) return "cjs";
  const type = await resolver.packageType(path);
  if (type === "module") return path.endsWith(".js") ? "esm" : "unknown";
  // Without a type Node 20 loads CommonJS, but a file with module syntax was surely meant as a module.
  return type === "commonjs" ? "cjs" : "unknown";
}
