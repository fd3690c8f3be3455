import type { Binary } from "./binary.js";
import { platformName } from "./platform-name.js";
import { closest, type Misfit, misfit, type Target } from "./target.js";

/** A binary of an artifact that a function can't load. */
export interface Unfit {
  readonly path: string;
  readonly binary: Binary;
  readonly why: Misfit;
}

/** Binaries that stand for each other, of which one is chosen at run time; or one that stands for itself. */
export interface Slot {
  /** False where paths name no platform: the file is loaded as it is. */
  readonly isChosen: boolean;
  /** True when the function finds one that it can load. */
  readonly isServed: boolean;
  readonly unfit: readonly Unfit[];
  /** What stands closest in the way where it isn't served. */
  readonly why: Misfit | null;
}

/** An artifact's binaries by what they stand for, and which of them a function can't load. */
export function slots(binaries: ReadonlyMap<string, Binary>, target: Target): Slot[] {
  const byName = new Map<string, { isChosen: boolean; variants: Map<string, Unfit[]> }>();
  for (const [path, binary] of binaries) {
    const { slot, variant } = platformName(path);
    const found = byName.get(slot) ?? { isChosen: variant !== null, variants: new Map<string, Unfit[]>() };
    byName.set(slot, found);
    const unfit = found.variants.get(variant ?? "") ?? [];
    found.variants.set(variant ?? "", unfit);
    const why = misfit(binary, target);
    if (why !== null) unfit.push({ path, binary, why });
  }
  return [...byName.values()].map(({ isChosen, variants }) => {
    const unfit = [...variants.values()].flat();
    const isServed = [...variants.values()].some((files) => files.length === 0);
    return { isChosen, isServed, unfit, why: isServed ? null : closest(unfit.map(({ why }) => why)) };
  });
}
