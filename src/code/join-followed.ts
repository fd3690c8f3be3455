import type { Problem } from "../errors.js";
import {
  byRange,
  type ClientConstruction,
  type CodeRange,
  type DynamicImport,
  type TopLevelImport,
  type UseOfImport,
} from "./code-model.js";
import type { JudgedImport } from "./imports/import-report.js";
import { isBetter, weaker } from "./interpreter/construction-record.js";

/** What groups of handlers say of one construction: the best of their ways, for the functions of all. */
export function joinConstructions(all: readonly ClientConstruction[]): readonly ClientConstruction[] {
  return joined(all, textOf, (known, one) => ({
    ...(isBetter(one, known, ({ chain }) => chain.length) ? one : known),
    functions: united(known.functions, one.functions),
  }));
}

/**
 * What groups say of one import: judged as by the first that makes any use of it, and what it saves is what it saves where
 * it saves most. Those that need it on every path say nothing of the others.
 */
export function joinImports(groups: readonly (readonly JudgedImport[])[]): readonly TopLevelImport[] {
  const all: (JudgedImport & { readonly place: string })[] = [];
  for (const imports of groups) {
    // One statement may load a module twice.
    const counts = new Map<string, number>();
    for (const one of imports) {
      const place = `${textOf(one)} ${one.specifier}`;
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      all.push({ ...one, place: `${place} ${count}` });
    }
  }
  return joined(
    all,
    ({ place }) => place,
    (known, one) => ({ ...joinImport(known, one), place: one.place }),
  ).map(({ place: _, isAllWeighed: __, ...one }) => one);
}

function joinImport(known: JudgedImport, one: JudgedImport): JudgedImport {
  if (one.use === "always") return known;
  if (known.use === "always") return one;
  const others = new Map([...known.others, ...one.others].map((range) => [textOf({ range }), range]));
  const bytes = [known.initBytes, one.initBytes].filter((saved) => saved !== null);
  const isFirst = known.use !== "never";
  return {
    ...(isFirst ? known : one),
    // What can't be weighed may load the module too.
    confidence: !isFirst
      ? one.confidence
      : one.isAllWeighed
        ? known.confidence
        : weaker(known.confidence, "medium"),
    others: [...others.values()],
    functions: united(known.functions, one.functions),
    initBytes: bytes.length === 0 ? null : Math.max(...bytes),
    isAllWeighed: known.isAllWeighed && one.isAllWeighed,
  };
}

/** What groups say of one `import()`: where one of the functions that share it has no other import, it defers there. */
export function joinDynamicImports(all: readonly DynamicImport[]): readonly DynamicImport[] {
  return joined(all, textOf, (known, one) => ({
    ...known,
    staticImport: one.staticImport === null ? null : known.staticImport,
    use: joinUse(known.use, one.use),
    functions: [...known.functions, ...one.functions],
  }));
}

/** How functions together come by an `import()`: as long as one does without it, some invocations do. */
export function joinUse(one: UseOfImport, other: UseOfImport): UseOfImport {
  if (one === other) return one;
  return [one, other].includes("never") && ![one, other].includes("sometimes") ? "never" : "sometimes";
}

/** Each once: groups share files. */
export function joinProblems(all: readonly Problem[]): readonly Problem[] {
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

interface Placed {
  readonly range: CodeRange;
}

function joined<T extends Placed>(
  all: readonly T[],
  placeOf: (one: T) => string,
  join: (known: T, one: T) => T,
): readonly T[] {
  const found = new Map<string, T>();
  for (const one of all) {
    const place = placeOf(one);
    const known = found.get(place);
    found.set(place, known === undefined ? one : join(known, one));
  }
  return [...found.values()].sort((a, b) => byRange(a.range, b.range));
}

function textOf({ range }: Placed): string {
  return `${range.path}:${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
}

function united(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])].sort();
}
