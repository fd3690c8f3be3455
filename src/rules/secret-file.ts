import * as v from "valibot";
import type { ArtifactFile } from "../artifact/artifact.js";
import { readQuietly } from "../artifact/read-quietly.js";
import { matchesPath } from "../config/globs.js";
import type { Confidence } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { isDevelopmentFile } from "../lambda/dead-files.js";
import { type SecretKind, suspectsOf } from "../lambda/secret-files.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { inArtifact } from "./in-artifact.js";

const HANDLER = "exports.handler = async () => {};\n";

export const secretFile = defineRule({
  id: "secret-file",
  severity: "error",
  looksAt: "sizes",
  summary: "A file with secrets ships in the artifact: .env, keys, credentials, tokens, a whole .git.",
  why: `Whoever may read the function's code (\`lambda:GetFunction\`, the bucket it was uploaded to, a CI cache) reads \
what lies in it, and old versions keep it. Files are known by their names, and then by their content: \`.env\` with \
values under names that sound secret, \`.npmrc\` with a token that isn't a variable, private keys by their header, \
keystores, cloud credentials, service accounts, Terraform state. Examples (\`.env.example\`), public certificates, trust \
stores and what npm packages carry (it is public already) are left alone. In a folder that is a working copy \`.git\` \
itself has low confidence, all else medium: whoever zips it may leave them out. A \`.env\` whose values don't sound secret, \
keys under a passphrase and keys among your own tests have medium confidence. Contents are never printed or kept. What \
ships on purpose: \`allow\`, a list of globs. Secrets in code or in other JSON are not looked for.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-security",
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html",
  ],
  examples: {
    bad: { files: { "index.js": HANDLER, ".env": "DATABASE_PASSWORD=not-a-real-one\n" } },
    good: { files: { "index.js": HANDLER, ".env.example": "DATABASE_PASSWORD=fill-me-in\n" } },
  },
  options: v.strictObject({ allow: v.optional(v.array(v.string()), []) }),
  messages: {
    secret: ({ path, kind }: { path: string; kind: SecretKind }) => ({
      message: `${path} ${KINDS[kind].holds}.`,
      fix: `${KINDS[kind].fix} If it is meant to ship, add its path to the rule's \`allow\`.`,
    }),
    repository: (found: { path: string; files: number; bytes: number }) => ({
      message: `${found.path} ships: a repository with its history, ${found.files} files, ${formatBytes(found.bytes)}.`,
      fix: "Leave `.git` out of the zip: zip the build's output folder, not the checkout. Change what secrets the history holds.",
    }),
  },
  async check(context, options, say) {
    const { artifact } = context;
    const isAllowed = (path: string) => options.allow.some((glob) => matchesPath(glob, path));
    const own = [...artifact.files.values()].filter(({ path }) => isOwn(path) && !isAllowed(path));
    const drafts: FindingDraft[] = [];
    const isCopy = artifact.isWorkingCopy === true;
    for (const [path, files] of repositories(own)) {
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      drafts.push({
        ...say("repository", { path, files: files.length, bytes }),
        confidence: isCopy && path === ".git" ? "low" : "high",
        location: inArtifact(artifact, `${path}/HEAD`),
        saved: { artifactBytes: bytes },
        key: path,
      });
    }
    for (const { path, kind } of await secrets(context, own)) {
      drafts.push({
        ...say("secret", { path, kind }),
        confidence: isCopy ? "medium" : confidenceOf(path, kind),
        location: inArtifact(artifact, path),
        key: path,
      });
    }
    return drafts;
  },
});

const ROTATE = "Leave it out of the zip, and change it: it has left your machine.";
const KINDS: Readonly<Record<SecretKind, { readonly holds: string; readonly fix: string }>> = {
  environment: {
    holds: "holds values under names that sound secret",
    fix: "Leave it out of the zip: set them as the function's environment variables, or read them from Secrets Manager or Parameter Store. Change those that were shipped.",
  },
  settings: {
    holds: "holds settings of an environment; none of their names sounds secret",
    fix: "Leave it out of the zip, and set the values as the function's environment variables.",
  },
  registry: { holds: "holds a token or password of a package registry", fix: ROTATE },
  credentials: {
    holds: "holds credentials",
    fix: `${ROTATE} On Lambda the function's role gives AWS credentials; others belong to Secrets Manager.`,
  },
  "service-account": {
    holds: "holds the key of a cloud account",
    fix: `${ROTATE} Workload identity federation needs no key; else read it from Secrets Manager.`,
  },
  "private-key": { holds: "is a private key", fix: `${ROTATE} Read keys from Secrets Manager or KMS.` },
  "encrypted-key": {
    holds: "is a private key, under a passphrase",
    fix: "Leave it out of the zip: read keys from Secrets Manager or KMS.",
  },
  keystore: {
    holds: "is a keystore, which can hold private keys",
    fix: "Leave it out of the zip: read keys from Secrets Manager or KMS.",
  },
  state: {
    holds: "is Terraform state, which holds the attributes of resources, passwords among them, in clear text",
    fix: "Leave it out of the zip: zip the build's output folder, not the project.",
  },
};

function confidenceOf(path: string, kind: SecretKind): Confidence {
  const isUnsure = kind === "settings" || kind === "encrypted-key" || kind === "keystore" || kind === "state";
  return isUnsure || isDevelopmentFile(path, true) ? "medium" : "high";
}

/** What npm packages carry is public already. */
function isOwn(path: string): boolean {
  return !path.includes("node_modules/") && !path.startsWith("__MACOSX/");
}

/** Files of each .git folder, by its path. */
function repositories(files: readonly ArtifactFile[]): ReadonlyMap<string, readonly ArtifactFile[]> {
  const found = new Map<string, ArtifactFile[]>();
  for (const file of files) {
    const folder = /^(?:.*\/)?\.git(?=\/)/.exec(file.path)?.[0];
    if (folder !== undefined) found.set(folder, [...(found.get(folder) ?? []), file]);
  }
  return new Map([...found].filter(([folder, some]) => some.some(({ path }) => path === `${folder}/HEAD`)));
}

/** As many JSON files as are looked into: they can be data by the thousands. */
const MAXIMUM_JSON = 300;

async function secrets({ artifact }: RuleContext, own: readonly ArtifactFile[]) {
  const found: { readonly path: string; readonly kind: SecretKind }[] = [];
  let json = 0;
  for (const { path, bytes, isLink } of own) {
    if (isLink || bytes === 0 || path.includes("/.git/") || path.startsWith(".git/")) continue;
    const name = path.slice(path.lastIndexOf("/") + 1);
    const suspects = suspectsOf(name).filter(({ maximumBytes }) => bytes <= maximumBytes);
    if (suspects.length === 0) continue;
    if (/\.json$/i.test(name)) {
      json += 1;
      if (json > MAXIMUM_JSON && !SOUNDS_SECRET.test(name)) continue;
    }
    const content = await readQuietly(artifact, path, bytes);
    const kinds = content === null ? [] : suspects.flatMap((one) => one.judge(content) ?? []);
    const [kind] = kinds;
    if (kind !== undefined) found.push({ path, kind });
  }
  return found;
}

const SOUNDS_SECRET = /key|secret|credential|account|firebase|gcp|google|token|auth/i;
