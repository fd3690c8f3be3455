import type { Finding } from "../../src/finding.js";
import type { Report, ReportedArtifact, ReportedFunction, ReportedPackage } from "../../src/report.js";

export function aPackage(name: string, bytes: number, version: string | null = "1.0.0"): ReportedPackage {
  const path = `node_modules/${name}`;
  return {
    id: path,
    name,
    version,
    path,
    files: 3,
    bytes,
    zippedBytes: null,
    retainedBytes: null,
    requestedBy: [],
  };
}

export function anArtifact(
  packages: readonly ReportedPackage[],
  over: Partial<ReportedArtifact> = {},
): ReportedArtifact {
  const ownBytes = over.ownBytes ?? 1_200;
  const unattributedBytes = over.unattributedBytes ?? 300;
  return {
    id: "dist/orders.zip",
    path: "dist/orders.zip",
    kind: "zip",
    role: "function",
    files: 812,
    zippedBytes: 1_234_567,
    unzippedBytes: ownBytes + unattributedBytes + packages.reduce((sum, { bytes }) => sum + bytes, 0),
    ownBytes,
    unattributedBytes,
    packages,
    ...over,
  };
}

export function aFunction(id: string, over: Partial<ReportedFunction> = {}): ReportedFunction {
  return {
    id,
    name: id,
    template: null,
    constructPath: null,
    artifact: "dist/orders.zip",
    layers: [],
    totalUnzippedBytes: 5_678_901,
    handler: "index.handler",
    source: "src/orders.ts",
    runtime: "nodejs22.x",
    architecture: "arm64",
    memory: 128,
    timeout: 3,
    init: { modules: 120, bytes: 345_678, packages: {} },
    ...over,
  };
}

export function aFinding(over: Partial<Finding> = {}): Finding {
  return {
    rule: "client-in-handler",
    messageId: "built",
    severity: "error",
    confidence: "high",
    message: "S3Client is built on every invocation.",
    fix: "Build it once, at the top of the module.",
    fingerprint: "0123456789abcdef",
    functions: ["orders"],
    artifact: "dist/orders.zip",
    location: { path: "src/orders.ts", inside: null, line: 12, column: 14, endLine: 12, endColumn: 30 },
    packages: ["@aws-sdk/client-s3"],
    saved: { artifactBytes: null, zippedBytes: null, initBytes: null },
    chain: [],
    suppressed: null,
    ...over,
  };
}

export function aReport(over: Partial<Report> = {}): Report {
  const functions = over.functions ?? [];
  const findings = (over.findings ?? []).filter(({ suppressed }) => suppressed === null);
  const count = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    schemaVersion: 1,
    tool: { name: "lambda-lint", version: "0.1.0" },
    asOf: "2026-11-20",
    rules: [],
    artifacts: [],
    functions,
    budgets: [],
    findings: [],
    problems: [],
    summary: {
      functions: functions.length,
      errors: count("error"),
      warnings: count("warning"),
      infos: count("info"),
      suppressed: (over.findings?.length ?? 0) - findings.length,
      problems: over.problems?.length ?? 0,
    },
    ...over,
  };
}

/** One function with everything that the text can show. */
export function aRichReport(): Report {
  const packages = [
    aPackage("@aws-sdk/client-s3", 2_345_678, "3.901.0"),
    ...["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"].map((name, index) =>
      aPackage(name, 300_000 - index * 30_000),
    ),
  ];
  return aReport({
    rules: [
      {
        id: "client-in-handler",
        severity: "error",
        summary: "A client is built on every invocation.",
        why: "Every invocation pays for it.",
        help: "Every invocation pays for it.\n\nBad:\n\n```js\n```",
        docs: ["https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html"],
      },
    ],
    artifacts: [anArtifact(packages)],
    functions: [aFunction("orders")],
    budgets: [
      {
        function: "orders",
        type: "zip",
        name: null,
        actual: 1_234_567,
        estimated: true,
        maximumWarning: 1_000_000,
        maximumError: 2_000_000,
        baseline: null,
        message: null,
        status: "warning",
      },
      {
        function: "orders",
        type: "package",
        name: "@aws-sdk/*",
        actual: null,
        estimated: false,
        maximumWarning: null,
        maximumError: 0,
        baseline: null,
        message: null,
        status: "unknown",
      },
    ],
    findings: [
      aFinding({
        message:
          "S3Client is built on every invocation: each one pays for its configuration, credentials and connections again.",
        chain: [
          { path: "src/orders.ts", line: 3, column: 1, label: "handler" },
          { path: "src/store.ts", line: 20, column: 3, label: "saveOrder" },
        ],
        saved: { artifactBytes: 912_345, zippedBytes: null, initBytes: 300_000 },
      }),
      aFinding({
        rule: "oversized-dependency",
        severity: "warning",
        confidence: "medium",
        message: "moment takes 300 kB.",
        fix: "Use dayjs.",
        location: {
          path: "index.js",
          inside: "dist/orders.zip",
          line: null,
          column: null,
          endLine: null,
          endColumn: null,
        },
      }),
      aFinding({ rule: "hidden", suppressed: { by: "config", reason: null } }),
    ],
    problems: [
      {
        level: "error",
        code: "truncated-zip",
        path: "dist/broken.zip",
        line: null,
        message: "the zip ends early; build it again",
      },
      {
        level: "note",
        code: "syntax-error",
        path: "src/old.js",
        line: 7,
        message: "skipped: unexpected token",
      },
    ],
  });
}
