import { relative, sep } from "node:path";

/** POSIX and relative to the working directory: what a report shows. */
export function reportPath(place: string, cwd: string): string {
  const path = relative(cwd, place).split(sep).join("/");
  return path === "" ? "." : path;
}
