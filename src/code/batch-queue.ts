/** Batches that two threads share: one takes them from the front, the other from the back, until they meet. */
export class BatchQueue {
  readonly #counts: Int32Array;
  #mine = 0;

  constructor(
    /** Of `BatchQueue.share()`. */
    shared: SharedArrayBuffer,
    readonly length: number,
    readonly isFromBack: boolean,
  ) {
    this.#counts = new Int32Array(shared);
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  }

  /** The index of a batch that nobody has; null when none is left. */
  next(): number | null {
    if (Atomics.add(this.#counts, 0, 1) >= this.length) return null;
    if (this.isFromBack) Atomics.add(this.#counts, 1, 1);
    const index = this.#mine++;
    return this.isFromBack ? this.length - 1 - index : index;
  }

  /** Whether the thread that takes from the back has taken any. */
  get hasHelped(): boolean {
    return Atomics.load(this.#counts, 1) > 0;
  }
}
