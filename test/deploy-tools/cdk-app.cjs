// A CDK app that deploys functions in every way that is known, for v1 and v2 alike:
//   node app.cjs <outdir> [context as JSON]
// Beside the assembly it writes <outdir>.functions.json: the functions in the construct tree, told by CDK itself.
const { writeFileSync } = require("node:fs");
const { join, relative, resolve } = require("node:path");

const [outdir = "cdk.out", context = "{}"] = process.argv.slice(2);
const isV1 = !has("aws-cdk-lib");
const cdk = require(isV1 ? "@aws-cdk/core" : "aws-cdk-lib");
const lambda = from("aws-lambda");
const { NodejsFunction, OutputFormat, SourceMapMode } = from("aws-lambda-nodejs");
const { DockerImageCode, DockerImageFunction, Code, LayerVersion, Runtime } = lambda;
const node = Runtime.NODEJS_22_X ?? Runtime.NODEJS_14_X;
const python = Runtime.PYTHON_3_13 ?? Runtime.PYTHON_3_9;

function has(name) {
  try {
    return Boolean(require.resolve(name));
  } catch {
    return false;
  }
}

function from(name) {
  return require(isV1 ? `@aws-cdk/${name}` : `aws-cdk-lib/${name}`);
}

const asset = (path) => Code.fromAsset(join(__dirname, "src", path));
const bundled = (scope, id, bundling = {}, props = {}) =>
  new NodejsFunction(scope, id, {
    runtime: node,
    entry: join(__dirname, "src/orders.ts"),
    depsLockFilePath: join(__dirname, "package-lock.json"),
    projectRoot: __dirname,
    ...props,
    bundling: { forceDockerBundling: false, ...bundling },
  });
const plain = (scope, id, props = {}) =>
  new lambda.Function(scope, id, {
    runtime: node,
    code: asset("monolith"),
    handler: "users.handler",
    ...props,
  });

class Inner extends cdk.NestedStack {
  constructor(scope, id, { layers, depth }) {
    super(scope, id);
    bundled(this, "Orders");
    plain(this, "Users", { layers });
    if (depth > 0) new Inner(this, "Inner", { layers, depth: depth - 1 });
  }
}

class Production extends cdk.Stage {
  constructor(scope, id, { depth, ...props }) {
    super(scope, id, props);
    const stack = new cdk.Stack(this, "Shop");
    bundled(stack, "Orders");
    plain(stack, "Users");
    new Inner(stack, "Inner", { layers: [], depth: 0 });
    if (depth > 0) new Production(this, "Regional", { depth: depth - 1 });
  }
}

function shop(app) {
  const stack = new cdk.Stack(app, "Shop");
  bundlings(stack);
  const users = plain(stack, "Users");
  plain(stack, "Carts", { handler: "carts.handler", memorySize: 512, timeout: cdk.Duration.seconds(30) });
  plain(stack, "Zip", { code: asset("monolith.zip") });
  plain(stack, "Inline", {
    code: Code.fromInline("exports.handler = async () => 1;"),
    handler: "index.handler",
  });
  plain(stack, "Python", { code: asset("python"), handler: "app.handler", runtime: python });
  plain(stack, "Elsewhere", {
    code: Code.fromBucket(from("aws-s3").Bucket.fromBucketName(stack, "Bucket", "artifacts"), "key.zip"),
  });
  plain(stack, "Given", { code: Code.fromCfnParameters() });
  const repository = from("aws-ecr").Repository.fromRepositoryName(stack, "Repository", "images");
  new DockerImageFunction(stack, "Container", { code: DockerImageCode.fromEcr(repository) });
  const layer = new LayerVersion(stack, "Layer", { code: asset("layer") });
  const zipped = new LayerVersion(stack, "ZippedLayer", { code: asset("layer.zip") });
  const foreign = LayerVersion.fromLayerVersionArn(
    stack,
    "Foreign",
    "arn:aws:lambda:eu-west-1:123456789012:layer:Foreign:1",
  );
  plain(stack, "Layered", { layers: [layer, zipped, foreign] });
  events(stack, users);
  helpers(stack, users);
  new Inner(stack, "Inner", { layers: [layer], depth: 1 });
  new Inner(stack, "Twin", { layers: [layer], depth: 0 });
  return layer;
}

function bundlings(stack) {
  bundled(stack, "Orders");
  bundled(stack, "Minified", { minify: true });
  bundled(stack, "Mapped", { minify: true, sourceMap: true });
  bundled(stack, "InlineMap", { sourceMap: true, sourceMapMode: SourceMapMode?.INLINE });
  if (OutputFormat !== undefined)
    bundled(stack, "Esm", { format: OutputFormat.ESM, mainFields: ["module", "main"] });
  bundled(stack, "External", { externalModules: ["@aws-sdk/*", "uuid"] });
  bundled(stack, "NodeModules", { nodeModules: ["uuid"] });
  bundled(stack, "Metafile", { metafile: true, minify: true });
  bundled(stack, "Sdk", { metafile: true, externalModules: [] });
  bundled(stack, "LargerSdk", { bundleAwsSDK: true, externalModules: isV1 ? [] : undefined });
  bundled(stack, "NoReuse", {}, { awsSdkConnectionReuse: false, environment: { TABLE: "orders" } });
  bundled(stack, "Latest", {}, { runtime: Runtime.NODEJS_LATEST ?? node });
  bundled(stack, "Named", {}, { handler: "run", functionName: "run-orders" });
  if (lambda.Architecture?.ARM_64 !== undefined)
    bundled(stack, "Arm", {}, { architecture: lambda.Architecture.ARM_64 });
}

function events(stack, users) {
  const { SqsEventSource } = from("aws-lambda-event-sources");
  bundled(stack, "OfQueue").addEventSource(new SqsEventSource(new (from("aws-sqs").Queue)(stack, "Queue")));
  new (from("aws-apigateway").LambdaRestApi)(stack, "Rest", { handler: users });
  const alias = new lambda.Alias(stack, "Live", {
    aliasName: "live",
    version: bundled(stack, "Warm").currentVersion,
    provisionedConcurrentExecutions: 5,
  });
  if (lambda.FunctionUrlAuthType !== undefined)
    alias.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
}

/** Constructs that bring functions of CDK's own. */
function helpers(stack, users) {
  bundled(stack, "Retained", {}, { logRetention: from("aws-logs").RetentionDays.ONE_WEEK });
  const removalPolicy = cdk.RemovalPolicy.DESTROY;
  new (from("aws-s3").Bucket)(stack, "Emptied", { autoDeleteObjects: true, removalPolicy });
  new (from("custom-resources").Provider)(stack, "Provider", { onEventHandler: users });
}

function functionsOf(app) {
  return app.node.findAll().flatMap((construct) => {
    if (!cdk.CfnResource.isCfnResource(construct)) return [];
    if (construct.cfnResourceType !== "AWS::Lambda::Function") return [];
    const stack = cdk.Stack.of(construct);
    const { Resources } = stack.resolve(construct._toCloudFormation());
    const [[id, { Properties }]] = Object.entries(Resources);
    const template = relative(resolve(outdir), join(cdk.Stage.of(construct).outdir, stack.templateFile));
    const { Handler, Runtime: runtime, MemorySize, Timeout, Architectures, Code: code } = Properties;
    return [
      {
        id,
        template: template.replaceAll("\\", "/"),
        Handler,
        runtime,
        MemorySize,
        Timeout,
        Architectures,
        code,
      },
    ];
  });
}

const app = new cdk.App({ outdir, analyticsReporting: false, context: JSON.parse(context) });
const layer = shop(app);
plain(new cdk.Stack(app, "Other"), "Users", { layers: [layer] });
new Production(app, "Production", { depth: 1, env: { account: "123456789012", region: "eu-west-1" } });
new Production(app, "Beta", { depth: 0 });
app.synth();
writeFileSync(`${outdir}.functions.json`, JSON.stringify(functionsOf(app)));
