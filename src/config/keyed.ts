import * as v from "valibot";
import { suggestion } from "./nearest.js";

/** A strict object that names all its unknown keys, each with the known key that is nearest. */
export function keyed<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue) => {
    if (issue.expected !== "never") return issue.message;
    const known = Object.keys(entries).filter((key) => key !== "$schema");
    const parent = issue.path?.[0].input;
    return Object.keys(Object(parent))
      .filter((key) => !Object.hasOwn(entries, key))
      .map((key) => `unknown key ${JSON.stringify(key)}${suggestion(key, known)}`)
      .join("\n");
  });
}
