import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../src/artifact/directory.js";
import { type HandlerResolution, Handlers } from "../../src/handler/handler-module.js";
import { FIXTURES, fixtureCases } from "../support/fixture.js";
import { generatedCases, generatedModules, type HandlerCase, TABLED } from "./client-cases.js";
import { ask, type ClientAnswer, type Oracle, oracles } from "./clients.js";

const CASES = [...TABLED, ...generatedCases(400, 20261121), ...generatedModules(200, 20261121)];
const FOLDER = mkdtempSync(join(tmpdir(), "lambda-lint-handlers-"));
const ROOTS = CASES.map((one, index) => write(one, join(FOLDER, String(index))));
const ORACLES = oracles(join(FOLDER, "clients"));

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }), 60_000);

describe.skipIf(ORACLES === null)("handler resolution, against Lambda's own client", () => {
  it.each(ORACLES ?? [])("$name", { timeout: 60_000 }, async (oracle) => {
    const answers = ask(
      oracle,
      CASES.map(({ handler }, index) => ({ root: ROOTS[index] ?? "", handler })),
    );
    const wrong: string[] = [];
    for (const [index, one] of CASES.entries()) {
      const answer = answers[index];
      const artifact = await openDirectory(ROOTS[index] ?? "", { id: "a", path: "a", role: "function" });
      const handlers = await Handlers.of(artifact);
      const ours = await handlers.resolve(one.handler, oracle.client);
      if (
        answer === undefined ||
        !(one.isOdd === true ? isNoFalseAlarm(ours, answer) : agrees(ours, answer, one.isUnclear === true))
      ) {
        wrong.push(
          `${one.name}: ${one.handler} in ${Object.keys(one.files).join(", ")}: ${JSON.stringify(ours)} but ${JSON.stringify(answer)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

/**
 * They fail, and a rule is silent all the same: what packages call optional, what a layer has that isn't here, and
 * switches that a runtime may not have.
 */
const FORGIVEN = new Set([
  "unresolved-import/good-optional-dependency",
  "unresolved-import/good-optional-peer",
  "unresolved-import/good-by-path-in-a-layer-that-nobody-named",
  "module-format/good-module-package-required-on-an-unknown-runtime",
]);

/** Fixtures of the rules that say what won't load; those with layers, or what a runtime brings, can't be asked here. */
const FIXTURE_CASES = ["handler-not-found", "module-format", "unresolved-import"].flatMap((rule) =>
  fixtureCases(rule).flatMap(({ name, fixture }) => {
    const { config, expect: expected, paths } = fixture;
    const declared = config?.functions?.[0];
    const root = join(FIXTURES, rule, name, "artifact");
    const isPlain = paths[0] === "artifact" || declared?.path.startsWith("artifact");
    if (isPlain !== true || (declared?.layers ?? []).length > 0 || !existsSync(root)) return [];
    const isError = expected.some(
      ({ severity, confidence }) => severity === "error" && confidence === "high",
    );
    const texts = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    if (!isError && (expected.length > 0 || texts.some((text) => /aws-sdk/.test(text)))) return [];
    const runtime = fixture.runtime ?? declared?.runtime ?? null;
    if (runtime?.startsWith("nodejs1") === true || runtime?.startsWith("python") === true) return [];
    const [script = "index.js"] = readdirSync(root).filter((file) => /^index\.[cm]?js$/.test(file));
    const handler = fixture.handler ?? declared?.handler ?? `${script.replace(/\..*$/, "")}.handler`;
    // Away from this package, whose type they would have.
    const copy = join(FOLDER, rule, name);
    cpSync(root, copy, { recursive: true });
    return [{ name: `${rule}/${name}`, root: copy, handler, runtime, isError }];
  }),
);

describe.skipIf(ORACLES === null)("fixtures, against the real runtimes", () => {
  it("fail where a rule is sure that they do, and load where it is silent", { timeout: 60_000 }, () => {
    const answers = new Map((ORACLES ?? []).map((oracle) => [oracle, ask(oracle, FIXTURE_CASES)]));
    const wrong = FIXTURE_CASES.flatMap(({ name, runtime, isError }, index) => {
      const asked = [...answers].filter(([oracle]) => runtime === null || oracle.runtime === runtime);
      const failed = asked.map(([oracle, given]) => fails(oracle, given[index]));
      // Of a runtime that isn't known a rule only says what fails everywhere.
      if (FORGIVEN.has(name)) return [];
      const isRight = isError ? failed.every(Boolean) : !failed.every(Boolean);
      if (isRight) return [];
      const said = asked.map(([, given]) => `${given[index]?.error}: ${given[index]?.message?.slice(0, 80)}`);
      return [`${name} (${isError ? "fails" : "loads"}): ${said.join(" | ")}`];
    });
    expect(FIXTURE_CASES.length).toBeGreaterThan(60);
    expect(wrong).toEqual([]);
  });
});

function fails({ runtime }: Oracle, answer: ClientAnswer | undefined): boolean {
  // The loader was taken out of what then counts a handler's parameters.
  const isRefused = runtime === "nodejs24.x" && (answer?.parameters ?? 0) > 2;
  return answer === undefined || answer.error !== null || isRefused;
}

/** Where Lambda's client finds a handler, nothing says that there is none. */
function isNoFalseAlarm(ours: HandlerResolution, answer: ClientAnswer): boolean {
  if (answer.error !== null) return true;
  return ours.kind === "file" && (ours.exported.kind === "there" || ours.exported.kind === "unknown");
}

function agrees(ours: HandlerResolution, answer: ClientAnswer, isUnclear: boolean): boolean {
  switch (ours.kind) {
    case "malformed":
      return answer.error === "Runtime.MalformedHandlerName";
    case "missing":
      return answer.error === "Runtime.ImportModuleError";
    case "folder":
      return answer.error === "Runtime.ImportModuleError" || answer.code === "ERR_UNSUPPORTED_DIR_IMPORT";
    case "required-esm":
      return answer.code === "ERR_REQUIRE_ESM";
    case "builtin":
      return answer.error === "Runtime.HandlerNotFound";
    case "outside":
      // Only where the file system's own root is meant.
      return answer.error === "Runtime.ImportModuleError";
    case "file": {
      const { exported } = ours;
      // What is no CommonJS (no ES module) exports nothing that could be told.
      if (exported.kind === "unknown") return isUnclear || answer.error === "Runtime.UserCodeSyntaxError";
      if (exported.kind !== "there") return answer.error === "Runtime.HandlerNotFound";
      return (
        answer.error === null && (exported.parameters === null || exported.parameters === answer.parameters)
      );
    }
  }
}

function write({ files }: HandlerCase, root: string): string {
  mkdirSync(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
