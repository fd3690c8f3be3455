import { main } from "../../src/main.js";

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, as somebody in `cwd` would. */
export async function runMain(
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly columns?: number;
  },
): Promise<Run> {
  let stdout = "";
  let stderr = "";
  const code = await main({
    argv: ["node", "lambda-lint", ...args],
    env: options.env ?? {},
    cwd: () => options.cwd,
    stdout: { columns: options.columns ?? 80, write: (text) => (stdout += text) },
    stderr: { columns: 80, write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}
