import { describe, expect, test } from "vitest";
import {
  availableInRuntime,
  CREDENTIAL_PACKAGES,
  isAwsSdkPackage,
  isNeedlessOnLambda,
} from "../../src/lambda/sdk.js";

describe("availableInRuntime", () => {
  test.each([
    ["aws-sdk", "nodejs16.x", "yes"],
    ["aws-sdk", "nodejs18.x", "no"],
    ["@aws-sdk/client-s3", "nodejs16.x", "no"],
    ["@aws-sdk/client-s3", "nodejs18.x", "yes"],
    ["@aws-sdk/client-s3", "nodejs22.x", "yes"],
    ["@aws-sdk/lib-dynamodb", "nodejs22.x", "yes"],
    ["@aws-sdk/util-dynamodb", "nodejs22.x", "yes"],
    ["@aws-sdk/util-utf8", "nodejs22.x", "no"],
    ["@aws-sdk/util-base64-node", "nodejs18.x", "no"],
    ["@smithy/node-http-handler", "nodejs22.x", "no"],
    ["@aws-sdk/s3-request-presigner", "nodejs22.x", "unknown"],
    ["@aws-crypto/sha256-js", "nodejs22.x", "unknown"],
    ["@aws-sdk/client-s3", "nodejs99.x", "unknown"],
    ["@aws-sdk/client-s3", null, "unknown"],
    ["@aws-sdk/client-s3", "python3.13", "no"],
    ["lodash", "nodejs22.x", "no"],
    ["lodash", null, "no"],
  ])("%s in %s: %s", (name, runtime, expected) => {
    expect(availableInRuntime(name, runtime)).toBe(expected);
  });
});

test("what is of an SDK", () => {
  expect(["aws-sdk", "@aws-sdk/types", "@smithy/core", "@aws-crypto/util"].every(isAwsSdkPackage)).toBe(true);
  expect(["aws-sdk-mock", "@aws-cdk/core", "@aws-lambda-powertools/logger"].some(isAwsSdkPackage)).toBe(
    false,
  );
});

test("credential packages are needless, unless roles are assumed by hand", () => {
  expect(isNeedlessOnLambda("@aws-sdk/nested-clients")).toBe(true);
  expect(isNeedlessOnLambda("@aws-sdk/client-s3")).toBe(false);
  expect(isNeedlessOnLambda("@aws-sdk/credential-provider-env")).toBe(false);
  expect(isNeedlessOnLambda("@aws-sdk/client-sts")).toBe(false);
  expect(isNeedlessOnLambda("@aws-sdk/nested-clients", ["@aws-sdk/client-s3"])).toBe(true);
  expect(isNeedlessOnLambda("@aws-sdk/nested-clients", ["@aws-sdk/credential-providers"])).toBe(false);
  for (const entry of CREDENTIAL_PACKAGES) expect(entry.reason).toMatch(/^[A-Z].*\.$/);
});
