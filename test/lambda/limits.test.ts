import { expect, test } from "vitest";
import { LIMITS, UNZIPPED_LIMIT_BYTES, ZIP_UPLOAD_LIMIT_BYTES } from "../../src/lambda/limits.js";

test("AWS writes MB for 1024 × 1024 bytes", () => {
  expect(ZIP_UPLOAD_LIMIT_BYTES).toBe(50 * 1024 ** 2);
  expect(UNZIPPED_LIMIT_BYTES).toBe(250 * 1024 ** 2);
  expect(LIMITS.environment.value).toBe(4 * 1024);
});

test("each limit names its source and the day it was checked", () => {
  for (const limit of Object.values(LIMITS)) {
    expect(limit.source).toMatch(/^https:\/\//);
    expect(limit.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});
