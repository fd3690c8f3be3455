import { createHash } from "node:crypto";
import type { RuleSetting } from "./config/config.js";
import { ignoredBy } from "./config/ignored.js";
import { type FunctionConfig, resolveConfig, ruleOptions } from "./config/resolve-config.js";
import { type Confidence, type Finding, fileLocation, type Severity } from "./finding.js";
import { importChain } from "./graph/import-chain.js";
import type { LintRequest } from "./lint.js";
import { chainLocation, locateChain } from "./locate-chain.js";
import type { SubjectSizes } from "./report-subject.js";
import type { FindingDraft, Rule, RuleContext } from "./rules/define-rule.js";
import type { Subject } from "./subject/subject.js";

/**
 * Runs the rules over one subject. Functions of one artifact that the config treats alike are checked together;
 * an override for one of them gives it a check of its own.
 */
export async function checkRules(
  subject: Subject,
  sizes: SubjectSizes,
  rules: readonly Rule[],
  request: LintRequest,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { config, functions } of groupByConfig(subject, request)) {
    const claimed = new Set<string>();
    const context = ruleContext({ ...subject, functions }, sizes, claimed, request);
    for (const rule of rules) {
      const setting = config.rules[rule.id];
      if (setting?.level === "off") continue;
      for (const draft of await rule.check(context, ruleOptions(rule, config.rules))) {
        for (const id of draft.claims ?? []) claimed.add(id);
        const finding = toFinding(draft, rule, setting, context);
        const ignored = ignoredBy(finding, config.ignore, request.toConfigFolder);
        findings.push(
          ignored === null ? finding : { ...finding, suppressed: { by: "config", reason: ignored.reason } },
        );
      }
    }
  }
  return findings;
}

function groupByConfig(subject: Subject, request: LintRequest) {
  const groups = new Map<string, { config: FunctionConfig; functions: Subject["functions"][number][] }>();
  for (const fn of subject.functions) {
    const config = resolveConfig(request.config, fn);
    const key = JSON.stringify(config);
    const group = groups.get(key) ?? { config, functions: [] };
    group.functions.push(fn);
    groups.set(key, group);
  }
  if (groups.size > 0) return [...groups.values()];
  const { rules, budgets, ignore } = request.config;
  return [{ config: { rules, budgets, ignore }, functions: [] }];
}

function ruleContext(
  subject: Subject,
  sizes: SubjectSizes,
  claimed: ReadonlySet<string>,
  request: LintRequest,
): RuleContext {
  const ids = new Set(subject.functions.map((fn) => fn.id));
  return {
    artifact: subject.artifact,
    attribution: subject.attribution,
    functions: subject.functions,
    totalUnzippedBytes: new Map(
      sizes.functions.filter((fn) => ids.has(fn.id)).map((fn) => [fn.id, fn.totalUnzippedBytes]),
    ),
    budgets: sizes.budgets.filter((budget) => ids.has(budget.function)),
    policy: { awsSdk: request.config.awsSdk ?? null },
    asOf: request.asOf,
    isClaimed: (id) => claimed.has(id),
    graph: subject.graph,
    retained: (packageIds) => sizes.retention.ofPackages(packageIds, claimed),
    async importChain(packageId) {
      const graph = await subject.graph();
      if (graph === null) return [];
      return locateChain(
        importChain(graph, (module) => module.packageId === packageId),
        subject,
      );
    },
    code: async () => null,
  };
}

function toFinding(
  draft: FindingDraft,
  rule: Rule,
  setting: RuleSetting | undefined,
  context: RuleContext,
): Finding {
  const confidence = draft.confidence ?? "high";
  const level = setting === undefined || setting.level === "off" ? draft.severity : setting.level;
  const packages = [...(draft.packages ?? [])].sort();
  const archive = context.artifact.kind === "zip" ? context.artifact.path : null;
  const location =
    draft.location ?? chainLocation(draft.chain ?? [], archive) ?? fileLocation(context.artifact.path);
  return {
    rule: rule.id,
    messageId: draft.messageId,
    severity: lowered(level, confidence),
    confidence,
    message: draft.message,
    fix: draft.fix,
    fingerprint: fingerprint([
      rule.id,
      draft.messageId,
      location.inside ?? "",
      location.path,
      draft.key ?? "",
      ...packages,
    ]),
    functions: draft.functions ?? context.functions.map((fn) => fn.id),
    artifact: context.artifact.id,
    location,
    packages,
    saved: {
      artifactBytes: draft.saved?.artifactBytes ?? null,
      zippedBytes: draft.saved?.zippedBytes ?? null,
      initBytes: draft.saved?.initBytes ?? null,
    },
    chain: draft.chain ?? [],
    suppressed: null,
  };
}

/** Medium confidence lowers a severity by one, low confidence makes it info. */
function lowered(severity: Severity, confidence: Confidence): Severity {
  if (confidence === "high") return severity;
  return confidence === "medium" && severity === "error" ? "warning" : "info";
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
