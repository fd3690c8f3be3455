import * as v from "valibot";
import { packagePath } from "../artifact/package-path.js";
import type { CodeModel, DynamicImport, TopLevelImport } from "../code/code-model.js";
import { sizeSchema } from "../config/size.js";
import type { Location } from "../finding.js";
import { formatBytes } from "../format-bytes.js";
import {
  type DeferredImport,
  type ImportLoadedByPackage,
  importsLoadedByPackages,
  type UnsplitImport,
  unsplitImports,
} from "../graph/deferred-imports.js";
import { isSamePath } from "../graph/module-graph.js";
import { defineRule, type FindingDraft } from "./define-rule.js";

export const ineffectiveLazyImport = defineRule({
  id: "ineffective-lazy-import",
  severity: "warning",
  looksAt: "code",
  summary: "An `import()` of a module that init loads anyway, or that lies in a bundle which isn't split.",
  why: `\`await import("x")\` pays when x is not loaded before the first invocation. When another file that init runs \
imports x statically (for its values, not only its types), x is evaluated in init all the same, and the \`import()\` \
only adds a microtask and a branch to read. A \`require\` in a function is looked at in the same way, once per module; one \
that breaks a cycle, one of a small file of the project, and one whose static counterpart heavy-top-level-import \
already asks to make lazy are left alone. A package that another package loads in init is told where the \
artifact's own files or a metafile show it. In a bundle that isn't split an \`import()\` still defers running its module, but \
the bytes stay in the file that each cold start reads: that is said, as information, of the project's own \`import()\`s \
that keep at least \`minimum\` bytes there and that some invocations do without, counted by the metafile or the source map; \
without either it isn't known. Where the sources can't be read, confidence is low: all invocations may need it.`,
  docs: ["https://esbuild.github.io/api/#splitting"],
  examples: {
    bad: {
      files: {
        "index.mjs":
          'import { title } from "./report.mjs";\nexport const handler = async (event) => {\n  const { report } = await import("./render.mjs");\n  return report(title, event);\n};\n',
        "report.mjs": 'import { name } from "./render.mjs";\nexport const title = name;\n',
        "render.mjs": 'export const name = "r";\nexport const report = (title, event) => [title, event];\n',
      },
    },
    good: {
      files: {
        "index.mjs":
          'export const handler = async (event) => {\n  const { report } = await import("./render.mjs");\n  return report(event);\n};\n',
        "render.mjs": "export const report = (event) => [event];\n",
      },
    },
  },
  options: v.strictObject({
    minimum: v.optional(sizeSchema, "100 kB"),
  }),
  messages: {
    alreadyLoaded: (found: DynamicImport) => ({
      message: `\`${found.syntax}("${found.specifier}")\` defers nothing: ${staticPlace(found)} imports ${found.package === null ? "the same module" : "it"} at its top level, so init loads it anyway.`,
      fix: `Use the ${found.syntax === "require" ? "top-level require" : "static import"} here too, or make ${staticPlace(found)} lazy as well, so that init leaves the module out.`,
    }),
    loadedByPackage: ({ specifier, target, loader }: ImportLoadedByPackage) => ({
      message: `\`import("${specifier}")\` defers nothing: ${nameOf(loader.packageId)} loads ${nameOf(target.packageId)} in init anyway.`,
      fix: `Use a static import: init loads nothing more by it. Or make what loads ${nameOf(loader.packageId)} lazy as well, so that init leaves both out.`,
    }),
    bytesStay: {
      severity: "info",
      text: ({ specifier, bytes, file, target }: UnsplitImport) => ({
        message: `\`import("${specifier}")\` defers running the module, not reading it: ${formatBytes(bytes)} that nothing else needs stay in ${file}, which each cold start reads as a whole.`,
        fix: `Split the bundle (esbuild: \`splitting: true\` with \`format: "esm"\` and \`outdir\`; other bundlers do unless they are told not to)${outside(target.packageId)}. Or leave it: its code doesn't run in init.`,
      }),
    },
  },
  async check(context, { minimum }, say) {
    const code = await context.code();
    const isRead = (code?.handlers.length ?? 0) > 0;
    const graph = isRead && code?.dynamicImports.length === 0 ? null : await context.graph();
    const unsplit = (graph === null ? [] : unsplitImports(graph))
      .filter(({ bytes }) => bytes >= minimum)
      .flatMap((found): FindingDraft[] => {
        const place = placeOf(found, code);
        const said = say("bytesStay", found);
        if (!isRead)
          return [{ ...said, packages: packagesOf(found), key: found.specifier, confidence: "low" }];
        // What all invocations need is read by the first of them, from whichever file.
        if (place === undefined || place.use === "always") return [];
        return [{ ...said, ...placed(place), confidence: place.use === "sometimes" ? "high" : "medium" }];
      });
    const byPackages = (graph === null ? [] : importsLoadedByPackages(graph))
      // A source map doesn't tell which imports of its originals were for types alone.
      .filter(({ target }) => target.file === undefined || context.artifact.kind === "metafile")
      .flatMap((found) => {
        const place = placeOf(found, code);
        return place?.staticImport === null ? [{ ...say("loadedByPackage", found), ...placed(place) }] : [];
      });
    const loadedAnyway = (code?.dynamicImports ?? [])
      .filter(
        (found) =>
          found.staticImport !== null && !(code?.imports ?? []).some((one) => asksForLazy(one, found)),
      )
      .map(
        (found): FindingDraft => ({
          ...say("alreadyLoaded", found),
          ...placed(found),
          chain:
            found.staticImport === null
              ? []
              : [
                  {
                    path: found.staticImport.path,
                    line: found.staticImport.line,
                    column: found.staticImport.column,
                    label: `imports ${found.specifier}`,
                  },
                ],
        }),
      );
    return [...loadedAnyway, ...byPackages, ...unsplit];
  },
});

function placed(found: DynamicImport) {
  const { path, line, column, endLine, endColumn } = found.range;
  const location: Location = { path, inside: null, line, column, endLine, endColumn };
  const packages = found.package === null ? [] : [found.package];
  return { functions: found.functions, location, packages, key: found.specifier };
}

/** An `import()` of the graph in the code; what runs in init, or breaks a cycle, isn't there. */
function placeOf(
  { specifier, importers }: DeferredImport,
  code: CodeModel | null,
): DynamicImport | undefined {
  return code?.dynamicImports.find(
    ({ range, syntax, ...one }) =>
      one.specifier === specifier &&
      syntax === "import" &&
      importers.some((path) => isSamePath(path, range.path)),
  );
}

function nameOf(packageId: string | null): string {
  return (packageId === null ? null : packagePath(packageId)?.name) ?? "it";
}

function packagesOf({ target }: DeferredImport): readonly string[] {
  return target.packageId === null ? [] : [nameOf(target.packageId)];
}

/** How a package stays out of the bundle. */
function outside(packageId: string | null): string {
  if (packageId === null) return "";
  const name = nameOf(packageId);
  return `, or ship ${name} beside it (\`external: ["${name}"]\`, CDK: \`nodeModules: ["${name}"]\`)`;
}

/** Whether the other rule says of the functions' static import to make it lazy: then this one is what is wanted. */
function asksForLazy(one: TopLevelImport, found: DynamicImport): boolean {
  return (
    one.use !== "always" &&
    one.specifier === found.specifier &&
    one.functions.some((id) => found.functions.includes(id))
  );
}

function staticPlace(found: DynamicImport): string {
  return found.staticImport === null ? "" : `${found.staticImport.path}:${found.staticImport.line}`;
}
