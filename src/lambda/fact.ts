/** Where a fact comes from and the day that somebody looked (ISO). */
export interface Sourced {
  readonly source: string;
  readonly checked: string;
}
