import * as v from "valibot";
import type { Artifact, ArtifactFile } from "../artifact/artifact.js";
import { isUnbundled } from "../artifact/package-text.js";
import { readPartQuietly, readQuietly } from "../artifact/read-quietly.js";
import { sizeSchema } from "../config/size.js";
import { formatBytes } from "../format-bytes.js";
import { isBundle, isMinified, isMinifiedFile, minifiedBytes } from "../graph/minified.js";
import { sourceMapComment } from "../graph/source-map-url.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { inArtifact } from "./in-artifact.js";
import { namedMapComment } from "./named-map.js";

const LINE = "      const value = await something.that(takes, some, parameters);\n";
const HEAD = "// node_modules/a/index.js\nexports.handler = async () => {};\n";

export const unminifiedBundle = defineRule({
  id: "unminified-bundle",
  severity: "info",
  looksAt: "graph",
  summary: "A bundle isn't minified.",
  why: `White space, comments and long names are bytes that every cold start downloads; what Node takes to load a bundle \
hardly changes, so this is information only. A bundle is known by the helpers and comments of bundlers, or by the \
packages in it; unminified is one of whose bytes 15% or more are white space (bundles of 16 stacks have 24–53% \
unminified, 0–9% minified). Where esbuild is installed beside lambda-lint, it minifies the bundle to say what that saves: \
up to \`measure\` bytes, since it takes about a second for 10 MB; without it, and for the rest, no saving is claimed.`,
  docs: ["https://esbuild.github.io/api/#minify", "https://esbuild.github.io/api/#keep-names"],
  examples: {
    bad: {
      files: { "index.js": `\n${HEAD}async () => {\n${LINE.repeat(2000)}};\n`, "package.json": "{}\n" },
    },
    good: {
      files: {
        "index.js": `\n${HEAD}${"f(a,b,c);".repeat(10_000)}\n`,
        "package.json": "{}\n",
      },
    },
  },
  options: v.strictObject({
    minimum: v.optional(sizeSchema, "100 kB"),
    measure: v.optional(sizeSchema, "5 MB"),
  }),
  messages: {
    measured: (found: Unminified & { saved: number }) => ({
      message: `${found.path} is a bundle of ${formatBytes(found.bytes)} that isn't minified: minifying saves ${formatBytes(found.saved)} of it.`,
      fix: MINIFY,
    }),
    unmeasured: (found: Unminified) => ({
      message: `${found.path} is a bundle of ${formatBytes(found.bytes)} that isn't minified.`,
      fix: MINIFY,
    }),
  },
  async check(context, options, say) {
    const drafts: FindingDraft[] = [];
    let left = options.measure;
    for await (const found of unminified(context, options.minimum)) {
      const isMeasured = found.bytes <= left;
      const minified = isMeasured ? await minifiedBytes(found.code) : null;
      if (isMeasured) left -= found.bytes;
      const saved = minified === null ? null : found.bytes - minified;
      if (saved !== null && saved <= 0) continue;
      drafts.push({
        ...(saved === null ? say("unmeasured", found) : say("measured", { ...found, saved })),
        location: inArtifact(context.artifact, found.path),
        saved: { artifactBytes: saved },
        key: found.path,
      });
    }
    return drafts;
  },
});

const MINIFY =
  "esbuild `minify: true` (with `keepNames: true` where code asks classes or functions for their names, as NestJS and TypeORM do); source maps keep stack traces readable.";

interface Unminified {
  readonly path: string;
  /** Of the code, without an inline map. */
  readonly bytes: number;
}

const MAXIMUM_SCRIPT_BYTES = 64 * 1024 * 1024;

/** One after the other: bundles are large. */
async function* unminified(
  context: RuleContext,
  minimum: number,
): AsyncGenerator<Unminified & { readonly code: Buffer }> {
  const { artifact, attribution } = context;
  const hasBundled = attribution.packages.some((pkg) => !isUnbundled(artifact, pkg));
  for (const file of artifact.files.values()) {
    const { path, bytes, isLink } = file;
    if (isLink || bytes < minimum || !/\.[cm]?js$/.test(path) || path.includes("node_modules/")) continue;
    if (await isSurelyMinified(artifact, file)) continue;
    const script = await readQuietly(artifact, path, MAXIMUM_SCRIPT_BYTES);
    if (script === null) continue;
    const code = script.subarray(0, sourceMapComment(script)?.start);
    if (code.length < minimum || isMinified(code) || !(hasBundled || isBundle(code))) continue;
    yield { path, bytes: code.length, code };
  }
}

/** By pieces of a script whose map lies beside it; false for all else: it takes the whole to tell. */
async function isSurelyMinified(artifact: Artifact, file: ArtifactFile): Promise<boolean> {
  const codeBytes = await namedMapComment(artifact, file);
  if (codeBytes === null) return false;
  return isMinifiedFile(
    codeBytes,
    async (start, length) => (await readPartQuietly(artifact, file.path, start, length)) ?? NOTHING,
  );
}

const NOTHING = Buffer.alloc(0);
