import { describe, expect, test } from "vitest";
import { RUNTIMES, runtimeFacts, runtimeStage } from "../../src/lambda/runtimes.js";

function facts(id: string) {
  const found = runtimeFacts(id);
  if (found === null) throw new Error(`${id} is not in the table`);
  return found;
}

test("the SDK changed with nodejs18.x, the operating system with nodejs20.x and python3.12", () => {
  expect(facts("nodejs16.x").sdk).toBe("v2");
  expect(facts("nodejs18.x").sdk).toBe("v3");
  expect(facts("nodejs18.x").operatingSystem).toBe("Amazon Linux 2");
  expect(facts("nodejs20.x").operatingSystem).toBe("Amazon Linux 2023");
  expect(facts("python3.11").operatingSystem).toBe("Amazon Linux 2");
  expect(facts("python3.12").operatingSystem).toBe("Amazon Linux 2023");
});

test("nothing is made up for what isn't in the table", () => {
  expect(runtimeFacts("nodejs99.x")).toBeNull();
  expect(runtimeFacts("provided.al2023")).toBeNull();
  expect(runtimeFacts("constructor")).toBeNull();
  expect(runtimeFacts(null)).toBeNull();
});

describe("the stage of nodejs20.x", () => {
  test.each([
    ["2026-04-29", "supported"],
    ["2026-04-30", "deprecated"],
    ["2027-01-31", "deprecated"],
    ["2027-02-01", "create-blocked"],
    ["2027-03-02", "create-blocked"],
    ["2027-03-03", "update-blocked"],
  ])("on %s: %s", (day, stage) => {
    expect(runtimeStage(facts("nodejs20.x"), day)).toBe(stage);
  });
});

test("a runtime without block dates is deprecated at most", () => {
  expect(runtimeStage(facts("python3.9"), "2025-12-14")).toBe("supported");
  expect(runtimeStage(facts("python3.9"), "2040-01-01")).toBe("deprecated");
});

test("dates are ISO days in the order of a life", () => {
  for (const runtime of RUNTIMES) {
    const dates = [runtime.deprecated, runtime.createBlocked, runtime.updateBlocked].filter(
      (date) => date !== null,
    );
    for (const date of dates) expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
    expect(dates).toEqual(dates.toSorted());
    expect(runtime.source).toMatch(/^https:/);
  }
});
