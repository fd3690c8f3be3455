/** What could not be read or was skipped: a row of the report's `problems`. */
export interface Problem {
  /** `error`: an input that the user named is unusable (exit 2). `note`: skipped, said, no exit code. */
  readonly level: "error" | "note";
  /** Kebab-case and stable: scripts may compare it. */
  readonly code: string;
  /** POSIX, relative to the working directory. */
  readonly path: string;
  readonly line: number | null;
  /** One line: what was found, what was expected, what to do. */
  readonly message: string;
}

/**
 * An expected failure about one input. Thrown while reading, caught by the pipeline, shown as a problem.
 * Anything else that is thrown is a crash.
 */
export class InputError extends Error {
  readonly problem: Problem;
  constructor(problem: Omit<Problem, "level" | "line"> & { readonly line?: number | null }, cause?: unknown) {
    super(problem.message, cause === undefined ? undefined : { cause });
    this.name = "InputError";
    this.problem = { level: "error", line: null, ...problem };
  }
}

/** A wrong flag, a wrong config: nothing can be linted; exit 2 with this one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The `code` of a Node system error ("ENOENT"), or null. */
export function systemErrorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}
