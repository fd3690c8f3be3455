import * as v from "valibot";
import { HANDLER, MEMORY_MB, RUNTIME_ID, TIMEOUT_SECONDS } from "../lambda/setting-shapes.js";
import { keyed } from "./keyed.js";
import { text } from "./text-schema.js";

const expected =
  (what: string) =>
  ({ input }: { readonly input: unknown }): string =>
    `expected ${what}, found ${JSON.stringify(input)}`;

const amount = (range: { readonly least: number; readonly most: number }, unit: string) => {
  const say = expected(`${range.least} to ${range.most} ${unit}`);
  return v.pipe(
    v.number(),
    v.integer(say),
    v.minValue(range.least, say),
    v.maxValue(range.most, say),
    v.description(`${unit}.`),
  );
};

const functionSchema = keyed({
  name: v.pipe(text, v.description("What reports, budgets and overrides call it.")),
  path: v.pipe(
    text,
    v.description(
      "What it is deployed from: a zip, a folder, a bundle, an esbuild metafile, or its source; relative to the configuration file.",
    ),
  ),
  handler: v.optional(
    v.pipe(
      text,
      v.regex(HANDLER, expected('file.export, such as "index.handler"')),
      v.description('As Lambda is told: "index.handler".'),
    ),
  ),
  runtime: v.optional(
    v.pipe(
      text,
      v.regex(RUNTIME_ID, expected('a Lambda runtime, such as "nodejs22.x"')),
      v.description('"nodejs22.x".'),
    ),
  ),
  architecture: v.optional(v.picklist(["x86_64", "arm64"])),
  layers: v.optional(
    v.pipe(
      v.array(text),
      v.description(
        "Zips or folders, relative to the configuration file, in the order in which they are unpacked; an ARN for a layer whose files are elsewhere; [] for none. Default: unknown.",
      ),
    ),
  ),
  memory: v.optional(amount(MEMORY_MB, "MB")),
  timeout: v.optional(amount(TIMEOUT_SECONDS, "seconds")),
  environment: v.optional(v.pipe(v.record(v.string(), v.string()), v.description("Variables by name."))),
});

/** Functions that no template describes, such as Terraform's, Pulumi's, or a script's. */
export const functionsSchema = v.pipe(
  v.array(functionSchema),
  v.check(
    (functions) => nameTwice(functions) === undefined,
    ({ input }) => `${JSON.stringify(nameTwice(input))} is the name of several; a name is of one function`,
  ),
  v.description("Functions that no template describes, with what is known of them."),
);

function nameTwice(functions: readonly { readonly name: string }[]): string | undefined {
  const seen = new Set<string>();
  return functions.find(({ name }) => seen.size === seen.add(name).size)?.name;
}
