import * as v from "valibot";
import type { ArtifactFile } from "../artifact/artifact.js";
import { readBinaries } from "../binaries/read-binaries.js";
import { fileLocation } from "../finding.js";
import { initModules } from "../graph/reachability.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { count, shown } from "./entry-text.js";
import { inArtifact } from "./in-artifact.js";
import { nativeTargets, wantedMachines } from "./native-targets.js";

const READ_BY_ALL = 0o004;
const RUN_BY_ALL = 0o001;
const HANDLER = "exports.handler = async () => {};\n";

export const filePermissions = defineRule({
  id: "file-permissions",
  severity: "warning",
  looksAt: "graph",
  summary: "Unix permissions in the artifact keep Lambda from reading or running files.",
  why: `Lambda unpacks files with the permissions that the zip carries, and runs the function as a user of its own: \
what isn't readable for all ends in "EACCES: permission denied", for the handler's file at the first invocation. \
Programs need to be executable for all, the \`bootstrap\` of a custom runtime above all. Looked at are zips whose entries \
were made on Unix and have a mode at all; folders' own modes are left to Lambda, which repairs them. A folder that \
somebody has yet to zip tells less: tools differ in what they do to modes, so confidence is medium. So it is for \
programs other than \`bootstrap\`, which some packages copy to /tmp and make executable there. Programs are known by \
their headers, for Linux only; scripts are not looked at.`,
  docs: [
    "https://repost.aws/knowledge-center/lambda-deployment-package-errors",
    "https://github.com/claudiajs/claudia/issues/151",
    "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html",
  ],
  examples: {
    bad: { files: { "index.js": HANDLER, "config.json": { text: "{}\n", mode: 0o600 } } },
    good: { files: { "index.js": HANDLER, "config.json": { text: "{}\n", mode: 0o644 } } },
  },
  options: v.strictObject({}),
  messages: {
    unreadable: ({ names }: { readonly names: readonly string[] }) => ({
      message: `${count(names, "file isn't", "files aren't")} readable for all (${shown(names)}): Lambda's user can't open ${names.length === 1 ? "it" : "them"}.`,
      fix: "Run `chmod -R a+rX .` in the folder before zipping.",
    }),
    unreadableInit: {
      severity: "error",
      text: ({ names }: { readonly names: readonly string[] }) => ({
        message: `${count(names, "file that init loads isn't", "files that init loads aren't")} readable for all (${shown(names)}): the function fails with EACCES.`,
        fix: "Run `chmod -R a+rX .` in the folder before zipping.",
      }),
    },
    bootstrap: {
      severity: "error",
      text: ({ path }: { readonly path: string }) => ({
        message: `${path}, which a custom runtime starts, isn't executable for all: the function fails before any code runs.`,
        fix: `Run \`chmod 755 ${path}\` before zipping.`,
      }),
    },
    notExecutable: ({ names }: { readonly names: readonly string[] }) => ({
      message: `${count(names, "native program isn't", "native programs aren't")} executable for all (${shown(names)}): starting ${names.length === 1 ? "it" : "them"} in place fails with EACCES.`,
      fix: "Run `chmod a+x` on them before zipping; what is copied to /tmp and made executable there can be ignored.",
    }),
  },
  async check(context, _options, say) {
    const { artifact } = context;
    const modes = [...artifact.files.values()].filter(
      ({ isLink, mode }) => !isLink && mode !== null && mode !== 0,
    );
    const lacking = (bit: number) => modes.filter(({ mode }) => ((mode ?? 0) & bit) === 0);
    const drafts: FindingDraft[] = [];
    const report = (draft: FindingDraft) =>
      drafts.push({ location: fileLocation(artifact.path), key: draft.messageId, ...draft });
    const confidence = artifact.kind === "zip" ? "high" : "medium";
    const unreadable = lacking(READ_BY_ALL).map(({ path }) => path);
    const init = unreadable.length === 0 ? new Set<string>() : await loadedInInit(context);
    const inInit = unreadable.filter((path) => init.has(path));
    const others = unreadable.filter((path) => !init.has(path));
    if (inInit.length > 0) report({ ...say("unreadableInit", { names: inInit }), confidence });
    if (others.length > 0) report({ ...say("unreadable", { names: others }), confidence });
    const still = lacking(RUN_BY_ALL);
    if (still.length === 0) return drafts;
    const custom = still.find(({ path }) => path === "bootstrap");
    const isStarted = context.functions.some(({ runtime }) => runtime?.startsWith("provided") === true);
    if (custom !== undefined && isStarted) {
      report({ ...say("bootstrap", custom), location: inArtifact(artifact, custom.path), confidence });
    }
    const programs = (await linuxPrograms(context, still)).filter(
      (path) => path !== "bootstrap" || !isStarted,
    );
    if (programs.length > 0) report({ ...say("notExecutable", { names: programs }), confidence: "medium" });
    return drafts;
  },
});

async function loadedInInit({ graph, functions }: RuleContext): Promise<ReadonlySet<string>> {
  const modules = await graph();
  const handlers = functions.flatMap(({ handlerModule }) => handlerModule ?? []);
  if (modules === null || !modules.initKnown) return new Set(handlers);
  const paths = [...initModules(modules)].flatMap((index) => modules.modules[index]?.path ?? []);
  return new Set([...handlers, ...paths]);
}

async function linuxPrograms(context: RuleContext, files: readonly ArtifactFile[]): Promise<string[]> {
  const binaries = await readBinaries(context.artifact, wantedMachines(nativeTargets(context)));
  return files.flatMap(({ path }) => {
    const binary = binaries.get(path);
    const isProgram =
      binary?.system === "linux" && binary.isProgram && !/\.(?:node|so(?:\.\d+)*)$/.test(path);
    return isProgram ? [path] : [];
  });
}
