import { join, resolve } from "node:path";
import { lint } from "../api.js";
import { statOf } from "../artifact/stat-of.js";
import { findConfig } from "../config/find-config.js";
import { lookAtProject, type Project } from "../discover/look-at-project.js";
import { UsageError } from "../errors.js";
import { defaultPaths } from "../paths-to-lint.js";
import { writeTextFile } from "../write-file.js";
import type { CommandDefinition } from "./command-line.js";
import { configText, recipesText, suggestedBudgets } from "./init-text.js";

const FILE = "lambda-lint.config.mjs";

export const initCommand: CommandDefinition = {
  name: "init",
  description:
    "Writes a small config with budgets from today's sizes, and prints a hook and a CI step to paste.",
  examples: ["", "--force"],
  declare: (command) => command.option("--force", "overwrite the config that is there"),
  async run({ options }, process) {
    const cwd = process.cwd();
    const there = findConfig(cwd);
    if (there !== null && options.force !== true)
      throw new UsageError(`${there}: is there already; --force writes ${FILE} all the same.`);
    const project = lookAtProject(cwd);
    const paths = pathsOf(project, cwd);
    const built = paths.filter((path) => statOf(resolve(cwd, path)) !== null);
    // A rule that looks at the graph, so that init is measured too.
    const only = ["oversized-dependency"];
    const measured = built.length === 0 ? null : await lint(built, { cwd, config: {}, only });
    const text = configText(paths, measured === null ? [] : suggestedBudgets(measured), project);
    process.stdout.write(`${seen(project)}\n\n${FILE}:\n\n${text.replace(/^(?=.)/gm, "    ")}\n`);
    if (built.length === 0)
      process.stdout.write(
        `Nothing is built yet, so there are no budgets: build, then run init --force.\n\n`,
      );
    await writeTextFile(join(cwd, FILE), text, FILE);
    process.stdout.write(recipesText(project));
    return 0;
  },
};

function pathsOf({ deployTool }: Project, cwd: string): readonly string[] {
  if (deployTool !== null) return [deployTool.output];
  const found = defaultPaths(cwd);
  return found.length > 0 ? found : ["dist"];
}

function seen({ deployTool, buildTool, packageManager, ci }: Project): string {
  const parts = [
    deployTool === null ? "no deploy tool that is known" : deployTool.name,
    ...(buildTool === null ? [] : [`built with ${buildTool}`]),
    `packages from ${packageManager}`,
    ci === null ? "no CI that is known" : { github: "GitHub Actions", gitlab: "GitLab CI" }[ci],
  ];
  return `Found: ${parts.join(", ")}.`;
}
