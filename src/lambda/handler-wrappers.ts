/** A function of a package that makes a Lambda handler of what it is given. */
interface HandlerWrapper {
  readonly package: string;
  /** Of its exports, or of what they give; "" is the default export. */
  readonly export: RegExp;
  readonly docs: string;
}

/** Checked 2026-11-21 against each package's documentation. */
const HANDLER_WRAPPERS: readonly HandlerWrapper[] = [
  { package: "@middy/core", export: /^(middy)?$/, docs: "https://middy.js.org/docs/intro/getting-started" },
  { package: "middy", export: /^(middy)?$/, docs: "https://www.npmjs.com/package/middy" },
  {
    package: "@as-integrations/aws-lambda",
    export: /^startServerAndCreateLambdaHandler$/,
    docs: "https://www.apollographql.com/docs/apollo-server/deployment/lambda",
  },
  {
    package: "apollo-server-lambda",
    export: /^ApolloServer$/,
    docs: "https://www.npmjs.com/package/apollo-server-lambda",
  },
  {
    package: "@slack/bolt",
    export: /^AwsLambdaReceiver$/,
    docs: "https://docs.slack.dev/tools/bolt-js/deployments/aws-lambda",
  },
  { package: "serverless-http", export: /^$/, docs: "https://github.com/dougmoscrop/serverless-http" },
  {
    package: "@vendia/serverless-express",
    export: /^(configure)?$/,
    docs: "https://github.com/CodeGenieApp/serverless-express",
  },
  {
    package: "@codegenie/serverless-express",
    export: /^(configure)?$/,
    docs: "https://github.com/CodeGenieApp/serverless-express",
  },
  {
    package: "@fastify/aws-lambda",
    export: /^(awsLambdaFastify)?$/,
    docs: "https://github.com/fastify/aws-lambda-fastify",
  },
  { package: "aws-lambda-fastify", export: /^$/, docs: "https://github.com/fastify/aws-lambda-fastify" },
  {
    package: "hono/aws-lambda",
    export: /^(handle|streamHandle)$/,
    docs: "https://hono.dev/docs/getting-started/aws-lambda",
  },
  {
    package: "hono/lambda-edge",
    export: /^handle$/,
    docs: "https://hono.dev/docs/getting-started/lambda-edge",
  },
  {
    package: "@trpc/server/adapters/aws-lambda",
    export: /^awsLambda(Streaming)?RequestHandler$/,
    docs: "https://trpc.io/docs/server/adapters/aws-lambda",
  },
  {
    package: "@sentry/serverless",
    export: /^(AWSLambda\.)?wrapHandler$/,
    docs: "https://docs.sentry.io/platforms/javascript/guides/aws-lambda/",
  },
  {
    package: "@sentry/aws-serverless",
    export: /^wrapHandler$/,
    docs: "https://docs.sentry.io/platforms/javascript/guides/aws-lambda/",
  },
  {
    package: "datadog-lambda-js",
    export: /^datadog$/,
    docs: "https://docs.datadoghq.com/serverless/aws_lambda/installation/nodejs/",
  },
  { package: "sst/node/api", export: /^(ApiHandler|useHandler)$/, docs: "https://v2.sst.dev/clients/api" },
];

/** Whether what an export of a package gives ("wrapHandler"; "" for its default) is a Lambda handler. */
export function isHandlerWrapper(name: string, exported: string): boolean {
  return HANDLER_WRAPPERS.some((one) => one.package === name && one.export.test(exported));
}

/** What the import of such a package looks like, or of Lambda's types, in a source text. */
export const LAMBDA_IMPORT = new RegExp(
  `["'](?:aws-lambda|${HANDLER_WRAPPERS.map((one) => one.package).join("|")})["']`,
);
