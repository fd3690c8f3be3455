import * as v from "valibot";
import { isUnbundled } from "../artifact/package-text.js";
import type { PackageInstance } from "../artifact/packages.js";
import { sizeSchema } from "../config/size.js";
import { compareText, fileLocation } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import type { Module, ModuleGraph } from "../graph/module-graph.js";
import { folderOf, join } from "../graph/resolve-paths.js";
import { scanImports } from "../graph/scan.js";
import { isAwsSdkPackage } from "../lambda/sdk.js";
import { listed } from "../name-list.js";
import { defineRule, type FindingDraft, type RuleContext } from "./define-rule.js";
import { isAmong, packageBuilds } from "./package-builds.js";

export const commonjsBuildBundled = defineRule({
  id: "commonjs-build-bundled",
  severity: "warning",
  looksAt: "graph",
  summary: "A package is bundled from its CommonJS build although it ships an ESM one.",
  why: `A bundler leaves unused exports out of ES modules; a CommonJS file goes in whole. esbuild with platform node takes \
\`main\` before \`module\`, so a package that offers both through these fields comes in as CommonJS; a package with \
\`exports\` does when it is asked for by \`require()\`, as in code that was compiled to CommonJS before it was bundled. \
Which files were bundled is read from the metafile, the source map or path comments, what a package offers from its \
installed package.json beside the metafile. Without that a folder called cjs or commonjs tells, at medium confidence. \
The AWS SDK is left to bundled-aws-sdk. What tree shaking would save isn't known before the build is changed, so no \
saving is claimed.`,
  docs: ["https://esbuild.github.io/api/#main-fields", "https://esbuild.github.io/api/#conditions"],
  examples: {
    bad: {
      files: {
        "meta.json": JSON.stringify({
          inputs: {
            "src/index.ts": {
              bytes: 100,
              imports: [{ path: "node_modules/dates/lib/cjs/index.js", kind: "import-statement" }],
            },
            "node_modules/dates/lib/cjs/index.js": { bytes: 60_000, imports: [] },
          },
          outputs: {
            "index.js": {
              bytes: 50_100,
              inputs: {
                "src/index.ts": { bytesInOutput: 100 },
                "node_modules/dates/lib/cjs/index.js": { bytesInOutput: 50_000 },
              },
              imports: [],
              exports: ["handler"],
              entryPoint: "src/index.ts",
            },
          },
        }),
      },
    },
    good: {
      files: {
        "meta.json": JSON.stringify({
          inputs: {
            "src/index.ts": {
              bytes: 100,
              imports: [{ path: "node_modules/dates/lib/esm/index.js", kind: "import-statement" }],
            },
            "node_modules/dates/lib/esm/index.js": { bytes: 60_000, imports: [] },
          },
          outputs: {
            "index.js": {
              bytes: 5100,
              inputs: {
                "src/index.ts": { bytesInOutput: 100 },
                "node_modules/dates/lib/esm/index.js": { bytesInOutput: 5000 },
              },
              imports: [],
              exports: ["handler"],
              entryPoint: "src/index.ts",
            },
          },
        }),
      },
    },
  },
  options: v.strictObject({ minimum: v.optional(sizeSchema, "20 kB") }),
  messages: {
    byFields: (found: Found) => ({
      message: `${said(found)} from \`main\` although \`module\` offers ES modules: nothing of ${its(found)} is tree-shaken.`,
      fix: 'Let esbuild take `module` first: `mainFields: ["module", "main"]` (CDK: `bundling: { mainFields: ["module", "main"] }`), and load the function once: a few packages ship an ESM build that is broken.',
    }),
    required: (found: Found) => ({
      message: `${said(found)} by \`require()\` in your own code although ${found.packages.length === 1 ? "it ships" : "they ship"} ES modules: nothing of ${its(found)} is tree-shaken.`,
      fix: 'Write `import`, and let esbuild read the TypeScript sources; if tsc compiles them first, set its `module` to "esnext" or "preserve".',
    }),
    likely: (found: Found) => ({
      message: `${said(found)} from a folder for CommonJS: if ES modules ship too, nothing of ${its(found)} is tree-shaken for no reason.`,
      fix: 'Import with `import` rather than `require()`, and let esbuild take `module` first: `mainFields: ["module", "main"]`.',
    }),
  },
  async check(context, options, say) {
    const graph = await context.graph();
    if (graph === null) return [];
    const groups: Record<Reason, PackageInstance[]> = { byFields: [], required: [], likely: [] };
    const modules = bundledModules(context, graph);
    let known: ReadonlyMap<string, Asked> | null = null;
    const asked = () => {
      known ??= askedPackages(graph);
      return known;
    };
    for (const pkg of context.attribution.packages) {
      const own = modules.get(pkg.id);
      if (own === undefined || isAwsSdkPackage(pkg.name)) continue;
      const reason = reasonOf(context, asked, pkg, own);
      if (reason !== null) groups[reason].push(pkg);
    }
    const drafts: FindingDraft[] = [];
    for (const reason of ["byFields", "required", "likely"] as const) {
      const packages = groups[reason].toSorted((a, b) => b.bytes - a.bytes || compareText(a.id, b.id));
      const bytes = packages.reduce((sum, pkg) => sum + pkg.bytes, 0);
      if (packages.length === 0 || bytes < options.minimum) continue;
      drafts.push({
        ...say(reason, { packages, bytes }),
        confidence: reason === "likely" ? "medium" : "high",
        location: fileLocation(context.artifact.path),
        packages: [...new Set(packages.map(({ name }) => name))],
        key: reason,
      });
    }
    return drafts;
  },
});

type Reason = "byFields" | "required" | "likely";

interface Found {
  /** The largest first. */
  readonly packages: readonly PackageInstance[];
  readonly bytes: number;
}

/** By package, those of bundled packages. */
function bundledModules(context: RuleContext, graph: ModuleGraph): ReadonlyMap<string, readonly Module[]> {
  const bundled = new Set(
    context.attribution.packages.filter((pkg) => !isUnbundled(context.artifact, pkg)).map(({ id }) => id),
  );
  const modules = new Map<string, Module[]>();
  for (const module of graph.modules) {
    if (module.packageId === null || !bundled.has(module.packageId)) continue;
    const same = modules.get(module.packageId);
    if (same === undefined) modules.set(module.packageId, [module]);
    else same.push(module);
  }
  return modules;
}

const COMMONJS_FOLDER = /(?:^|\/)(?:dist-cjs|cjs|commonjs)\//;

function reasonOf(
  context: RuleContext,
  asked: () => ReadonlyMap<string, Asked>,
  pkg: PackageInstance,
  modules: readonly Module[],
): Reason | null {
  const files = modules.map(({ path }) => path.slice(pkg.id.length + 1));
  const manifest = context.manifest(pkg.id);
  if (manifest === null) {
    const isSure = modules.every(({ bytes }, at) => bytes === 0 || COMMONJS_FOLDER.test(files[at] ?? ""));
    return isSure && modules.some(({ bytes }) => bytes > 0) ? "likely" : null;
  }
  const { esm, commonJs, byFields } = packageBuilds(manifest);
  const isEsm = (file: string) => isAmong(file, esm) && !isAmong(file, commonJs);
  const isCommonJs = (file: string) => isAmong(file, commonJs) && !isAmong(file, esm);
  if (esm.length === 0 || files.some(isEsm) || !files.some(isCommonJs)) return null;
  const { imported, requiredByOwn } = asked().get(pkg.id) ?? { imported: false, requiredByOwn: false };
  const required = requiredByOwn && !imported ? "required" : null;
  const reason = byFields && imported ? "byFields" : required;
  // Reads files, so it is asked last.
  return reason === null || wrapsCommonJs(context, pkg.id, esm, commonJs) ? null : reason;
}

/** An ESM entry that only hands on the CommonJS one has nothing to shake; so has one that isn't there. */
function wrapsCommonJs(
  context: RuleContext,
  packageId: string,
  esm: readonly string[],
  commonJs: readonly string[],
): boolean {
  const entries = esm.filter((file) => !file.includes("*"));
  return entries.every((file) => {
    const text = context.unbundledText(`${packageId}/${file}`);
    if (text === null) return true;
    return scanImports(text, "esm", file).imports.some(({ specifier }) => {
      const target = specifier.startsWith(".") ? join(folderOf(file), specifier) : null;
      return target !== null && isAmong(target, commonJs);
    });
  });
}

interface Asked {
  readonly imported: boolean;
  readonly requiredByOwn: boolean;
}

/** How other modules ask for each package: what another package requires, nobody can change. */
function askedPackages(graph: ModuleGraph): ReadonlyMap<string, Asked> {
  const asked = new Map<string, { imported: boolean; requiredByOwn: boolean }>();
  for (const { packageId, imports } of graph.modules) {
    for (const { target, syntax } of imports) {
      const id = target === null ? null : (graph.modules[target]?.packageId ?? null);
      if (id === null || id === packageId) continue;
      let one = asked.get(id);
      if (one === undefined) {
        one = { imported: false, requiredByOwn: false };
        asked.set(id, one);
      }
      one.imported ||= syntax === "import";
      one.requiredByOwn ||= syntax === "require" && packageId === null;
    }
  }
  return asked;
}

/** More would fill a screen. */
const NAMED = 6;

function said({ packages, bytes }: Found): string {
  const names = listed(
    packages.map((pkg) => `${pkg.name} ${formatBytes(pkg.bytes)}`),
    NAMED,
  );
  return packages.length === 1
    ? `${names} is bundled as CommonJS`
    : `${formatBytes(bytes)} of ${packages.length} packages are bundled as CommonJS (${names})`;
}

function its({ packages }: Found): string {
  return packages.length === 1 ? "it" : "them";
}
