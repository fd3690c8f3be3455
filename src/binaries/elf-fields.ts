/** A row of the table that says what lies where. */
export interface Segment {
  readonly type: number;
  /** In the file. */
  readonly offset: number;
  readonly bytes: number;
  /** In memory. */
  readonly address: number;
}

/** 64 bits; beyond 2^53 nothing lies anyway. */
export function numberAt(bytes: Buffer, at: number): number {
  return at + 8 <= bytes.length ? Number(bytes.readBigUInt64LE(at)) : 0;
}

/** Up to the next zero byte. */
export function textAt(bytes: Buffer, at: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString("latin1", at, end === -1 ? bytes.length : end);
}
