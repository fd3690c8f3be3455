import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Who may import what, and why. A folder that isn't listed may import anything. */
const LAYERS: readonly {
  readonly folder: string;
  readonly may: readonly string[];
  readonly because: string;
}[] = [
  {
    folder: "src/rules",
    may: [
      "src/finding",
      "src/artifact",
      "src/binaries",
      "src/graph",
      "src/handler",
      "src/code",
      "src/lambda",
      "src/function",
      "src/report",
      "src/format-bytes",
      "src/format-count",
      "src/name-list",
      "src/config",
    ],
    because:
      "rules return data: they see the artifact, the graph, the code and the facts, never a disk or a terminal",
  },
  {
    folder: "src/reporters",
    may: [
      "src/report",
      "src/finding",
      "src/errors",
      "src/function",
      "src/artifact",
      "src/format-bytes",
      "src/name-list",
      "src/baseline",
    ],
    because: "reporters are pure functions over the report; they know nothing of how it came about",
  },
  {
    folder: "src/lambda",
    may: [],
    because: "facts about Lambda are data and stand on nothing",
  },
  {
    folder: "src/artifact",
    may: ["src/errors", "src/finding", "src/cache/disk"],
    because: "reading files comes before everything that looks at them",
  },
  {
    folder: "src/binaries",
    may: ["src/artifact", "src/errors", "src/function"],
    because: "headers of binaries are read from artifacts, and held against what a function runs on",
  },
  {
    folder: "src/handler",
    may: ["src/artifact", "src/graph", "src/lambda", "src/errors", "src/finding"],
    because: "which file Lambda loads follows from the artifact and the runtime's facts alone",
  },
  {
    folder: "src/graph",
    may: ["src/artifact", "src/errors", "src/finding", "src/lambda/node-modules"],
    because:
      "the graph stands on artifacts and Node's own modules only, so that it serves every rule and the code side alike",
  },
  {
    folder: "src/code/project",
    may: [
      "src/code/code-model",
      "src/code/typescript",
      "src/code/work",
      "src/artifact",
      "src/graph",
      "src/cache/disk",
      "src/errors",
    ],
    because: "which files are first-party, and what their imports mean, is known before anything is parsed",
  },
  {
    folder: "src/code/program",
    may: [
      "src/code/code-model",
      "src/code/typescript",
      "src/code/load-typescript",
      "src/code/work",
      "src/code/project",
    ],
    because: "what syntax says is read without running it",
  },
  {
    folder: "src/code/interpreter",
    may: ["src/code/typescript", "src/code/program", "src/code/project", "src/lambda", "src/finding"],
    because: "a run reads no disk and knows no rule: it tells what is built, used and called, and when",
  },
  {
    folder: "src/code/handlers",
    may: ["src/code/typescript", "src/code/interpreter", "src/lambda"],
    because: "which exports are handlers may take running a module's top level",
  },
  {
    folder: "src/template",
    may: ["src/errors", "src/function"],
    because: "a template is text: what it declares is read off it, whoever finds the files it names",
  },
  {
    folder: "src/cache",
    may: ["src/errors", "src/v8-flags"],
    because:
      "a cache knows nothing of what it keeps, so that nothing can be kept by half; compiled code is taken where V8 is told the same",
  },
  {
    folder: "plugins",
    may: ["src/index"],
    because: "a plugin is thin: it uses what everybody else can use",
  },
];

/** Node's modules that touch the disk or the process, and who may use them. */
const DISK = /^node:(fs|fs\/promises|child_process|http|https|net)$/;
const MAY_TOUCH_DISK =
  /^(src\/(discover|artifact|cache|config)\/|src\/(bin|write-file)\.ts$|plugins\/(messages|cdk\/index)\.ts$)/;

interface Import {
  readonly file: string;
  readonly target: string;
}

function imports(): Import[] {
  return ["src", "plugins"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .flatMap((path) => {
        const file = posix.join(folder, path.replaceAll("\\", "/"));
        const source = readFileSync(join(ROOT, file), "utf8");
        // Statements only: rules have examples with imports of their own.
        const specifiers = [
          ...source.matchAll(/^(?:import|export)\b[^"'`]*?from\s*"([^"]+)"|\bimport\("([^"]+)"/gm),
        ].map((match) => match[1] ?? match[2] ?? "");
        return specifiers.map((target) => ({
          file,
          target: target.startsWith(".") ? posix.join(dirname(file), target).replace(/\.js$/, "") : target,
        }));
      }),
  );
}

describe("layers", () => {
  const all = imports();

  it("sees the imports of the project", () => {
    expect(all.length).toBeGreaterThan(100);
  });

  for (const { folder, may, because } of LAYERS) {
    it(`${folder} imports ${may.length === 0 ? "nothing else" : may.join(", ")}: ${because}`, () => {
      const wrong = all.filter(
        ({ file, target }) =>
          file.startsWith(`${folder}/`) &&
          target.startsWith("src/") &&
          !target.startsWith(`${folder}/`) &&
          !may.some((allowed) => target === allowed || target.startsWith(`${allowed}/`)),
      );
      expect(wrong).toEqual([]);
    });
  }

  it("what an analysis of sources imports reads through cache/disk.ts alone: what is kept hangs on all that was read", () => {
    const reached = new Set(["src/discover/analyze-sources"]);
    for (const one of reached)
      for (const { file, target } of all)
        if (file === `${one}.ts` && target.startsWith("src/")) reached.add(target);
    expect(reached.size).toBeGreaterThan(100);
    const wrong = all.filter(
      ({ file, target }) =>
        DISK.test(target) && reached.has(file.replace(/\.ts$/, "")) && !file.startsWith("src/cache/"),
    );
    expect(wrong).toEqual([]);
  });

  it("only discover, artifact, cache, config, main, the quotes of a build's messages and CDK's plugin, which runs the command, touch the disk", () => {
    const wrong = all.filter(({ file, target }) => DISK.test(target) && !MAY_TOUCH_DISK.test(file));
    expect(wrong).toEqual([]);
  });

  it("typescript and jiti are imported lazily, each from one place", () => {
    for (const heavy of ["jiti", "typescript"]) {
      const users = all.filter(({ file, target }) => {
        if (target !== heavy) return false;
        const source = readFileSync(join(ROOT, file), "utf8");
        return new RegExp(`^import (?!type )[^;]*from "${heavy}"`, "m").test(source);
      });
      expect(users).toEqual([]);
    }
  });

  it("what every run loads leads to TypeScript by import() alone: it takes 40 ms", () => {
    const reached = new Set(["src/index", "src/run", "src/commands/index", "src/threads/thread-work"]);
    for (const one of reached) {
      const source = readFileSync(join(ROOT, `${one}.ts`), "utf8");
      for (const [, target = ""] of source.matchAll(
        /^(?:import|export) (?!type )[^"'`]*?from\s*"(\.[^"]+)\.js"/gm,
      ))
        reached.add(posix.join(dirname(one), target));
    }
    expect(reached.size).toBeGreaterThan(100);
    expect([...reached]).not.toContain("src/code/typescript");
  });
});
