/** A graph to size: node i weighs `bytes[i]` and reaches `targets[i]`. */
export interface WeightedGraph {
  readonly bytes: ArrayLike<number>;
  readonly targets: readonly (readonly number[])[];
  readonly roots: readonly number[];
}
