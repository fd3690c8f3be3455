import { spawnSync } from "node:child_process";
import type { TestContext } from "vitest";

/** Skips a test, saying why, where a program of Debian's isn't installed; `.ci/run` installs them all. */
export function needsDebian(ctx: TestContext, program: string): void {
  const isMissing = spawnSync(program, ["--version"], { stdio: "ignore" }).error !== undefined;
  ctx.skip(isMissing, `${program} isn't installed here: apt-get install ${program}`);
}
