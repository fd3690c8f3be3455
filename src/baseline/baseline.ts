import * as v from "valibot";

const bytes = v.nullable(v.number());

const acceptedFinding = v.strictObject({
  rule: v.string(),
  messageId: v.string(),
  fingerprint: v.string(),
  artifact: v.pipe(v.nullable(v.string()), v.description("Id of the artifact; null for pure source runs.")),
  path: v.pipe(v.nullable(v.string()), v.description("Where it is, for people: the fingerprint decides.")),
  packages: v.array(v.string()),
  bytes: v.pipe(bytes, v.description("What it is about; a finding that grew is not accepted any more.")),
  count: v.pipe(v.number(), v.description("How many of one fingerprint are accepted.")),
});

const baselineFunction = v.strictObject({
  id: v.string(),
  total: v.number(),
  zip: bytes,
  init: bytes,
  packages: v.pipe(
    v.record(v.string(), v.number()),
    v.description("Bytes by package name, copies added up."),
  ),
});

/** What `--update-baseline` writes: the findings that are accepted, and the sizes that growth is measured from. */
export const baselineSchema = v.strictObject({
  schemaVersion: v.literal(1),
  kind: v.literal("baseline"),
  findings: v.array(acceptedFinding),
  functions: v.array(baselineFunction),
});

export type Baseline = v.InferOutput<typeof baselineSchema>;
export type AcceptedFinding = v.InferOutput<typeof acceptedFinding>;
export type BaselineFunction = v.InferOutput<typeof baselineFunction>;
