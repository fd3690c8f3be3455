/** A client, pool, tracer … that is worth one construction per execution environment. */
export interface KnownClient {
  /** npm package that exports it. */
  readonly package: string;
  /** Subpaths it is imported from too; "" is the package itself. Default: any. */
  readonly subpath?: RegExp;
  /** Export path without `default` ("S3Client", "DynamoDBDocumentClient.from", "" for the module itself). */
  readonly export: string | RegExp;
  readonly how: "new" | "call" | "either";
  readonly kind: "aws" | "observability" | "database" | "messaging" | "http" | "saas";
  /** It wraps a client given as argument: building both is one finding. */
  readonly wraps?: true;
  /** It usually carries one user's credentials, and must not be shared then: only worth a remark. */
  readonly perUser?: true;
  /** Called again, it gives the connection back that is open, if nothing closed it. */
  readonly keepsOpen?: true;
  /** Where its makers say to reuse it. */
  readonly docs: string;
}

/** A client of the user's own, from the config. */
export interface UserClient {
  /** Import source: a package, or a path of the project. */
  readonly from: string;
  readonly export: string;
  readonly how?: "new" | "call" | "either";
}
