import type { Sourced } from "./fact.js";
import { RUNTIMES, runtimeFacts } from "./runtimes.js";

/** Of one of the AWS SDKs for JavaScript, or of what they are made of. */
export function isAwsSdkPackage(packageName: string): boolean {
  return packageName === "aws-sdk" || /^@(?:aws-sdk|smithy|aws-crypto)\//.test(packageName);
}

interface Availability extends Sourced {
  readonly packages: RegExp;
  readonly inV3Runtime: "yes" | "no" | "unknown";
  readonly why: string;
}

/** What lies in a runtime with SDK v3 for a function's own imports; the first match counts. */
const AVAILABILITY: readonly Availability[] = [
  {
    packages: /^aws-sdk$/,
    inV3Runtime: "no",
    why: "The runtimes from nodejs18.x on have v3 only.",
    source: "https://aws.amazon.com/blogs/compute/node-js-18-x-runtime-now-available-in-aws-lambda/",
    checked: "2026-11-20",
  },
  {
    packages: /^@aws-sdk\/(?:client-[^/]+|lib-dynamodb|util-dynamodb)$/,
    inV3Runtime: "yes",
    why: "An older minor version, which differs by runtime and Region: a client that is newer than it is absent.",
    source: "https://github.com/aws/aws-sdk-js-v3/issues/4793",
    checked: "2026-11-20",
  },
  {
    packages: /^@aws-sdk\/util-(?:base64|utf8)(?:-|$)/,
    inV3Runtime: "no",
    why: "These utilities were left out.",
    source: "https://github.com/aws/aws-sdk-js-v3/issues/4215",
    checked: "2026-11-20",
  },
  {
    packages: /^@smithy\//,
    inV3Runtime: "no",
    why: "Nested below /var/runtime/node_modules/@aws-sdk/node_modules, where a function's import doesn't look.",
    source: "https://github.com/aws/aws-sdk-js-v3/issues/6169",
    checked: "2026-11-20",
  },
  {
    packages: /^@(?:aws-sdk|aws-crypto)\//,
    inV3Runtime: "unknown",
    why: "AWS lists no packages.",
    source: "https://github.com/aws/aws-sdk-js-v3/issues/6159",
    checked: "2026-11-20",
  },
];

/**
 * Can a function import this package without shipping it? `unknown` where the runtime is (null, or not in
 * the table) or where nobody says; npm packages other than the SDK's lie in no runtime.
 */
export function availableInRuntime(packageName: string, runtime: string | null): "yes" | "no" | "unknown" {
  if (!isAwsSdkPackage(packageName)) return "no";
  const sdk = runtimeFacts(runtime)?.sdk;
  if (sdk === undefined) return "unknown";
  if (sdk === "boto3") return "no";
  if (sdk === "v2") return packageName === "aws-sdk" ? "yes" : "no";
  return AVAILABILITY.find(({ packages }) => packages.test(packageName))?.inV3Runtime ?? "unknown";
}

/** No Node runtime that there was has it for a function's own imports. */
export function isInNoRuntime(packageName: string): boolean {
  return RUNTIMES.every(
    ({ id, family }) => family !== "nodejs" || availableInRuntime(packageName, id) === "no",
  );
}

export interface CredentialPackage extends Sourced {
  readonly package: string;
  /** What it is and why Lambda doesn't need it. */
  readonly reason: string;
  /** Packages that make it needed after all, where a function imports them itself. */
  readonly unless: readonly string[];
}

const CHAIN: Sourced = {
  source:
    "https://github.com/aws/aws-sdk-js-v3/blob/main/packages/credential-provider-node/src/defaultProvider.ts",
  checked: "2026-11-20",
};
const CHOSEN_BY_HAND = ["@aws-sdk/credential-providers", "@aws-sdk/credential-provider-cognito-identity"];

/**
 * What every v3 client brings through its default provider chain (`@aws-sdk/credential-provider-node`).
 * Lambda puts the role's credentials into environment variables, the first link of that chain, so the links
 * below are never reached, unless somebody sets AWS_PROFILE. They are lazily imported: bytes in the artifact,
 * not in init. Assuming a role by hand (`@aws-sdk/credential-providers`) does use the nested STS client.
 */
export const CREDENTIAL_PACKAGES: readonly CredentialPackage[] = [
  ["nested-clients", "Clients of STS, SSO, OIDC and Cognito for the other credential sources."],
  ["credential-provider-ini", "Reads profiles from ~/.aws, which a function doesn't have."],
  ["credential-provider-process", "Runs the credential_process of a profile, which a function doesn't have."],
  ["credential-provider-sso", "Uses the token cache of a developer's `aws sso login`."],
  ["credential-provider-login", "Uses the token cache of a developer's `aws login`."],
  ["credential-provider-web-identity", "Exchanges a token file for credentials, as on EKS."],
  ["token-providers", "Refreshes the SSO tokens of a developer's machine."],
  ["client-sso", "The client behind credential-provider-sso; in later versions in nested-clients."],
  ["client-sso-oidc", "The client behind token-providers; in later versions in nested-clients."],
].map(([name, reason]) => ({
  package: `@aws-sdk/${name}`,
  reason: reason ?? "",
  unless: CHOSEN_BY_HAND,
  ...CHAIN,
}));

/** What Lambda doesn't need of the default provider chain; `shipped` are names of packages that may need it. */
export function isNeedlessOnLambda(packageName: string, shipped: Iterable<string> = []): boolean {
  const entry = CREDENTIAL_PACKAGES.find((candidate) => candidate.package === packageName);
  if (entry === undefined) return false;
  for (const name of shipped) if (entry.unless.includes(name)) return false;
  return true;
}
