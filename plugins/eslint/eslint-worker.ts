import { workerData } from "node:worker_threads";
import type { SourceLinter } from "../../src/index.js";
import type { Answer, Line, Question } from "./question.js";

const { port, signal }: Line = workerData;
const linters = new Map<string, SourceLinter>();

port.on("message", async (question: Question) => {
  port.postMessage(await answer(question));
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});

/** Whatever goes wrong is an answer: nobody hears of it otherwise, and ESLint would wait. */
async function answer({ cwd, config, path, text, only, options }: Question): Promise<Answer> {
  try {
    const { SourceLinter } = await import("../../src/index.js");
    const key = JSON.stringify([cwd, config]);
    const linter = linters.get(key) ?? new SourceLinter({ cwd, ...(config === null ? {} : { config }) });
    linters.set(key, linter);
    return { findings: await linter.lint(path, text, { only, options }) };
  } catch (error) {
    return { error: error instanceof Error ? told(error) : String(error) };
  }
}

/** What the user can mend is said in its own words; of the rest it has to be known where it came from. */
function told({ name, message, stack = message }: Error): string {
  return name === "UsageError" ? message : stack;
}
