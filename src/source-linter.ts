import { resolve } from "node:path";
import { type LintOptions, toRequest } from "./api.js";
import { checkConfig } from "./config/check-config.js";
import type { RuleSetting, UserConfig } from "./config/config.js";
import { searchedFor } from "./discover/changed-files.js";
import { reportPath } from "./discover/report-path.js";
import type { SourceProject } from "./discover/source-project.js";
import type { Finding } from "./finding.js";
import { discoverOptions, type LintRequest, lintSubjects } from "./lint.js";
import { RULES } from "./rules/index.js";
import type { Subject } from "./subject/subject.js";

export interface SourceLintOptions extends Pick<LintOptions, "config"> {
  /** Paths in findings are relative to it. */
  readonly cwd: string;
}

/** Options of rules by rule id, over those of the config. */
export type RuleOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Lints source files one at a time, saved or not, as editors do: what was read of a project is kept as long as it stays
 * as it is on disk. The config and its plugins are read once.
 */
export class SourceLinter {
  readonly #cwd: string;
  readonly #config: Pick<LintOptions, "config">;
  readonly #projects = new Map<string, Promise<SourceProject>>();
  /** Findings of what was looked at before, by rules' options. */
  readonly #found = new WeakMap<Subject, Map<string, Promise<readonly Finding[]>>>();
  #base: Promise<LintRequest> | null = null;

  constructor({ cwd, config }: SourceLintOptions) {
    this.#cwd = resolve(cwd);
    this.#config = config === undefined ? {} : { config };
  }

  /**
   * What the code rules (`only` those, by id) say of places in a file, suppressed findings too. The handlers that reach
   * it are looked for in the outermost folder with a package.json or tsconfig.json, up to `cwd`.
   * Throws UsageError when the config or an option is wrong.
   */
  async lint(
    path: string,
    text: string,
    { only, options = {} }: { readonly only: readonly string[]; readonly options?: RuleOptions },
  ): Promise<readonly Finding[]> {
    this.#base ??= toRequest([], { cwd: this.#cwd, ...this.#config });
    const request = withOptions({ ...(await this.#base), only }, options);
    const place = resolve(this.#cwd, path);
    const project = await this.#projectOf(searchedFor(place, this.#cwd), request);
    const subject = await project.subject(place, text);
    const known = this.#found.get(subject) ?? new Map<string, Promise<readonly Finding[]>>();
    this.#found.set(subject, known);
    const key = JSON.stringify([only, options]);
    const findings = known.get(key) ?? findingsOf(subject, request);
    known.set(key, findings);
    const shown = reportPath(place, this.#cwd);
    return (await findings).filter(({ location }) => location?.path === shown);
  }

  async #projectOf(folder: string, request: LintRequest): Promise<SourceProject> {
    const known = await this.#projects.get(folder);
    if (known?.isCurrent() === true) return known;
    const { SourceProject } = await import("./discover/source-project.js");
    const read = SourceProject.read(folder, discoverOptions(request));
    this.#projects.set(folder, read);
    return read;
  }
}

async function findingsOf(subject: Subject, request: LintRequest): Promise<readonly Finding[]> {
  const found = { id: subject.artifact.id, open: async () => subject };
  return (await lintSubjects([found], request).finally(() => request.cache?.close())).findings;
}

/** The config's severities stay as they are. */
function withOptions(request: LintRequest, given: RuleOptions): LintRequest {
  const { config } = request;
  const rules: UserConfig["rules"] = Object.fromEntries(
    Object.entries(given).map(([id, options]) => [id, [levelOf(id, config.rules[id]), options]]),
  );
  return {
    ...request,
    config: { ...config, rules: { ...config.rules, ...checkConfig({ rules }, "options", RULES).rules } },
  };
}

function levelOf(id: string, setting: RuleSetting | undefined): RuleSetting["level"] {
  return setting?.level ?? RULES.find((rule) => rule.id === id)?.severity ?? "warning";
}
