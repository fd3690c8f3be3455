import type { KnownClient } from "../../lambda/client.js";
import { knownClient } from "../../lambda/clients-lookup.js";
import { exportOf } from "./exports.js";
import type { Interpreter } from "./interpreter.js";
import type { ExternalValue } from "./values.js";

/** The client that calling or constructing an export of a package builds, or null. */
export function clientOf(run: Interpreter, from: ExternalValue, how: "new" | "call"): KnownClient | null {
  return knownClient(from.source, from.path.join("."), how, run.userClients);
}

/** Notes the user's own clients that are files of the project: `{ from: "./src/db", export: "connect" }`. */
export function noteOwnClients(
  run: Interpreter,
  files: Iterable<string>,
  display: (path: string) => string,
): void {
  const wanted = run.userClients.filter(
    (one) => /^\.{0,2}\//.test(one.from) || /\.[cm]?[jt]sx?$/.test(one.from),
  );
  if (wanted.length === 0) return;
  for (const file of files) {
    const path = withoutExtension(display(file));
    for (const one of wanted) {
      if (withoutExtension(one.from.replace(/^\.\//, "")) !== path) continue;
      const value = exportOf(run, file, one.export);
      if (value.kind !== "function" && value.kind !== "class") continue;
      const how = value.kind === "class" ? "new" : "call";
      run.ownClients.set(value.node, { package: one.from, export: one.export, how, kind: "saas", docs: "" });
    }
  }
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "");
}
