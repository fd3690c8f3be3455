import * as v from "valibot";

/** A name, path or glob: a string with something in it. */
export const text = v.pipe(v.string(), v.minLength(1, "must not be empty"));
