import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Architecture, Finding, Report, Saved, UserConfig } from "../../src/index.js";
import { lint } from "../../src/index.js";
import { type BinaryShape, craftBinary } from "./craft-binary.js";
import { craftZip } from "./craft-zip.js";
import { type RawEntry, writeZip } from "./write-zip.js";
import { zipFolder } from "./zip-folder.js";

export const FIXTURES = join(import.meta.dirname, "../../fixtures");

/** What `fixtures/<rule>/<bad-…|good-…>/case.json` says: what to lint, how, and all that has to be found. */
export interface FixtureCase {
  readonly paths: readonly string[];
  readonly config?: UserConfig;
  readonly runtime?: string;
  readonly handler?: string;
  readonly architecture?: Architecture;
  /** The rules that run; default: the fixture's own and those that it expects. */
  readonly only?: readonly string[];
  /** Lint `artifact.zip`, made of the folder `artifact`. */
  readonly zip?: boolean;
  /** Symlinks to make, by path: not every checkout keeps them. */
  readonly links?: Readonly<Record<string, string>>;
  /** Files of that many zero bytes, by path: too large to commit. */
  readonly sparse?: Readonly<Record<string, number>>;
  /** Zips whose central directory states these sizes, by path. */
  readonly craft?: Readonly<
    Record<string, { readonly zippedBytes: number | null; readonly unzippedBytes: number }>
  >;
  /** Native binaries to make, by path: headers and nothing else. */
  readonly binaries?: Readonly<Record<string, BinaryShape>>;
  /** Unix modes in octal, by path, of files that were put or made there. */
  readonly modes?: Readonly<Record<string, string>>;
  /** Entries of zips by path, written as they are: names that no zipper would take. */
  readonly entries?: Readonly<Record<string, readonly FixtureEntry[]>>;
  readonly expect: readonly ExpectedFinding[];
}

/** An entry of a zip: its text or binary, its mode with its type in octal ("100600"). */
interface FixtureEntry extends Pick<RawEntry, "name" | "host"> {
  readonly text?: string;
  readonly binary?: BinaryShape;
  readonly mode?: string;
}

export interface ExpectedFinding
  extends Pick<Finding, "rule" | "messageId" | "severity" | "confidence" | "packages"> {
  readonly saved?: Partial<Saved>;
  readonly function?: string;
  /** Labels of the import chain. */
  readonly chain?: readonly string[];
  readonly says?: readonly string[];
  readonly neverSays?: readonly string[];
  readonly fixSays?: readonly string[];
  readonly fixNeverSays?: readonly string[];
}

/** The cases of a rule: its fixture folders that hold a case.json. */
export function fixtureCases(rule: string): { readonly name: string; readonly fixture: FixtureCase }[] {
  return readdirSync(join(FIXTURES, rule))
    .sort()
    .map((name) => ({
      name,
      fixture: JSON.parse(readFileSync(join(FIXTURES, rule, name, "case.json"), "utf8")),
    }));
}

/** Lints a fixture where it lies, or in a temporary copy when something has to be made first. */
export async function lintFixture(
  folder: string,
  fixture: FixtureCase,
  only: readonly string[],
): Promise<Report> {
  const {
    zip = false,
    links = {},
    sparse = {},
    craft = {},
    binaries = {},
    modes = {},
    entries = {},
  } = fixture;
  const made = [links, sparse, craft, binaries, modes, entries];
  const isPlain = !zip && made.every((files) => Object.keys(files).length === 0);
  const cwd = isPlain ? folder : mkdtempSync(join(tmpdir(), "lambda-lint-"));
  if (!isPlain) {
    onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
    cpSync(folder, cwd, { recursive: true });
    for (const [path, target] of Object.entries(links)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      symlinkSync(target, join(cwd, path));
    }
    for (const [path, size] of Object.entries(sparse)) {
      writeFileSync(join(cwd, path), "");
      truncateSync(join(cwd, path), size);
    }
    for (const [path, sizes] of Object.entries(craft)) craftZip(join(cwd, path), sizes);
    for (const [path, shape] of Object.entries(binaries)) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), craftBinary(shape));
    }
    for (const [path, mode] of Object.entries(modes)) chmodSync(join(cwd, path), Number.parseInt(mode, 8));
    for (const [path, listed] of Object.entries(entries))
      writeFileSync(join(cwd, path), writeZip(listed.map(rawEntry)));
    if (zip) await zipFolder(join(cwd, "artifact"), join(cwd, "artifact.zip"));
  }
  return lint(zip ? ["artifact.zip"] : fixture.paths, {
    cwd,
    only: fixture.only ?? only,
    config: fixture.config ?? {},
    asOf: "2026-11-20",
    ...(fixture.runtime === undefined ? {} : { runtime: fixture.runtime }),
    ...(fixture.handler === undefined ? {} : { handler: fixture.handler }),
    ...(fixture.architecture === undefined ? {} : { architecture: fixture.architecture }),
  });
}

function rawEntry({ name, host = 3, text = "", binary, mode = "100644" }: FixtureEntry): RawEntry {
  const content = binary === undefined ? text : craftBinary(binary);
  return { name, host, content, mode: Number.parseInt(mode, 8) };
}
