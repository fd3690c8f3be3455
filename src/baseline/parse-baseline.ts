import * as v from "valibot";
import { UsageError } from "../errors.js";
import type { Report } from "../report.js";
import { reportSchema } from "../reporters/report-schema.js";
import { type Baseline, baselineSchema } from "./baseline.js";
import { baselineOf } from "./from-report.js";

/** A baseline, or the JSON report of an earlier run, which stands for one. Throws UsageError for anything else. */
export function parseBaseline(text: string, path: string): Baseline {
  const json = parseJson(text, path);
  const baseline = v.safeParse(baselineSchema, json);
  return baseline.success ? baseline.output : baselineOf(asReport(json, path));
}

/** A JSON report of an earlier run. Throws UsageError for anything else. */
export function parseReport(text: string, path: string): Report {
  return asReport(parseJson(text, path), path);
}

function asReport(json: unknown, path: string): Report {
  const report = v.safeParse(reportSchema, json);
  // As it was written: the order of its keys is a part of its bytes.
  if (report.success) return json as Report;
  throw new UsageError(
    `${path}: is neither a baseline nor a JSON report of this version; write one with --update-baseline or --format json.`,
  );
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: is no valid JSON; expected a baseline or a JSON report.`, {
      cause: error,
    });
  }
}
