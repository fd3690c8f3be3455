import { expect } from "vitest";
import type { Report } from "../../src/index.js";

/** What always holds of sizes: `unzippedBytes = own + unattributed + Σ packages`, nothing negative, ids unique. */
export function expectExactSizes(report: Report): void {
  for (const artifact of report.artifacts) {
    const packages = artifact.packages.reduce((sum, { bytes }) => sum + bytes, 0);
    expect([artifact.id, artifact.ownBytes + artifact.unattributedBytes + packages]).toEqual([
      artifact.id,
      artifact.unzippedBytes,
    ]);
    for (const bytes of [
      artifact.ownBytes,
      artifact.unattributedBytes,
      ...artifact.packages.map((one) => one.bytes),
    ])
      expect(bytes).toBeGreaterThanOrEqual(0);
    expect(new Set(artifact.packages.map(({ id }) => id)).size).toBe(artifact.packages.length);
  }
  expect(new Set(report.artifacts.map(({ id }) => id)).size).toBe(report.artifacts.length);
  expect(new Set(report.functions.map(({ id }) => id)).size).toBe(report.functions.length);
  for (const { artifact } of report.functions)
    expect(report.artifacts.map(({ id }) => id)).toContain(artifact);
}
