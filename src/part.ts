/** Which of a run's artifacts are looked at here; the others are somebody else's. */
export interface Part {
  /** Asked once for each artifact of the run by its id, in the order in which they are found. */
  takes(id: string): boolean;
  /** Does it tell what can't be read besides artifacts? One part of a run does. */
  readonly tellsProblems: boolean;
}

export const WHOLE: Part = { takes: () => true, tellsProblems: true };
