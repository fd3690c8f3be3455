import { readdirSync } from "node:fs";
import { join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { parsePackageJson } from "../code/project/workspaces.js";
import type { Problem } from "../errors.js";
import { isServiceByKeys } from "./serverless-service.js";
import { isTemplateFile } from "./template-file.js";

const SST_CONFIG = /^sst\.config\.[mc]?[jt]s$/;
const TEMPLATE = /^template\.(ya?ml|json)$/;

/** Is the folder (an absolute path) the root of a project that nobody deploys as it is, built or not? */
export function isNeverDeployed(place: string): boolean {
  const names = readdirSync(place);
  const has = (file: string, key: string) =>
    names.includes(file) && parsePackageJson(textOf(join(place, file)))[key] !== undefined;
  return (
    names.includes("pnpm-workspace.yaml") ||
    names.some((name) => SST_CONFIG.test(name)) ||
    has("package.json", "workspaces") ||
    has("cdk.json", "app")
  );
}

/** Do people work in a folder (an absolute path)? All of it may be deployed nevertheless, where nothing is built. */
export function isWorkedIn(place: string): boolean {
  const names = readdirSync(place);
  return (
    names.includes(".git") ||
    names.some((name) => TEMPLATE.test(name) && isTemplateFile(join(place, name))) ||
    names.some((name) => /^serverless\b/.test(name) && isServiceByKeys(join(place, name))) ||
    // A compiler beside its settings: what it wrote ships.
    (names.includes("tsconfig.json") && statOf(join(place, "node_modules/typescript")) !== null) ||
    isNeverDeployed(place)
  );
}

/** Said instead of linting a whole working copy, with its development packages, as if it were deployed. */
export function projectNote(path: string, built: readonly string[]): Problem {
  const message = `is a project, not what ships: linted is ${built.join(", ")}. Name what you deploy to have that linted.`;
  return { level: "note", code: "project-folder", path, line: null, message };
}

/** Said of a working copy without a build, which is linted as the zip that it may become. */
export function checkoutNote(path: string): Problem {
  const message =
    "is a working copy: linted as if all of it were zipped, development packages too. Name the zip or the folder that is deployed.";
  return { level: "note", code: "project-folder", path, line: null, message };
}
