/** What a file may give away. */
export type SecretKind =
  | "environment"
  | "settings"
  | "registry"
  | "credentials"
  | "service-account"
  | "private-key"
  | "encrypted-key"
  | "keystore"
  | "state";

/** A file that has to be looked into: what it may be by its name, and what its content says. Nothing of it is kept. */
export interface Suspect {
  /** Looked at; a larger file is none. */
  readonly maximumBytes: number;
  judge(content: Buffer): SecretKind | null;
}

const TEXT_BYTES = 256 * 1024;
const STATE_BYTES = 8 * 1024 * 1024;

/**
 * What files named so hold; names and contents as the tools that write them document:
 * https://docs.npmjs.com/cli/configuring-npm/npmrc, https://yarnpkg.com/configuration/yarnrc,
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html,
 * https://cloud.google.com/iam/docs/keys-create-delete, https://datatracker.ietf.org/doc/html/rfc7468,
 * https://developer.hashicorp.com/terraform/language/state/sensitive-data,
 * https://docs.oracle.com/javase/8/docs/technotes/tools/unix/keytool.html; checked 2026-11-21.
 */
const SUSPECTS: readonly { readonly name: RegExp; readonly suspect: Suspect }[] = [
  suspect(/^\.env(?!.*(?:example|sample|template|tpl|dist|schema|default))(?:\.[\w.-]+)?$/i, environment),
  suspect(
    /^(?!.*(?:example|sample|template|tpl|dist|schema|default)).+\.env$|^\.envrc$|\.tfvars$/i,
    environment,
  ),
  suspect(/^\.npmrc$/, (text) =>
    /^[^#;\n]{0,300}(?:_authToken|_password|_auth)\s{0,9}=\s{0,9}(?!["']?\$\{|\s|$)/m.test(text)
      ? "registry"
      : null,
  ),
  suspect(/^\.yarnrc(?:\.yml)?$/, (text) =>
    /^[^#\n]{0,300}(?:npmAuthToken|npmAuthIdent|_authToken)["']?(?::\s{0,9}|\s{1,9})["']?(?![\s"':]|\$\{)/m.test(
      text,
    )
      ? "registry"
      : null,
  ),
  suspect(/^\.pypirc$/, (text) => (/^\s{0,9}password\s{0,9}[=:]\s{0,9}\S/m.test(text) ? "registry" : null)),
  suspect(/^\.(?:netrc|my\.cnf|pgpass|s3cfg|boto)$|^_netrc$/, (text) =>
    /\b(?:password|secret_key|aws_secret_access_key)\s{0,9}[= ]\s{0,9}\S|^[^#:\n]{1,200}(?::[^:\n]{1,200}){4}$/m.test(
      text,
    )
      ? "credentials"
      : null,
  ),
  suspect(/^\.git-credentials$/, (text) =>
    /:\/\/[^\s/:@]{1,200}:[^\s/@]{1,400}@/.test(text) ? "credentials" : null,
  ),
  suspect(/^\.dockercfg$|^config\.json$/, (text) =>
    /"auths"|"https:/.test(text) && /"auth"\s{0,9}:\s{0,9}"[A-Za-z\d+/=]{8,9999}"/.test(text)
      ? "registry"
      : null,
  ),
  suspect(/^(?:credentials|config)$/, (text) =>
    /^\s{0,9}aws_(?:secret_access_key|session_token)\s{0,9}=\s{0,9}\S/m.test(text) ? "credentials" : null,
  ),
  suspect(/(?:accesskeys|credentials|rootkey).*\.csv$/i, (text) =>
    /^\uFEFF?(?:User name,.{0,99})?Access key ID,Secret access key/.test(text) ? "credentials" : null,
  ),
  suspect(/^config$|^kubeconfig|\.kubeconfig$/, (text) =>
    /^\s{0,19}(?:client-key-data|token|password):\s{1,9}\S/m.test(text) && text.includes("clusters:")
      ? "credentials"
      : null,
  ),
  suspect(/^\.vault-token$/, (text) => (text.trim() === "" ? null : "credentials")),
  suspect(
    /\.tfstate(?:\.backup)?$/,
    (text) => (text.includes('"terraform_version"') ? "state" : null),
    STATE_BYTES,
  ),
  suspect(/\.(?:pem|key|p8|ppk|crt|cer|der|asc|gpg)$|^id_(?:rsa|dsa|ecdsa|ed25519)\w*$/i, privateKey),
  {
    name: /\.(?:p12|pfx|jks|jceks|keystore|bks|kdbx)$/i,
    suspect: { maximumBytes: TEXT_BYTES, judge: keystore },
  },
  suspect(/\.json$/i, cloudJson, 20_000),
];

/** What a file may be by its base name, each to be asked; none for most. */
export function suspectsOf(name: string): readonly Suspect[] {
  return SUSPECTS.filter((one) => one.name.test(name)).map((one) => one.suspect);
}

function suspect(name: RegExp, judge: (text: string) => SecretKind | null, maximumBytes = TEXT_BYTES) {
  return { name, suspect: { maximumBytes, judge: (content: Buffer) => judge(content.toString("latin1")) } };
}

const SECRET_NAME =
  /secret|token|passw|pwd|passphrase|private|credential|api_?key|access_?key|auth|signature|salt|dsn|(?:^|_)key$/i;
const PLACEHOLDER =
  /^(?:x+|\*+|\.+|<.*>|\[.*\]|\{\{.*\}\}|\$\{?\w.*|your[-_ ].*|change[-_ ]?me.*|todo|none|null|undefined|true|false|example.*|dummy.*|test)$/i;

/** Names that sound like secrets with a value, or an address with a password: a secret. Other values: settings. */
function environment(text: string): SecretKind | null {
  let found: SecretKind | null = null;
  for (const line of text.split("\n")) {
    const assigned = /^\s{0,99}(?:export\s{1,9})?["']?([A-Za-z_][\w.]{0,200})["']?\s{0,99}=(.*)$/.exec(
      line.slice(0, 5000),
    );
    if (assigned === null) continue;
    const [, name = "", given = ""] = assigned;
    const value = given
      .trim()
      .replace(/^["'](.*)["']$/, "$1")
      .trim();
    if (value === "" || value.startsWith("#") || PLACEHOLDER.test(value)) continue;
    const isSecret =
      (SECRET_NAME.test(name) && value.length >= 6 && !/^https?:\/\/[^@]*$/.test(value)) ||
      /:\/\/[^\s/:@]{0,200}:[^\s/@$]{1,400}@/.test(value) ||
      TOKEN.test(value);
    if (isSecret) return "environment";
    found = "settings";
  }
  return found;
}

/** Prefixes that issuers give to what they issue. */
const TOKEN =
  /^(?:AKIA[A-Z\d]{16}|ASIA[A-Z\d]{16}|sk_live_|rk_live_|gh[pousr]_|github_pat_|glpat-|xox[abpr]-|SG\.|npm_|AIza|sk-ant-|sk-proj-)/;

function privateKey(text: string): SecretKind | null {
  const head = /-----BEGIN (?:[A-Z\d]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/.exec(text)?.[0];
  if (head !== undefined) {
    const isEncrypted = head.includes("ENCRYPTED") || text.includes("Proc-Type: 4,ENCRYPTED");
    return isEncrypted ? "encrypted-key" : "private-key";
  }
  if (text.startsWith("PuTTY-User-Key-File-"))
    return /^Encryption: none/m.test(text) ? "private-key" : "encrypted-key";
  // DER: a sequence that starts with version 0, as PKCS#1 and PKCS#8 keys do; a certificate starts with a sequence.
  return text.startsWith("\u0030\u0082") && text.slice(4, 7) === "\u0002\u0001\u0000" ? "private-key" : null;
}

/** By the first bytes: DER (PKCS#12), Java's, KeePass's. One that starts with a trusted certificate is a trust store. */
function keystore(content: Buffer): SecretKind | null {
  const isDer = content[0] === 0x30 && content.length > 100;
  const isJava = content.length > 16 && ["feedfeed", "cececece"].includes(content.toString("hex", 0, 4));
  if (isJava) return content.readUInt32BE(12) === TRUSTED_CERTIFICATE ? null : "keystore";
  return isDer || content.toString("hex", 0, 4) === "03d9a29a" ? "keystore" : null;
}

const TRUSTED_CERTIFICATE = 2;

function cloudJson(text: string): SecretKind | null {
  if (
    /"type"\s{0,9}:\s{0,9}"service_account"/.test(text) &&
    /"private_key"\s{0,9}:\s{0,9}"-----BEGIN/.test(text)
  )
    return "service-account";
  if (/"type"\s{0,9}:\s{0,9}"authorized_user"/.test(text) && /"refresh_token"\s{0,9}:\s{0,9}"[^"]/.test(text))
    return "service-account";
  if (/"(?:installed|web)"\s{0,9}:\s{0,9}\{[^}]{0,2000}"client_secret"\s{0,9}:\s{0,9}"[^"]/.test(text))
    return "credentials";
  return /"SecretAccessKey"\s{0,9}:\s{0,9}"[A-Za-z\d+/]{40}"/.test(text) ? "credentials" : null;
}
