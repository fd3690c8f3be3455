import * as v from "valibot";
import type { LambdaFunction } from "../function.js";
import { RUNTIMES, type RuntimeFacts, runtimeFacts, runtimeStage } from "../lambda/runtimes.js";
import { declaredIn } from "./declarations.js";
import { defineRule, type FindingDraft } from "./define-rule.js";

const FUNCTIONS = (runtime: string) => ({
  functions: [{ name: "orders", path: "artifact", handler: "index.handler", runtime }],
});
const FILES = { "index.js": "exports.handler = async () => {};\n" };

export const deprecatedRuntime = defineRule({
  id: "deprecated-runtime",
  severity: "warning",
  looksAt: "sizes",
  ofHelpers: true,
  summary: "The runtime gets no more patches, or can't be deployed any more.",
  why: `From its deprecation date on a runtime gets no security patches and no support; later AWS blocks creating \
functions with it, and then updating them, also their code: a fix can't be deployed then. Functions go on running. AWS \
has moved the block dates several times; those known here are named with the finding, so that they can be looked up. \
Compared with today, or with --as-of. A runtime that isn't in the table isn't judged.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"],
  examples: {
    bad: { files: FILES, config: FUNCTIONS("nodejs16.x") },
    good: { files: FILES, config: FUNCTIONS("nodejs24.x") },
  },
  options: v.strictObject({}),
  messages: {
    deprecated: (runtime: Told) => ({
      message: `${runtime.id} is deprecated since ${runtime.deprecated}: it gets no more security patches${later(runtime)}.`,
      fix: moveTo(runtime),
    }),
    createBlocked: (runtime: Told) => ({
      message: `${runtime.id} is deprecated since ${runtime.deprecated}, and since ${runtime.createBlocked} no function can be created with it${later(runtime)}.`,
      fix: moveTo(runtime),
    }),
    updateBlocked: (runtime: Told) => ({
      message: `${runtime.id} is deprecated since ${runtime.deprecated}, and since ${runtime.updateBlocked} functions with it can't be updated: this artifact can't be deployed.`,
      fix: moveTo(runtime),
    }),
  },
  check({ functions, asOf }, _options, say) {
    const groups = new Map<string, LambdaFunction[]>();
    for (const fn of functions) {
      const stage = stageOf(fn.runtime, asOf);
      if (stage === "supported" || fn.runtime === null) continue;
      groups.set(fn.runtime, [...(groups.get(fn.runtime) ?? []), fn]);
    }
    return [...groups].flatMap(([id, sharing]): FindingDraft[] => {
      const facts = runtimeFacts(id);
      const [first] = sharing;
      if (facts === null || first === undefined) return [];
      const helperOf = first.settings?.helperOf ?? null;
      const told = { ...facts, asOf, next: supported(facts, asOf), helperOf };
      const stage = stageOf(id, asOf);
      const text =
        stage === "update-blocked"
          ? say("updateBlocked", told)
          : stage === "create-blocked"
            ? say("createBlocked", told)
            : say("deprecated", told);
      const place = declaredIn(first);
      return [
        {
          ...text,
          ...(place === null ? {} : { location: place }),
          functions: sharing.map((fn) => fn.id),
          key: id,
        },
      ];
    });
  },
});

interface Told extends RuntimeFacts {
  readonly asOf: string;
  /** Of the same language, the oldest first. */
  readonly next: readonly RuntimeFacts[];
  /** The deploy tool whose own function it is; null for the user's. */
  readonly helperOf: string | null;
}

function stageOf(runtime: string | null, day: string) {
  const facts = runtimeFacts(runtime);
  return facts === null ? "supported" : runtimeStage(facts, day);
}

function supported({ family }: RuntimeFacts, day: string): readonly RuntimeFacts[] {
  return RUNTIMES.filter((other) => other.family === family && runtimeStage(other, day) === "supported");
}

/** What is yet to come. */
function later({ createBlocked, updateBlocked, asOf }: Told): string {
  const dated = (date: string | null, what: string) =>
    date !== null && date > asOf ? `; ${what} is blocked from ${date}` : "";
  return dated(createBlocked, "creating functions") + dated(updateBlocked, "updating them");
}

function moveTo({ next, operatingSystem, helperOf }: Told): string {
  if (helperOf !== null)
    return `It is a function of ${helperOf} itself: update ${helperOf}, whose newer versions deploy it with a newer runtime.`;
  const last = next.at(-1);
  if (last === undefined) return "Move to a runtime that is supported; AWS's list has the current ones.";
  const choices = next.map(({ id, deprecated }) =>
    deprecated === null ? id : `${id} (until ${deprecated})`,
  );
  const other = next.some((runtime) => runtime.operatingSystem !== operatingSystem)
    ? ` They run on ${last.operatingSystem}: native binaries may have to be built anew.`
    : "";
  const callbacks = next.some(({ id }) => id === "nodejs24.x")
    ? " nodejs24.x calls no handler that takes a callback."
    : "";
  return `Set the runtime to ${choices.join(" or ")}.${other}${callbacks}`;
}
