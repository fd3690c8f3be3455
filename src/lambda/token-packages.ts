interface TokenPackage {
  readonly package: string;
  readonly docs: string;
}

/** Packages that check who sends a request. Checked 2026-11-21 against each package's documentation. */
const TOKEN_PACKAGES: readonly TokenPackage[] = [
  { package: "jsonwebtoken", docs: "https://github.com/auth0/node-jsonwebtoken" },
  { package: "jose", docs: "https://github.com/panva/jose" },
  { package: "jwks-rsa", docs: "https://github.com/auth0/node-jwks-rsa" },
  { package: "aws-jwt-verify", docs: "https://github.com/awslabs/aws-jwt-verify" },
  { package: "fast-jwt", docs: "https://github.com/nearform/fast-jwt" },
  { package: "njwt", docs: "https://github.com/jwtk/njwt" },
];

const NAMES = new Set(TOKEN_PACKAGES.map((one) => one.package));

/** Whether a package is made to check the tokens that requests carry. */
export function checksTokens(packageName: string): boolean {
  return NAMES.has(packageName);
}
