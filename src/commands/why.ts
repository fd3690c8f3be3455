import { Option } from "commander";
import { matchesPackage } from "../config/globs.js";
import { loadConfig } from "../config/load-config.js";
import { openFound } from "../discover/open-found.js";
import { UsageError } from "../errors.js";
import { compareText } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { discoverRequest } from "../lint.js";
import { pathsToLint } from "../paths-to-lint.js";
import { counted, createPage, type Page, wrapped } from "../reporters/page.js";
import { printableDeep } from "../reporters/printable.js";
import { RULES } from "../rules/index.js";
import { type PackageReasons, reasonsFor } from "../why-package.js";
import { type CommandDefinition, widthOf } from "./command-line.js";

export const whyCommand: CommandDefinition = {
  name: "why",
  description:
    "Says why a package is in an artifact: the shortest way to it from each handler, and what it costs.",
  examples: ["pdf-lib dist", "'@smithy/*' function.zip", "axios --format json"],
  declare: (command) =>
    command
      .argument("<package>", "name of a package, or a glob of names")
      .argument("[paths...]", "what to look into (default: as for linting)")
      .option("--handler <name>", "handler of the function where no template tells")
      .option("-c, --config <file>", "config file (default: lambda-lint.config.*, found upwards)")
      .addOption(new Option("--format <name>", "text or json").choices(["text", "json"]).default("text")),
  async run({ args: [name = "", ...named], options }, process) {
    const cwd = process.cwd();
    const file = typeof options.config === "string" ? { file: options.config } : {};
    const loaded = await loadConfig({ cwd, rules: RULES, ...file });
    const handler = typeof options.handler === "string" ? options.handler : null;
    const paths = pathsToLint(named, loaded.config, cwd);
    const found: PackageReasons[] = [];
    const names = new Set<string>();
    const failures: string[] = [];
    const nothing = { runtime: null, architecture: null, memory: null, timeout: null, layers: [] };
    const request = { ...nothing, cwd, paths, config: loaded.config, handler };
    for await (const one of openFound(discoverRequest(request))) {
      if ("problem" in one) {
        if (one.problem.level === "error") failures.push(`${one.problem.path}: ${one.problem.message}`);
        continue;
      }
      const { subject } = one;
      try {
        for (const pkg of subject.attribution.packages) {
          names.add(pkg.name);
          if (matchesPackage(name, pkg.name)) found.push(await reasonsFor(subject, pkg));
        }
      } finally {
        await subject.artifact.close();
      }
    }
    if (failures.length > 0 && found.length === 0) throw new UsageError(failures.join("\n"));
    const text = options.format === "json" ? asJson(found) : asText(found, name, names, widthOf(process));
    process.stdout.write(text);
    return found.length === 0 ? 1 : 0;
  },
};

function asJson(found: readonly PackageReasons[]): string {
  return `${JSON.stringify(found, null, 2)}\n`;
}

function asText(
  unsafe: readonly PackageReasons[],
  name: string,
  names: ReadonlySet<string>,
  width: number,
): string {
  const page = createPage({ color: false, width });
  const found = printableDeep(unsafe);
  if (found.length > 0) return `${found.map((one) => packageLines(one, page).join("\n")).join("\n\n")}\n`;
  const alike = [...names]
    .filter((one) => one.includes(name))
    .sort(compareText)
    .slice(0, 5);
  const hint = alike.length === 0 ? "" : ` There is ${alike.join(", ")}.`;
  return `${wrapped(`no package called ${name} is in there.${hint}`, page, 0).join("\n")}\n`;
}

function packageLines(
  { package: pkg, artifact, saved, ways, requests }: PackageReasons,
  page: Page,
): string[] {
  const version = pkg.version === null ? "" : ` ${pkg.version}`;
  const saves = [
    `${formatBytes(saved.artifactBytes ?? 0)} of the artifact`,
    ...(saved.initBytes === null ? [] : [`${formatBytes(saved.initBytes)} of init`]),
  ].join(", ");
  const also = saved.packages.filter((id) => id !== pkg.id).length;
  const others = also === 0 ? "" : ` (with ${also} other${also === 1 ? "" : "s"} that nothing else needs)`;
  return [
    ...wrapped(`${pkg.name}${version} in ${artifact} (${pkg.path})`, page, 0, 2),
    ...wrapped(
      `${formatBytes(pkg.bytes)} in ${counted(pkg.files, "file")}; removing it saves ${saves}${others}`,
      page,
      2,
    ),
    ...ways.flatMap(({ functions, chain }) =>
      wrapped(`${functions.join(", ")}: ${chain.join(" → ")}`, page, 2, 4),
    ),
    ...(ways.length > 0
      ? []
      : wrapped(
          requests.length === 0
            ? "no handler imports it, and no package asks for it"
            : `no handler imports it; it is asked for: ${requests.join(" → ")}`,
          page,
          2,
          4,
        )),
  ];
}
