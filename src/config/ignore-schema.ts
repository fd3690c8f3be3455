import * as v from "valibot";
import { keyed } from "./keyed.js";
import { text } from "./text-schema.js";

export const ignoreSchema = v.pipe(
  v.union([
    text,
    v.pipe(
      keyed({
        rule: v.optional(v.pipe(text, v.description("Rule id."))),
        path: v.optional(v.pipe(text, v.description("Glob of paths, relative to the config's folder."))),
        package: v.optional(v.pipe(text, v.description('Glob of packages ("@aws-sdk/*").'))),
        reason: v.optional(v.pipe(text, v.description("Kept in the report."))),
      }),
      v.check((entry) => Boolean(entry.rule ?? entry.path ?? entry.package), "needs rule, path or package"),
    ),
  ]),
  v.description("Findings to leave out: a glob of paths, or rule, path and package that must all match."),
  v.transform(
    (entry): IgnoreEntry =>
      typeof entry === "string"
        ? { rule: null, path: entry, package: null, reason: null }
        : {
            rule: entry.rule ?? null,
            path: entry.path ?? null,
            package: entry.package ?? null,
            reason: entry.reason ?? null,
          },
  ),
);

/** All that is set must match. */
export interface IgnoreEntry {
  readonly rule: string | null;
  readonly path: string | null;
  readonly package: string | null;
  readonly reason: string | null;
}
