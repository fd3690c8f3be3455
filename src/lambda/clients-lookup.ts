import type { KnownClient, UserClient } from "./client.js";
import { KNOWN_CLIENTS } from "./clients.js";

const V3_DOCS = "https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md";
const V2_DOCS = "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html";

/** "Reuse client objects and sessions", checked 2026-11-21. */
const GOOGLE_DOCS = "https://docs.cloud.google.com/apis/docs/client-libraries-best-practices";

const BY_PACKAGE = new Map<string, KnownClient[]>();
for (const client of KNOWN_CLIENTS) {
  const listed = BY_PACKAGE.get(client.package);
  if (listed === undefined) BY_PACKAGE.set(client.package, [client]);
  else listed.push(client);
}

/** What of `aws-sdk` v2 holds values or helps signing, and is no service client. */
const V2_VALUES =
  /Credentials|^(Config|Endpoint|HttpRequest|HttpResponse|HttpClient|NodeHttpClient|Request|Response|Service|Signers|MetadataService|ParamValidator|SequentialExecutor|CredentialProviderChain|Token|TokenProviderChain|util|XML|JSON)$/;

/**
 * The client that `new source.path()` or `source.path()` builds, or null.
 * `path` is the export path without `default` ("S3Client", "DynamoDB.DocumentClient", "").
 */
export function knownClient(
  source: string,
  path: string,
  how: "new" | "call",
  users: readonly UserClient[],
): KnownClient | null {
  const ownClient = users.find(
    (one) =>
      one.from === source &&
      (one.export === path || (one.export === "default" && path === "")) &&
      (one.how === undefined || one.how === "either" || one.how === how),
  );
  if (ownClient !== undefined) {
    return { package: source, export: path, how, kind: "saas", docs: V2_DOCS };
  }
  const own = awsClient(source, path, how) ?? googleClient(source, path, how);
  if (own !== null) return own;
  const name = packageName(source);
  for (const client of BY_PACKAGE.get(source) ?? BY_PACKAGE.get(name) ?? []) {
    if (client.how !== "either" && client.how !== how) continue;
    if (typeof client.export === "string" ? client.export === path : client.export.test(path)) return client;
  }
  return null;
}

/** Of a package whose clients wait for a network: the AWS SDK's clients, databases, queues, HTTP, services. */
export function isNetworkPackage(name: string): boolean {
  if (name === "aws-sdk" || name.startsWith("@aws-sdk/client-")) return true;
  return BY_PACKAGE.get(name)?.some(({ kind }) => kind !== "observability") ?? false;
}

/** "@scope/name" or "name" of an import source. */
export function packageOfSource(source: string): string {
  return packageName(source);
}

function awsClient(source: string, path: string, how: "new" | "call"): KnownClient | null {
  if (how !== "new") return null;
  if (source.startsWith("@aws-sdk/client-")) {
    const name = packageName(source);
    const service = name.slice("@aws-sdk/client-".length).replaceAll("-", "");
    if (!(/^[A-Z]\w*Client$/.test(path) || path.toLowerCase() === service)) return null;
    return { package: name, export: path, how: "new", kind: "aws", docs: V3_DOCS };
  }
  if (source === "aws-sdk" || source === "aws-sdk/global" || source === "aws-sdk/index") {
    const [service, ...rest] = path.split(".");
    if (service === undefined || service === "clients") return clientsOf(rest);
    return v2Service(service, rest);
  }
  const single = /^aws-sdk\/clients\/(\w+)(?:\.js)?$/.exec(source);
  if (single !== null) {
    const service = single[1] ?? "";
    const parts = path === "" ? [] : path.split(".");
    if (service === "all") return clientsOf(parts);
    if (parts.length === 0) return v2Client(service);
    return service === "dynamodb" && parts.length === 1 && parts[0] === "DocumentClient"
      ? v2Client("DynamoDB.DocumentClient")
      : null;
  }
  return null;
}

/** `SecretManagerServiceClient`, `ImageAnnotatorClient`: each asks for an access token of its own. */
function googleClient(source: string, path: string, how: "new" | "call"): KnownClient | null {
  if (how !== "new" || !source.startsWith("@google-cloud/") || !/^(\w+\.)?[A-Z]\w*Client$/.test(path))
    return null;
  return { package: packageName(source), export: path, how, kind: "saas", docs: GOOGLE_DOCS };
}

function clientsOf(parts: readonly string[]): KnownClient | null {
  const [service, ...rest] = parts;
  return service === undefined ? null : v2Service(service, rest);
}

function v2Service(service: string, rest: readonly string[]): KnownClient | null {
  if (service === "" || V2_VALUES.test(service)) return null;
  if (rest.length === 0) return /^[A-Z]/.test(service) ? v2Client(service) : null;
  return service === "DynamoDB" && rest.length === 1 && rest[0] === "DocumentClient"
    ? v2Client("DynamoDB.DocumentClient")
    : null;
}

function v2Client(name: string): KnownClient {
  return { package: "aws-sdk", export: name, how: "new", kind: "aws", docs: V2_DOCS };
}

function packageName(source: string): string {
  const bare = source.startsWith("node:") ? source.slice(5) : source;
  const parts = bare.split("/");
  return bare.startsWith("@") ? parts.slice(0, 2).join("/") : (parts[0] ?? bare);
}
