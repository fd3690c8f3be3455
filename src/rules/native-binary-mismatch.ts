import { posix } from "node:path";
import * as v from "valibot";
import { readBinaries } from "../binaries/read-binaries.js";
import { sizeSchema } from "../config/size.js";
import { fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { nativeNeeds } from "./native-need.js";
import { judge, type Mix, type Offence } from "./native-offences.js";
import { type Spare, spareOf } from "./native-spare.js";
import { type NativeTarget, nativeTargets, wantedMachines } from "./native-targets.js";
import { advice, built, described, highest, npmCpu, platform, subject, version } from "./native-text.js";

interface Found {
  readonly offence: Offence;
  readonly target: NativeTarget;
}

const LOADER = 'module.exports = require("./build/Release/bcrypt_lib.node");\n';
const EXAMPLE = (hex: string, is: string) => ({
  files: {
    "index.js":
      'const { hash } = require("bcrypt");\nexports.handler = async ({ text }) => hash(text, 10);\n',
    "node_modules/bcrypt/package.json": '{ "name": "bcrypt", "version": "5.1.1", "main": "bcrypt.js" }\n',
    "node_modules/bcrypt/bcrypt.js": LOADER,
    "node_modules/bcrypt/build/Release/bcrypt_lib.node": { hex, is },
  },
});
const REST = "00".repeat(64);

export const nativeBinaryMismatch = defineRule({
  id: "native-binary-mismatch",
  severity: "error",
  looksAt: "graph",
  summary: "A native binary can't be loaded where the function runs, or takes room there for nothing.",
  why: `Lambda runs Linux on x86_64 or arm64, with glibc 2.26 (Amazon Linux 2) or 2.34 (Amazon Linux 2023). An addon, \
library or program that was installed on a Mac, for another processor, for musl (Alpine), or against a newer glibc \
fails when it is loaded ("invalid ELF header", "cannot open shared object file", "version GLIBC_… not found"). \
Headers are read, never names alone: the system, the machine, the libraries and versions that the dynamic linker is \
asked for. Where a package carries several platforms and picks one at run time (prebuilds/, @img/sharp-*, engines), \
only a missing one is an offence; the others are reported together as bytes to spare. Confidence is high for an addon \
of a package that init loads. It is lower for programs, for what is loaded lazily, and where no handler is known. What \
is loaded in a \`try\` with another way, and what no handler reaches, is no offence. Without an architecture only a mix \
is reported that no function can run. Other libraries that are missing, and the ABI of Node, are not checked.`,
  docs: [
    "https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html",
    "https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",
    "https://docs.npmjs.com/cli/commands/npm-install#cpu",
    "https://sharp.pixelplumbing.com/install#aws-lambda",
  ],
  examples: {
    bad: EXAMPLE(`cffaedfe0c000001${"00".repeat(4)}08000000${REST}`, "Mach-O for macOS arm64"),
    good: EXAMPLE(`7f454c46020101${"00".repeat(9)}03003e00${REST}`, "ELF for Linux x86_64"),
  },
  options: v.strictObject({ spare: v.optional(sizeSchema, "1 MB") }),
  messages: {
    system: ({ offence, target }: Found) => ({
      message: `${subject(offence)} ${offence.files.length === 1 ? "is" : "are"} built for ${builtOf(offence)}; Lambda runs Linux, nothing else fits.`,
      fix: advice(offence, target),
    }),
    machine: ({ offence, target }: Found) => ({
      message: `${subject(offence)} ${offence.files.length === 1 ? "is" : "are"} built for ${builtOf(offence)}; the function runs on ${platform(target)}.`,
      fix: advice(offence, target),
    }),
    musl: ({ offence, target }: Found) => ({
      message: `${subject(offence)} ${offence.files.length === 1 ? "is" : "are"} built for musl (Alpine); ${target.systemName ?? "Amazon Linux"} has glibc, and musl's library is not in the artifact.`,
      fix: advice(offence, target),
    }),
    glibc: ({ offence, target }: Found) => ({
      message: `${subject(offence)} ${offence.files.length === 1 ? "needs" : "need"} glibc ${version(highest(offence))}; ${target.systemName ?? "the newest runtime"} has ${version(target.glibc)}.`,
      fix: `Build ${offence.packageName ?? "it"} in the image of the runtime (public.ecr.aws/lambda/…), or take a release built for an older glibc${target.systemName === "Amazon Linux 2" ? ", or a runtime on Amazon Linux 2023" : ""}.`,
    }),
    mixed: ({ onX86, onArm }: Mix) => ({
      message: `Some binaries are for arm64 only (${onX86.map(subject).join("; ")}), some for x86_64 only (${onArm.map(subject).join("; ")}): one of them fails, whatever the function runs on.`,
      fix: "Install everything for the function's one architecture (`npm install --os=linux --cpu=… --libc=glibc`), and say which it is (--architecture).",
    }),
    spare: {
      severity: "warning",
      text: ({ spare, target }: { readonly spare: Spare; readonly target: NativeTarget }) => ({
        message: `${spare.files.length === 1 ? "One native binary takes" : `${spare.files.length} native binaries take`} ${formatBytes(spare.bytes)} and can't run on ${platform(target)}: ${described(spare)}, for ${built(spare.binaries)}.`,
        fix: `Install for the function's platform alone (\`npm ci --os=linux --cpu=${target.architecture === null ? "<x64 or arm64>" : npmCpu(target.architecture)} --libc=glibc\`); of packages that carry all platforms, leave the other folders out of the zip.`,
      }),
    },
  },
  async check(context, options, say) {
    const targets = nativeTargets(context);
    const binaries = await readBinaries(context.artifact, wantedMachines(targets));
    if (binaries.size === 0) return [];
    const needs = await nativeNeeds(context);
    const drafts: FindingDraft[] = [];
    const spare: ReadonlySet<string>[] = [];
    for (const target of targets) {
      const { offences, mix, spare: unfit } = await judge(context.artifact, binaries, target, needs);
      for (const offence of offences) {
        const text = say(MESSAGES[offence.why], { offence, target });
        drafts.push({ ...text, ...placed(context, [offence], target), confidence: offence.confidence });
      }
      if (mix !== null) {
        const all = [...mix.onX86, ...mix.onArm];
        const confidence = all.every((one) => one.confidence === "high") ? "high" : "medium";
        drafts.push({ ...say("mixed", mix), ...placed(context, all, target), confidence });
      }
      spare.push(new Set(unfit.map(({ path }) => path)));
    }
    const [target] = targets;
    const paths = [...(spare[0] ?? [])].filter((path) => spare.every((one) => one.has(path)));
    const found = spareOf(context, paths, binaries);
    if (target === undefined || found.bytes < options.spare) return drafts;
    return [
      ...drafts,
      {
        ...say("spare", { spare: found, target }),
        location: fileLocation(context.artifact.path),
        packages: found.packages,
        saved: { artifactBytes: found.bytes, zippedBytes: found.zippedBytes },
        claims: found.claims,
        claimedFiles: found.claimedFiles,
        key: "spare",
      },
    ];
  },
});

const MESSAGES = { system: "system", machine: "machine", libc: "musl", glibc: "glibc" } as const;

function builtOf({ files }: Offence): string {
  return built(files.map(({ binary }) => binary));
}

function placed(context: RuleContext, offences: readonly Offence[], target: NativeTarget) {
  const { artifact } = context;
  const path = offences[0]?.files[0]?.path ?? "";
  return {
    location: fileLocation(artifact.kind === "zip" ? path : posix.join(artifact.path, path)),
    packages: [...new Set(offences.flatMap(({ packageName }) => packageName ?? []))],
    ...(target.functions.length === 0 ? {} : { functions: target.functions }),
    key: offences.map(({ owner }) => owner).join(),
  };
}
