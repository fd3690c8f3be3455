import type { Evaluator } from "./evaluator.js";
import { entry, type Node, type NodeMap } from "./node.js";
import type { Value } from "./value.js";

/** A resource that a template declares and that is not ruled out by its condition. */
export class Resource {
  constructor(
    readonly logicalId: string,
    readonly type: string,
    readonly line: number | null,
    private readonly declaration: NodeMap,
    private readonly properties: Node,
    private readonly evaluator: Evaluator,
  ) {}

  /** A property, evaluated; undefined where nothing is written. */
  property(...keys: readonly string[]): Value | undefined {
    return this.evaluator.at(this.properties, ...keys);
  }

  metadata(...keys: readonly string[]): Value | undefined {
    return this.evaluator.at(entry(this.declaration, "Metadata"), ...keys);
  }
}

/** The resources of a template by logical id. */
export type Resources = ReadonlyMap<string, Resource>;
