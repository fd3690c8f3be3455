import * as v from "valibot";
import { increaseSchema } from "./increase.js";
import { keyed } from "./keyed.js";
import { describedSize } from "./size.js";
import { text } from "./text-schema.js";

export const budgetSchema = v.pipe(
  keyed({
    type: v.pipe(
      v.picklist(["total", "zip", "init", "package"]),
      v.description(
        "total: unzipped bytes with all layers; zip: the zip; init: what is loaded before the first invocation; package: the sum of all packages that `name` matches.",
      ),
    ),
    name: v.optional(
      v.pipe(text, v.description('Glob of packages ("@aws-sdk/*"), for type "package" only.')),
    ),
    function: v.optional(v.pipe(text, v.description("Glob of functions; default: each function."))),
    maximumWarning: v.optional(describedSize("More than this is a warning.")),
    maximumError: v.optional(describedSize("More than this is an error; 0 on a package forbids it.")),
    maximumIncrease: v.optional(increaseSchema),
    message: v.optional(v.pipe(text, v.description("What to tell people who exceed it."))),
  }),
  v.check(
    ({ maximumWarning, maximumError, maximumIncrease }) =>
      maximumWarning !== undefined || maximumError !== undefined || maximumIncrease !== undefined,
    "needs maximumWarning, maximumError or maximumIncrease",
  ),
  v.check(({ type, name }) => type !== "package" || name !== undefined, 'of type "package" needs a name'),
  v.check(
    ({ type, name }) => type === "package" || name === undefined,
    'has a name, which only type "package" takes',
  ),
  v.check(
    ({ maximumWarning, maximumError }) => (maximumWarning ?? 0) <= (maximumError ?? Number.POSITIVE_INFINITY),
    "has a maximumWarning above its maximumError",
  ),
);
