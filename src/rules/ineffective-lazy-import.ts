import * as v from "valibot";
import type { DynamicImport, TopLevelImport } from "../code/code-model.js";
import { defineRule } from "./define-rule.js";

export const ineffectiveLazyImport = defineRule({
  id: "ineffective-lazy-import",
  severity: "warning",
  looksAt: "code",
  summary: "An `import()` of a module that init loads anyway: it defers nothing.",
  why: `\`await import("x")\` pays when x is not loaded before the first invocation. When another file that init runs \
imports x statically (for its values, not only its types), x is evaluated in init all the same, and the \`import()\` \
only adds a microtask and a branch to read. A \`require\` in a function is looked at in the same way, once per module; one \
that breaks a cycle, one of a small file of the project, and one whose static counterpart heavy-top-level-import \
already asks to make lazy are left alone.`,
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
  options: v.strictObject({}),
  messages: {
    alreadyLoaded: (found: DynamicImport) => ({
      message: `\`${found.syntax}("${found.specifier}")\` defers nothing: ${staticPlace(found)} imports ${found.package === null ? "the same module" : "it"} at its top level, so init loads it anyway.`,
      fix: `Use the ${found.syntax === "require" ? "top-level require" : "static import"} here too, or make ${staticPlace(found)} lazy as well, so that init leaves the module out.`,
    }),
  },
  async check(context, _options, say) {
    const code = await context.code();
    return (code?.dynamicImports ?? [])
      .filter(
        (found) =>
          found.staticImport !== null && !(code?.imports ?? []).some((one) => asksForLazy(one, found)),
      )
      .map((found) => {
        const { path, line, column, endLine, endColumn } = found.range;
        return {
          ...say("alreadyLoaded", found),
          functions: found.functions,
          location: { path, inside: null, line, column, endLine, endColumn },
          packages: found.package === null ? [] : [found.package],
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
          key: found.specifier,
        };
      });
  },
});

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
