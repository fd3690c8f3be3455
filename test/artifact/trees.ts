import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A file's content, or a symlink. */
export type Tree = Readonly<Record<string, string | Buffer | { readonly link: string }>>;

export const NAMING = { id: "build", path: "build", role: "function" } as const;

/** A folder that goes when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lambda-lint-"));
  // rm rather than rmSync: tests plant paths that are too long for one call.
  afterAll(() => execFileSync("rm", ["-rf", folder]));
  return folder;
}

let count = 0;

/** Writes a tree below `parent` and returns its folder. */
export function plant(parent: string, tree: Tree): string {
  count += 1;
  const folder = join(parent, `tree-${count}`);
  mkdirSync(folder);
  for (const [path, content] of Object.entries(tree)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof content === "string" || Buffer.isBuffer(content)) writeFileSync(place, content);
    else symlinkSync(content.link, place);
  }
  return folder;
}

/** Zips a folder as Debian's zip does, links stored as links. */
export function zipFolder(folder: string): string {
  const file = `${folder}.zip`;
  execFileSync("zip", ["-qry", file, "."], { cwd: folder });
  return file;
}

/** A package.json's text. */
export function manifest(name: string, version = "1.0.0", rest: object = {}): string {
  return JSON.stringify({ name, version, ...rest });
}
