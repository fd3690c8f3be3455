import { createHash } from "node:crypto";
import type { RuleSetting } from "./config/config.js";
import { ignoredBy } from "./config/ignored.js";
import { type FunctionConfig, resolveConfig, ruleOptions } from "./config/resolve-config.js";
import {
  type Confidence,
  type Finding,
  fileLocation,
  type Location,
  type Severity,
  type Suppression,
} from "./finding.js";
import { isToolsOwn } from "./function.js";
import { importChain } from "./graph/import-chain.js";
import type { LintRequest } from "./lint.js";
import { chainLocation, chainLocator } from "./locate-chain.js";
import type { SubjectSizes } from "./report-subject.js";
import type { FindingDraft, Rule, RuleContext } from "./rules/define-rule.js";
import { RULES } from "./rules/index.js";
import type { ClaimedFiles, Claims } from "./subject/retained-size.js";
import type { Subject } from "./subject/subject.js";
import { SuppressionComments } from "./suppress.js";

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
  const comments = new SuppressionComments(subject);
  for (const { config, functions, isHelper } of groupByConfig(subject, request)) {
    const claimed = { packages: new Set<string>(), files: new Map<string, ClaimedFiles>() };
    const active = rules.filter(
      (rule) =>
        config.rules[rule.id]?.level !== "off" &&
        canLookAt(rule, subject) &&
        (!isHelper || rule.ofHelpers === true),
    );
    const context = ruleContext({ ...subject, functions }, { sizes, claimed, comments, active }, request);
    for (const rule of active) {
      for (const draft of await rule.check(context, ruleOptions(rule, config.rules))) {
        if (!concerns(draft, functions)) continue;
        for (const id of draft.claims ?? []) claimed.packages.add(id);
        for (const [id, files] of draft.claimedFiles ?? []) claimFiles(claimed.files, id, files);
        const finding = toFinding(draft, rule, config.rules[rule.id], context);
        const ignored = ignoredBy(finding, config.ignore, request.toConfigFolder);
        const suppressed: Suppression | null =
          (await comments.covering(finding, rule.looksAt === "code")) ??
          (ignored === null ? null : { by: "config", reason: ignored.reason });
        findings.push({ ...finding, suppressed });
      }
    }
  }
  return findings;
}

function claimFiles(claimed: Map<string, ClaimedFiles>, id: string, files: ClaimedFiles): void {
  const { bytes, zippedBytes } = claimed.get(id) ?? { bytes: 0, zippedBytes: 0 };
  claimed.set(id, {
    bytes: bytes + files.bytes,
    zippedBytes: zippedBytes === null || files.zippedBytes === null ? null : zippedBytes + files.zippedBytes,
  });
}

/** A rule may speak of functions that the config treats differently: those get a check of their own. */
function concerns(draft: FindingDraft, functions: Subject["functions"]): boolean {
  return draft.functions === undefined || functions.some(({ id }) => draft.functions?.includes(id));
}

/** Source files without an artifact have no sizes to speak of. */
function canLookAt(rule: Rule, subject: Subject): boolean {
  return rule.looksAt === "code" || subject.artifact.kind !== "source";
}

function groupByConfig(subject: Subject, request: LintRequest) {
  const groups = new Map<
    string,
    { config: FunctionConfig; functions: Subject["functions"][number][]; isHelper: boolean }
  >();
  for (const fn of subject.functions) {
    const config = resolveConfig(request.config, fn);
    const isHelper = isToolsOwn(fn);
    const key = JSON.stringify([config, isHelper]);
    const group = groups.get(key) ?? { config, functions: [], isHelper };
    group.functions.push(fn);
    groups.set(key, group);
  }
  if (groups.size > 0) return [...groups.values()];
  const { rules, budgets, ignore } = request.config;
  return [{ config: { rules, budgets, ignore }, functions: [], isHelper: subject.helperOf !== undefined }];
}

function ruleContext(
  subject: Subject,
  run: {
    readonly sizes: SubjectSizes;
    readonly claimed: Claims;
    readonly comments: SuppressionComments;
    readonly active: readonly Rule[];
  },
  request: LintRequest,
): RuleContext {
  const { sizes, claimed, comments } = run;
  const ids = new Set(subject.functions.map((fn) => fn.id));
  const locate = chainLocator(subject, (source) => comments.note(source));
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
    isClaimed: (id) => claimed.packages.has(id),
    graph: subject.graph,
    handlers: subject.handlers,
    retained: (packageIds) => sizes.retention.ofPackages(packageIds, claimed),
    async importChain(packageId) {
      const graph = await subject.graph();
      if (graph === null) return [];
      return locate(importChain(graph, (module) => module.packageId === packageId));
    },
    manifest: subject.manifest,
    unbundledText: subject.unbundledText,
    packageUse: subject.packageUse,
    code: subject.code,
    unusedSuppressions: () => {
      const ran = new Set(run.active.map((rule) => rule.id));
      return comments.unused(new Set(RULES.map((rule) => rule.id).filter((id) => !ran.has(id))));
    },
  };
}

function toFinding(
  draft: FindingDraft,
  rule: Rule,
  setting: RuleSetting | undefined,
  context: RuleContext,
): Finding {
  const confidence = draft.confidence ?? "high";
  // Options need a level beside them: the rule's own is no change then, its messages keep theirs.
  const isOwn =
    setting === undefined ||
    setting.level === "off" ||
    (setting.options !== null && setting.level === rule.severity);
  const level = isOwn ? draft.severity : setting.level;
  const packages = [...(draft.packages ?? [])].sort();
  const archive = context.artifact.kind === "zip" ? context.artifact.path : null;
  const location =
    inArchive(draft.location, context) ??
    chainLocation(draft.chain ?? [], archive) ??
    fileLocation(context.artifact.path);
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
    artifact: context.artifact.kind === "source" ? null : context.artifact.id,
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

/** The code side knows paths, not archives: what a zip lists lies in it. */
function inArchive(location: Location | undefined, { artifact }: RuleContext): Location | undefined {
  if (location === undefined || artifact.kind !== "zip" || !artifact.files.has(location.path))
    return location;
  return { ...location, inside: artifact.path };
}

/** Medium confidence lowers a severity by one, low confidence makes it info. */
function lowered(severity: Severity, confidence: Confidence): Severity {
  if (confidence === "high") return severity;
  return confidence === "medium" && severity === "error" ? "warning" : "info";
}

function fingerprint(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
