import { resolve } from "node:path";
import type { Finding, Report } from "../../src/index.js";

/** CDK's `PolicyValidationPluginReport`, by shape. */
export interface PluginReport {
  readonly success: boolean;
  readonly pluginVersion?: string;
  readonly violations: Violation[];
}

export interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly fix?: string;
  readonly severity: string;
  readonly violatingResources: ViolatingResource[];
}

export interface ViolatingResource {
  /** CDK finds the construct by it; "" for what is said of no function. */
  readonly resourceLogicalId: string;
  readonly templatePath: string;
  readonly locations: string[];
}

/**
 * A report on an assembly in CDK's words. Infos are left to the command unless it is they that fail; what is suppressed
 * is fine.
 * @param cwd what the report's paths are relative to
 * @param template absolute path of the template that is named for what is said of no function: CDK passes over
 *   violations without a resource
 */
export function toPluginReport(
  report: Report,
  { isFine, cwd, template }: { readonly isFine: boolean; readonly cwd: string; readonly template: string },
): PluginReport {
  const nowhere: ViolatingResource = { resourceLogicalId: "", templatePath: template, locations: [] };
  const violation = (of: Omit<Violation, "violatingResources">, resources: ViolatingResource[]) => ({
    ...of,
    violatingResources: resources.length > 0 ? resources : [nowhere],
  });
  const problems = report.problems.filter(({ level }) => level === "error");
  const open = report.findings.filter(({ suppressed }) => suppressed === null);
  const grave = open.filter(({ severity }) => severity !== "info");
  const told = isFine || grave.length + problems.length > 0 ? grave : open;
  return {
    success: isFine,
    pluginVersion: report.tool.version,
    violations: [
      ...told.map((finding) => {
        const { rule, fix, severity } = finding;
        const of = { ruleName: rule, description: described(finding), fix, severity };
        return violation(of, resourcesOf(finding, report, cwd));
      }),
      ...problems.map(({ code, path, message }) =>
        violation({ ruleName: code, description: `${path}: ${message}`, severity: "error" }, []),
      ),
    ],
  };
}

function resourcesOf(finding: Finding, report: Report, cwd: string): ViolatingResource[] {
  const functions = report.functions.filter(({ id }) => finding.functions.includes(id));
  return functions.flatMap(({ name, template }) => {
    if (template === null) return [];
    // Functions of a template that several stacks share are told apart by what stands before the logical id.
    const resourceLogicalId = name.slice(name.lastIndexOf("/") + 1);
    return [{ resourceLogicalId, templatePath: resolve(cwd, template), locations: ["Properties/Code"] }];
  });
}

/** With the place in the code, and how it is reached: CDK shows the construct only. */
function described({ message, location, chain, confidence }: Finding): string {
  const place = location?.line == null ? [] : [`${location.path}:${location.line}:${location.column ?? 1}`];
  const via = chain.length < 2 ? [] : [`via ${chain.map(({ label }) => label).join(" → ")}`];
  const sure = confidence === "high" ? [] : [`${confidence} confidence`];
  const details = [...place, ...via, ...sure];
  return details.length === 0 ? message : `${message} (${details.join(", ")})`;
}
