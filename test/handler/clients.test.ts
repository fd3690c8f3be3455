import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openDirectory } from "../../src/artifact/directory.js";
import { type HandlerResolution, Handlers } from "../../src/handler/handler-module.js";
import { generatedCases, type HandlerCase, TABLED } from "./client-cases.js";
import { ask, type ClientAnswer, oracles } from "./clients.js";

const CASES = [...TABLED, ...generatedCases(400, 20261121)];
const FOLDER = mkdtempSync(join(tmpdir(), "lambda-lint-handlers-"));
const ROOTS = CASES.map((one, index) => write(one, join(FOLDER, String(index))));
const ORACLES = oracles();

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe.skipIf(ORACLES === null)("handler resolution, against Lambda's own client", () => {
  it.each(ORACLES ?? [])("$name", async (oracle) => {
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
      if (answer === undefined || !agrees(ours, answer, one.isUnclear === true)) {
        wrong.push(
          `${one.name}: ${one.handler} in ${Object.keys(one.files).join(", ")}: ${JSON.stringify(ours)} but ${JSON.stringify(answer)}`,
        );
      }
    }
    expect(wrong).toEqual([]);
  });
});

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
