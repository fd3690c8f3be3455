import * as v from "valibot";
import { readQuietly } from "../artifact/read-quietly.js";
import { sizeSchema } from "../config/size.js";
import type { Location } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { cutMap } from "../graph/source-map-cut.js";
import { inlineSourceMap, sourceMapComment } from "../graph/source-map-url.js";
import { SOURCE_MAP_COST } from "../lambda/source-maps.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { inArtifact } from "./in-artifact.js";
import { namedMapComment } from "./named-map.js";
import { readsSourceMaps, turnsSourceMapsOn } from "./source-map-use.js";

const INLINE = `//# sourceMappingURL=data:application/json;base64,${"e30=".repeat(5000)}\n`;

export const sourceMapShipped = defineRule({
  id: "source-map-shipped",
  severity: "warning",
  looksAt: "graph",
  summary: "Source maps of the function's own code ship in the artifact.",
  why: `A map is often larger than the code that it describes, and Node reads it only when \
\`NODE_OPTIONS=--enable-source-maps\`, the package source-map-support or \`process.setSourceMapsEnabled\` says so. Maps \
beside scripts and maps inside of them (\`data:\` URLs, which are parsed with the script) count; those of npm packages \
are a matter of dead-weight. Where the function's environment isn't known, confidence is medium. Where maps are turned \
on they ship on purpose: then only the sources' text in them (\`sourcesContent\`) is named, which stack traces don't need. \
Turned on they cost time: with a bundle of ${formatBytes(SOURCE_MAP_COST.bundleBytes)} load took \
${SOURCE_MAP_COST.loadMs.on} instead of ${SOURCE_MAP_COST.loadMs.off} ms and the first \`error.stack\` \
${SOURCE_MAP_COST.firstStackMs.on} instead of ${SOURCE_MAP_COST.firstStackMs.off} ms (measured \
${SOURCE_MAP_COST.checked}, Node 20).`,
  docs: [SOURCE_MAP_COST.source, "https://esbuild.github.io/api/#sources-content"],
  examples: {
    bad: { files: { "index.js": `exports.handler = async () => {};\n${INLINE}`, "package.json": "{}\n" } },
    good: {
      files: {
        "index.js": "exports.handler = async () => {};\n",
        "package.json": "{}\n",
        "node_modules/a/package.json": '{ "name": "a", "version": "1.0.0" }\n',
        "node_modules/a/index.js.map": { size: 50_000 },
      },
    },
  },
  options: v.strictObject({ minimum: v.optional(sizeSchema, "10 kB") }),
  messages: {
    unread: (found: Maps) => ({
      message: `${shipped(found)}, and nothing turns source maps on: Node never reads ${found.count === 1 ? "it" : "them"}.`,
      fix: `Leave maps out of the artifact (esbuild: \`sourcemap: false\`, or \`"external"\` and no .map in the zip), or turn them on: \`NODE_OPTIONS=--enable-source-maps\`.`,
    }),
    unknown: (found: Maps) => ({
      message: `${shipped(found)}. Unless NODE_OPTIONS has --enable-source-maps (the function's environment isn't known here), Node never reads ${found.count === 1 ? "it" : "them"}.`,
      fix: "Leave maps out of the artifact, or turn them on and keep them small: esbuild `sourcesContent: false`.",
    }),
    sources: {
      severity: "info",
      text: (found: Maps) => ({
        message: `Source maps are on, and ship: ${formatBytes(found.bytes)}, of which ${formatBytes(found.contentBytes)} are the sources' text, which stack traces don't need.`,
        fix: "Build with `sourcesContent: false` (esbuild): lines and names in stack traces stay.",
      }),
    },
  },
  async check(context, options, say) {
    const found = await findMaps(context);
    if (found.first === null) return [];
    const graph = await context.graph();
    const isOn = (await found.isTurnedOn()) || readsSourceMaps(context.functions, graph);
    const bytes = isOn === true ? found.contentBytes : found.bytes;
    if (bytes < options.minimum) return [];
    const message = isOn === true ? "sources" : isOn === false ? "unread" : "unknown";
    const draft: FindingDraft = {
      ...say(message, found),
      confidence: isOn === null ? "medium" : "high",
      location: found.first,
      saved: { artifactBytes: bytes, zippedBytes: isOn === true ? null : found.zippedBytes },
      key: "maps",
    };
    return [draft];
  },
});

interface Maps {
  /** The first file that is one or holds one. */
  readonly first: Location | null;
  readonly count: number;
  readonly bytes: number;
  /** Of those, inside of scripts. */
  readonly inlineBytes: number;
  /** Of external maps; null where one isn't compressed, or lies inside of a script. */
  readonly zippedBytes: number | null;
  /** Bytes that the maps would lose without their sources' text. */
  readonly contentBytes: number;
  /** Whether one of the user's own scripts turns source maps on: all are searched for it, so ask last. */
  isTurnedOn(): Promise<boolean>;
}

const MAXIMUM_MAP_BYTES = 128 * 1024 * 1024;
const MAXIMUM_SCRIPT_BYTES = 64 * 1024 * 1024;

async function findMaps({ artifact }: RuleContext): Promise<Maps> {
  const found = { count: 0, bytes: 0, inlineBytes: 0, contentBytes: 0 };
  const scripts: string[] = [];
  let first: string | null = null;
  let zippedBytes: number | null = 0;
  for (const file of artifact.files.values()) {
    const { path, bytes, zippedBytes: zipped, isLink } = file;
    if (isLink || path.includes("node_modules/") || path.startsWith("__MACOSX/")) continue;
    if (MAP.test(path)) {
      const map = await readQuietly(artifact, path, MAXIMUM_MAP_BYTES);
      found.contentBytes += map === null ? 0 : cutMap(map).contentBytes;
      found.bytes += bytes;
      zippedBytes = zippedBytes === null || zipped === null ? null : zippedBytes + zipped;
    } else if (SCRIPT.test(path)) {
      if ((await namedMapComment(artifact, file)) !== null) {
        scripts.push(path);
        continue;
      }
      const script = await readQuietly(artifact, path, MAXIMUM_SCRIPT_BYTES);
      if (script === null) continue;
      scripts.push(path);
      const inline = inlineMap(script);
      if (inline === null) continue;
      found.inlineBytes += inline.bytes;
      found.bytes += inline.bytes;
      found.contentBytes += inline.contentBytes;
      zippedBytes = null;
    } else continue;
    found.count += 1;
    first ??= path;
  }
  const isTurnedOn = async () => {
    for (const path of scripts) {
      const script = await readQuietly(artifact, path, MAXIMUM_SCRIPT_BYTES);
      if (script !== null && turnsSourceMapsOn(script)) return true;
    }
    return false;
  };
  return { ...found, zippedBytes, first: first === null ? null : inArtifact(artifact, first), isTurnedOn };
}

const MAP = /\.[cm]?js\.map$/;
const SCRIPT = /\.[cm]?js$/;

/** The bytes of a script's own map, and those of the sources' text in it, as base64 has them. */
function inlineMap(script: Buffer): { readonly bytes: number; readonly contentBytes: number } | null {
  const comment = sourceMapComment(script);
  const map = comment === null ? null : inlineSourceMap(script, comment);
  if (comment === null || map === null) return null;
  const contentBytes = Math.floor(cutMap(map).contentBytes / 3) * 4;
  return { bytes: comment.urlEnd - comment.start, contentBytes };
}

function shipped({ bytes, inlineBytes, count }: Maps): string {
  const what = `${formatBytes(bytes)} of source maps ${count === 1 ? "ship" : `ship in ${count} files`}`;
  if (inlineBytes === 0) return what;
  return `${what}${inlineBytes === bytes ? "" : `, ${formatBytes(inlineBytes)} of them`} inside of the scripts`;
}
