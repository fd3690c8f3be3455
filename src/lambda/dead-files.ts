/** What kind of file Lambda never loads. */
export type DeadKind =
  | "types"
  | "maps"
  | "tests"
  | "docs"
  | "sources"
  | "native-sources"
  | "tools"
  | "leftovers"
  | "records";

/**
 * What npm packages ship besides what they run; the lists of tools that prune `node_modules`, less what a running
 * package reads (schemas, templates, data), and what people were seen to zip.
 * Sources: https://github.com/tj/node-prune/blob/master/internal/prune/prune.go,
 * https://github.com/duniul/clean-modules/blob/main/.cleanmodules-default, https://github.com/npm/npm-packlist;
 * checked 2026-11-21.
 */
const TEST_FOLDERS = new Set(
  "test tests __tests__ __mocks__ __snapshots__ __fixtures__ benchmark benchmarks".split(" "),
);
const DOC_FOLDERS = new Set("doc docs example examples sample samples demo demos man".split(" "));
const TOOL_FOLDERS = new Set(
  ".github .vscode .idea .circleci .husky .gitlab .devcontainer .changeset .git .nx .turbo .yarn".split(" "),
);
const LEFTOVER_FOLDERS = new Set("__MACOSX .cache .nyc_output".split(" "));
/** Insurers have folders called coverage, too. */
const COVERAGE = /(?:^|\/)coverage\/(?:lcov|clover|coverage-)/;

const LEGAL = /^(?:licen[cs]e|unlicen[cs]e|copying|copyright|notice|patents|legal|third[-_ ]?party)/i;
const TYPES = /\.d\.[cm]?ts(?:\.map)?$|\.flow$/;
const MAPS = /\.(?:[cm]?js|css|[cm]?ts)\.map$/;
const TEST_FILES = /[.-](?:test|spec)\.[cm]?[jt]sx?$/;
const DOC_FILES =
  /\.(?:md|markdown|mdown|mkd)$|^(?:readme|change(?:s|log)|history|authors|contributors)(?:\.|$)/i;
const SOURCES = /\.(?:[cm]?ts|[jt]sx|coffee|litcoffee)$/;
const NATIVE_SOURCES =
  /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|mm|rs|asm|gyp|gypi|o|a|obj|pdb|tlog|mk|vcxproj|filters|sln)$|(?:^|\/)obj\.target\//;
const LOCKFILES =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|\.package-lock\.json|\.yarn-integrity|\.yarn-state\.yml|\.modules\.yaml)$/;
const TOOL_FILES =
  /^(?:\.travis\.yml|\.?appveyor\.yml|\.gitlab-ci\.yml|\.(?:git|npm|eslint|prettier|docker|stylelint|vscode)(?:ignore|attributes|modules|keep)|\.(?:eslint|prettier|babel|swc|nyc|jshint|jscs|mocha|tap|c8|browserslist|nvm|lintstaged|commitlint|release|stylelint|coffeelint|taprc|size-limit|remark|markdownlint)(?:rc|isrc)?(?:\.[a-z]{2,5})?|\.editorconfig|\.coveralls\.yml|\.codeclimate\.yml|\.zuul\.yml|\.airtap\.yml|\.jshintrc|\.nvmrc|\.node-version|\.tool-versions|renovate\.json|[tj]sconfig(?:\.[\w-]+)?\.json|tslint\.json|biome\.jsonc?|bower\.json|component\.json|makefile|(?:grunt|gulp|jake|cake)file(?:\.[cm]?js|\.coffee)?|rakefile|karma\.conf\.[cm]?[jt]s|(?:jest|vitest|rollup|webpack|vite|babel|eslint|prettier|tsup|ava|commitlint|lint-staged|typedoc)\.config\.[cm]?[jt]s(?:on)?|\.?dockerfile|docker-compose\.ya?ml|lerna\.json|nx\.json|turbo\.json|nodemon\.json)$/i;
const OWN_TOOL_FILES =
  /^(?:serverless\.(?:ya?ml|[jt]s)|samconfig\.toml|cdk(?:\.context)?\.json|buildspec\.ya?ml)$/;
const LEFTOVER_FILES =
  /^(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|(?:npm-debug|yarn-error|yarn-debug|pnpm-debug)\.log.*|.*\.(?:orig|rej|swp|tsbuildinfo))$/;
const RECORDS = /(?:^|[.-])meta(?:file)?\.json$|^stats\.json$/;

/**
 * The kind of a file of a package, by its path in the package; null for what may be loaded or read. Whether a module
 * in such a folder is loaded all the same, the path can't tell. Licences are never dead: they have to ship.
 */
export function deadKind(path: string): DeadKind | null {
  const { folders, name } = split(path);
  if (LEGAL.test(name) || name === "package.json") return null;
  if (
    folders.some((folder) => LEFTOVER_FOLDERS.has(folder)) ||
    LEFTOVER_FILES.test(name) ||
    COVERAGE.test(path)
  )
    return "leftovers";
  if (TYPES.test(name)) return "types";
  if (MAPS.test(name)) return "maps";
  if (folders.some((folder) => TEST_FOLDERS.has(folder)) || TEST_FILES.test(name)) return "tests";
  if (LOCKFILES.test(name) || TOOL_FILES.test(name) || folders.some((folder) => TOOL_FOLDERS.has(folder)))
    return "tools";
  if (folders.some((folder) => DOC_FOLDERS.has(folder)) || DOC_FILES.test(name)) return "docs";
  if (SOURCES.test(name)) return "sources";
  if (NATIVE_SOURCES.test(path)) return "native-sources";
  return null;
}

/**
 * The same for one of the user's own files: what looks like documents, tests or a tool's settings deep inside may be
 * data there, and so may C sources. A `records` file is one by its name only.
 */
export function ownDeadKind(path: string): DeadKind | null {
  const { folders, name } = split(path);
  // A version control system's folder is a matter of its own.
  if (folders.includes(".git")) return null;
  const kind = deadKind(path);
  if (RECORDS.test(name)) return "records";
  // A layer's files lie below nodejs/.
  const depth = folders[0] === "nodejs" ? folders.length - 1 : folders.length;
  const top = folders[folders.length - depth] ?? "";
  if (kind === "docs") return depth === 0 && DOC_FILES.test(name) ? "docs" : null;
  if (kind === "tools") return depth === 0 || TOOL_FOLDERS.has(top) ? "tools" : null;
  if (kind === "tests") {
    const isSure = TEST_FILES.test(name) || folders.some((folder) => folder.startsWith("__"));
    return isSure || top === "test" || top === "tests" ? "tests" : null;
  }
  if (kind === "maps" || kind === "native-sources") return null;
  if (kind === null && depth === 0 && OWN_TOOL_FILES.test(name)) return "tools";
  return kind;
}

/** The folder that makes a file dead weight ("a/test" of "a/test/b.js"); null where its name does. */
export function deadFolder(path: string): string | null {
  const { folders } = split(path);
  const at = folders.findIndex((folder) => TEST_FOLDERS.has(folder) || DOC_FOLDERS.has(folder));
  return at === -1 ? null : folders.slice(0, at + 1).join("/");
}

/** Whether a script serves a project's development: a test, a build tool's settings. */
export function isDevelopmentFile(path: string, isOwn: boolean): boolean {
  const kind = isOwn ? ownDeadKind(path) : deadKind(path);
  return kind === "tests" || kind === "tools" || kind === "leftovers";
}

/** Loads TypeScript, and so may read sources, declarations and settings at run time. */
export function loadsTypeScript(packageName: string): boolean {
  return TYPESCRIPT_LOADERS.has(packageName);
}

const TYPESCRIPT_LOADERS: ReadonlySet<string> = new Set([
  "typescript",
  "ts-node",
  "tsx",
  "jiti",
  "esbuild-register",
  "@esbuild-kit/cjs-loader",
  "@swc/register",
  "@swc-node/register",
  "@babel/core",
  "@babel/register",
  "sucrase",
  "tsconfig-paths",
]);

function split(path: string): { readonly folders: readonly string[]; readonly name: string } {
  const folders = path.split("/");
  const name = folders.pop() ?? path;
  return { folders, name };
}
