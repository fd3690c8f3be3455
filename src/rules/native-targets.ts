import type { Artifact } from "../artifact/artifact.js";
import type { Target } from "../binaries/target.js";
import type { Architecture } from "../function.js";
import { OPERATING_SYSTEMS, operatingSystem } from "../lambda/operating-systems.js";
import type { RuleContext } from "./define-rule.js";

/** What some functions of an artifact run on alike. */
export interface NativeTarget extends Target {
  /** Their ids; none for a layer. */
  readonly functions: readonly string[];
}

/** The newest of all: what needs more doesn't load on any runtime. */
const NEWEST = OPERATING_SYSTEMS["Amazon Linux 2023"].glibc;

export function nativeTargets(context: RuleContext): readonly NativeTarget[] {
  const shipped = baseNames(context.artifact);
  const targets = new Map<string, NativeTarget>();
  for (const { id, architecture, runtime } of context.functions) {
    const system = operatingSystem(runtime);
    const key = JSON.stringify([architecture, system?.name]);
    targets.set(key, {
      ...{ architecture, shipped },
      systemName: system?.name ?? null,
      glibc: system?.glibc ?? NEWEST,
      functions: [...(targets.get(key)?.functions ?? []), id],
    });
  }
  if (targets.size > 0) return [...targets.values()];
  return [{ architecture: null, shipped, systemName: null, glibc: NEWEST, functions: [] }];
}

/** The machines that functions may run on: all that Lambda has, where one of them doesn't say. */
export function wantedMachines(targets: readonly Target[]): readonly Architecture[] {
  return BOTH.filter((one) =>
    targets.some(({ architecture }) => architecture === null || architecture === one),
  );
}

const BOTH: readonly Architecture[] = ["arm64", "x86_64"];

function baseNames(artifact: Artifact): ReadonlySet<string> {
  return new Set([...artifact.files.keys()].map((path) => path.slice(path.lastIndexOf("/") + 1)));
}
