import type { Process } from "../main.js";
import { runAction } from "./command-line.js";
import { compareCommand } from "./compare.js";
import { explainCommand } from "./explain.js";
import { initCommand } from "./init.js";
import { mergeCommand } from "./merge.js";
import type { CommandName } from "./names.js";
import { rulesCommand } from "./rules.js";
import { whyCommand } from "./why.js";

const COMMANDS = {
  why: whyCommand,
  compare: compareCommand,
  merge: mergeCommand,
  explain: explainCommand,
  rules: rulesCommand,
  init: initCommand,
} as const satisfies Readonly<Record<CommandName, unknown>>;

/** Runs one command with the arguments behind its name, to its exit code: 2 for wrong usage. */
export async function runCommand(name: CommandName, process: Process): Promise<number> {
  return runAction(COMMANDS[name], process);
}
