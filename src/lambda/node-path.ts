import type { Sourced } from "./fact.js";

const NODE_PATH: Sourced = {
  source: "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
  checked: "2026-11-21",
};

export interface SearchFolder extends Sourced {
  /** Absolute in the environment; "" is the function's own root (/var/task). */
  readonly folder: string;
}

/**
 * Folders that Lambda puts into `NODE_PATH` of a Node runtime ("nodejs22.x"), in order, without those of the runtime
 * itself (`/var/runtime`). `import` looks there too from nodejs18.x on.
 */
export function searchFolders(runtime: string | null): readonly SearchFolder[] {
  const major = /^nodejs(\d+)\.x$/.exec(runtime ?? "")?.[1];
  const versioned = major === undefined ? [] : [`/opt/nodejs/node${major}/node_modules`];
  return [...versioned, "/opt/nodejs/node_modules", ""].map((folder) => ({ folder, ...NODE_PATH }));
}
