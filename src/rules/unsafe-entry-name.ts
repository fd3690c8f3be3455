import * as v from "valibot";
import type { Artifact } from "../artifact/artifact.js";
import { fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { oddNames } from "./entry-names.js";
import { count, type Lost, linked, quoted, shown, shownLinks } from "./entry-text.js";
import { lostLinks } from "./link-targets.js";

const REPACK =
  "Zip with forward slashes: PowerShell 7's Compress-Archive, `tar -a -cf function.zip *`, 7-Zip or `zip -r`.";

interface Names {
  readonly names: readonly string[];
}

export const unsafeEntryName = defineRule({
  id: "unsafe-entry-name",
  severity: "error",
  looksAt: "sizes",
  summary: "Names or links in the artifact don't lead on Lambda to where they seem to.",
  why: `Lambda unzips on Linux. A name with backslashes (older zippers on Windows) becomes one file with that name at \
the root, and no import finds it; where the zip says that it was made on DOS, unzippers may mend that, so confidence \
is medium. Absolute names and \`..\` leave the function's folder. Of two entries with one name unzip keeps the last, but \
which one Lambda keeps isn't documented. Symlinks that are stored as links work, unless what they point to isn't in \
the artifact; /opt (layers), /tmp and the system's folders may be meant and are left alone, so are leftovers in \
node_modules/.bin. In a folder that somebody has yet to zip links are informations, since some tools follow them. A \
zip with all files in one folder that has the package.json was zipped one level too high, unless the handler string \
starts with that folder; where a template gives the handler, handler-not-found tells. Names that differ by letter case \
only are fine on Lambda and one file on macOS and Windows: an information, for the user's own files.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html",
    "https://github.com/serverless/serverless/issues/1860",
    "https://github.com/serverless/serverless-python-requirements/issues/263",
    "https://github.com/pnpm/pnpm/issues/6259",
  ],
  examples: {
    bad: {
      files: {
        "index.js": 'exports.handler = async () => require("./lib/shared.js");\n',
        "lib/shared.js": { link: "../../shared/index.js" },
      },
    },
    good: {
      files: {
        "index.js": 'exports.handler = async () => require("./lib/shared.js");\n',
        "lib/shared.js": { link: "../shared/index.js" },
        "shared/index.js": "module.exports = 1;\n",
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    backslash: ({ names }: Names) => ({
      message: `${count(names, "name has", "names have")} backslashes (${shown(names)}): on Linux these are no folders, and no import finds the files.`,
      fix: REPACK,
    }),
    outside: ({ names }: Names) => ({
      message: `${count(names, "name leads", "names lead")} out of the artifact (${shown(names)}): unzippers refuse them or write elsewhere.`,
      fix: "Build the zip from inside the function's folder (`cd dist && zip -r ../function.zip .`).",
    }),
    impossible: ({ names }: Names) => ({
      message: `${count(names, "name is", "names are")} none that a file on Linux can have (${shown(names)}): empty, with a zero byte, or longer than 255 bytes between slashes or 4,085 in all.`,
      fix: "Rename or leave out the files, and build the zip again.",
    }),
    clash: ({ names }: Names) => ({
      message: `${count(names, "name is", "names are")} a file and a folder at once (${shown(names)}): only one of them can be unzipped.`,
      fix: "Build the zip from scratch instead of adding to an old one.",
    }),
    repeated: {
      severity: "warning",
      text: ({ names, zippedBytes }: Names & { readonly zippedBytes: number }) => ({
        message: `${count(names, "name is", "names are")} in the zip more than once (${shown(names)}); unzip keeps the last, what Lambda keeps isn't documented. The others take ${formatBytes(zippedBytes)} of the zip.`,
        fix: "Build the zip from scratch instead of adding to it, and list no file twice in the packaging's patterns.",
      }),
    },
    sameButForCase: {
      severity: "info",
      text: ({ names }: Names) => ({
        message: `${count(names, "name differs", "names differ")} from another by letter case only (${shown(names)}): two files on Lambda, one on macOS and Windows.`,
        fix: "Rename one of them, or delete the one that is left over from a renaming.",
      }),
    },
    linkOutside: (lost: Lost) => ({
      message: `${linked(lost)} out of the artifact (${shownLinks(lost)}): ${lost.isFolder ? "stored as links they lead to nothing on Lambda." : "there is nothing on Lambda."}`,
      fix: lost.isFolder
        ? "Copy what it points to into the folder, or see that the packaging follows links (`zip -r` does, `zip -ry` doesn't)."
        : "Zip what it points to instead of the link (`zip -r` follows links, `zip -ry` doesn't), or bundle.",
    }),
    linkNowhere: {
      severity: "warning",
      text: (lost: Lost) => ({
        message: `${linked(lost)} to what is not in the artifact (${shownLinks(lost)}).`,
        fix: "Add what it points to, or leave the link out.",
      }),
    },
    wrapped: ({ folder }: { readonly folder: string }) => ({
      message: `Everything lies in ${quoted(folder)}, its package.json too: Lambda looks for handlers from the zip's root, so "index.handler" finds nothing there.`,
      fix: `Zip what is in the folder rather than the folder (\`cd … && zip -r ../function.zip .\`); if the handler string starts with "${folder.slice(0, 60)}/" on purpose, ignore this.`,
    }),
  },
  async check(context, _options, say) {
    const { artifact } = context;
    const odd = oddNames(artifact);
    const drafts: FindingDraft[] = [];
    const report = (draft: FindingDraft) =>
      drafts.push({ location: fileLocation(artifact.path), key: draft.messageId, ...draft });
    const byHost = odd.backslash.every((name) => artifact.files.get(name)?.mode === null);
    if (odd.backslash.length > 0)
      report({ ...say("backslash", { names: odd.backslash }), confidence: byHost ? "medium" : "high" });
    for (const kind of ["outside", "impossible", "clash", "sameButForCase"] as const)
      if (odd[kind].length > 0) report(say(kind, { names: odd[kind] }));
    if (odd.repeated.length > 0) {
      const zippedBytes = odd.repeated.reduce((sum, { shadowed }) => sum + (shadowed?.zippedBytes ?? 0), 0);
      const names = odd.repeated.map(({ path }) => path);
      report({ ...say("repeated", { names, zippedBytes }), saved: { zippedBytes } });
    }
    const isFolder = artifact.kind !== "zip";
    const confidence = isFolder ? "low" : "high";
    const { outside, nowhere } = await lostLinks(artifact);
    if (outside.length > 0) report({ ...say("linkOutside", { links: outside, isFolder }), confidence });
    if (nowhere.length > 0) report({ ...say("linkNowhere", { links: nowhere, isFolder }), confidence });
    const folder = wrappingFolder(context);
    if (folder !== null) report({ ...say("wrapped", { folder }), confidence: "medium" });
    return drafts;
  },
});

/** The one folder that all of a zip lies in with its package.json; null without one, or where the handler is known. */
function wrappingFolder({ artifact, functions }: RuleContext): string | null {
  if (artifact.kind !== "zip" || artifact.role === "layer") return null;
  if (functions.some(({ settings }) => settings !== null)) return null;
  const [first] = [...artifact.files.keys()].filter(isContent);
  const folder = first?.split("/", 1)[0] ?? "";
  if (!artifact.files.has(`${folder}/package.json`)) return null;
  return isAllIn(artifact, `${folder}/`) ? folder : null;
}

function isAllIn({ files }: Artifact, prefix: string): boolean {
  return [...files.keys()].every((path) => path.startsWith(prefix) || !isContent(path));
}

/** Not what macOS puts beside. */
function isContent(path: string): boolean {
  return !path.startsWith("__MACOSX/") && !path.endsWith(".DS_Store");
}
