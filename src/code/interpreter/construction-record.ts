import type TypeScript from "typescript";
import type { Confidence } from "../../finding.js";
import type { KnownClient } from "../../lambda/client.js";

/** One call on the way: where it is written and what it calls. */
export interface Step {
  readonly node: TypeScript.Node;
  readonly label: string;
}

/** A client built on an invocation's path, relative to the function that is being run. */
export interface ConstructionRecord {
  readonly node: TypeScript.Node;
  readonly client: KnownClient;
  readonly name: string;
  readonly how: "new" | "call";
  readonly steps: readonly Step[];
  readonly confidence: Confidence;
  readonly inLoop: boolean;
  readonly afterAwait: boolean;
  /** It closes such a connection, and builds nothing. */
  readonly closes?: true;
}

const RANK: Readonly<Record<Confidence, number>> = { high: 0, medium: 1, low: 2 };

export function weaker(a: Confidence, b: Confidence): Confidence {
  return RANK[a] >= RANK[b] ? a : b;
}

/** One record per construction: the surest, then the shortest chain. */
export function withoutRepeats(records: readonly ConstructionRecord[]): readonly ConstructionRecord[] {
  if (records.length < 2) return records;
  const best = new Map<TypeScript.Node, ConstructionRecord>();
  for (const record of records) {
    const other = best.get(record.node);
    if (other === undefined || isBetter(record, other, ({ steps }) => steps.length))
      best.set(record.node, record);
  }
  return [...best.values()];
}

/** Whether one way to a construction is told rather than another: surer; then in a loop, which is worse; then shorter. */
export function isBetter<T extends Pick<ConstructionRecord, "confidence" | "inLoop">>(
  one: T,
  other: T,
  lengthOf: (way: T) => number,
): boolean {
  if (one.confidence !== other.confidence) return RANK[one.confidence] < RANK[other.confidence];
  if (one.inLoop !== other.inLoop) return one.inLoop;
  return lengthOf(one) < lengthOf(other);
}
