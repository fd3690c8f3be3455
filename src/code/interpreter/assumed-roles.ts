import type { MadeValue, Value } from "./values.js";

/** Credentials of a role that the code assumes: a client built from them is that role's. */
const ROLE_CREDENTIALS =
  /^(fromTemporaryCredentials|fromWebToken|fromTokenFile|fromCognitoIdentity|fromCognitoIdentityPool|fromSSO|AssumeRole\w*|GetFederationToken\w*|GetCredentialsForIdentity\w*|TemporaryCredentials|ChainableTemporaryCredentials|CognitoIdentityCredentials|WebIdentityCredentials|STS\w*)$/;

/**
 * Methods that give such credentials. An installation of a GitHub App is such a role too, and its tokens last an hour:
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 */
const ROLE_CALLS =
  /^(assumeRole\w*|getFederationToken|getCredentialsForIdentity|createInstallationAccessToken|getInstallationOctokit)$/;

/** Whether a function of that name gives a role's credentials. */
export function isRoleCredentials(name: string): boolean {
  return ROLE_CREDENTIALS.test(name) && !/^STS/.test(name);
}

/** Whether a method gives a role's credentials. */
export function assumesRole(target: MadeValue, name: string, args: readonly Value[]): boolean {
  if (ROLE_CALLS.test(name) || (name === "auth" && asksAsInstallation(args))) return true;
  return args.some(
    (one) => one.kind === "unknown" && one.tainted && target.from?.source === "@aws-sdk/client-sts",
  );
}

/** `auth({ type: "installation", installationId })`. */
export function asksAsInstallation([first]: readonly Value[]): boolean {
  const type = first?.kind === "object" ? first.fields.get("type") : undefined;
  return type?.kind === "literal" && type.value === "installation";
}
