import type { Sourced } from "./fact.js";

interface CdkHelpers extends Sourced {
  /** Match a construct's path or logical id, without what is neither letter nor digit. */
  readonly names: readonly RegExp[];
}

/**
 * Functions that the CDK's own constructs deploy: custom resources and the framework around the user's. Their names
 * hold a fixed id, or that of a custom resource type. Read off aws-cdk-lib 2.276.0, tried with it, 2.0.0 and 1.204.0.
 */
const HELPERS: CdkHelpers = {
  names: [
    // Singleton functions, by their id.
    /LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/,
    /BucketNotificationsHandler050a0587b7544547bf325f094a3db834/,
    /AWS(679f53fac002430cb0da5b7982bd2287|b4cf1abd4e4f4bc699441af7ccd9ec37)/,
    /8693BB64968944B69AAFB0CC9EB875[67]C/,
    /Eval41256dc5445742738ed917bc818694e5/,
    /CrossRegionAwsSdk8a0c93f3dbef4b71ac137aaf2048ce7e/,
    /224e77f9a32e4b4dac32983477abba16/,
    // Providers of custom resources, by resource type: others may use the same class.
    /Custom(S3AutoDeleteObjects|ECRAutoDeleteImages|SyntheticsAutoDeleteUnderlyingResources)CustomResourceProvider/,
    /Custom(VpcRestrictDefaultSG|CrossRegionExport(Reader|Writer)|CrossRegionStringParameterReader)CustomResourceProvider/,
    /Custom(AWSCDKOpenIdConnectProvider|CrossAccountZoneDelegation|DeleteExistingRecordSet)CustomResourceProvider/,
    /AWSCDK(CfnUtilsProvider|TriggerCustomResourceProvider)CustomResourceProvider/,
    // Nested stacks of its own.
    /awscdkaws(dynamodbReplicaProvider|eksClusterResourceProvider|eksKubectlProvider)/,
    /CDKPipelinesAutoApprove|CertificateRequestorFunction|DrainECSHookFunction/,
  ],
  source: "https://github.com/aws/aws-cdk/tree/main/packages/aws-cdk-lib",
  checked: "2026-11-21",
};

/** Is a function the CDK's own? `template` is the path of the template that declares it. */
export function isCdkHelper(fn: {
  readonly name: string;
  readonly handler: string | null;
  readonly template: string | null;
  readonly constructPath: string | null;
}): boolean {
  const id = [fn.template ?? "", fn.constructPath ?? "", fn.name].join("/").replace(/[^\w]|_/g, "");
  if (HELPERS.names.some((name) => name.test(id))) return true;
  const [, step] = /^framework\.(onEvent|isComplete|onTimeout)$/.exec(fn.handler ?? "") ?? [];
  return step !== undefined && id.includes(`framework${step}`);
}
