import type { Artifact } from "../artifact/artifact.js";
import type { Manifest } from "../artifact/manifest.js";
import { readManifest } from "../artifact/manifests.js";
import { packagePath } from "../artifact/package-path.js";
import type { Binary } from "../binaries/binary.js";
import { isPlatformPackage, platformName } from "../binaries/platform-name.js";
import { type Slot, slots, type Unfit } from "../binaries/slots.js";
import type { Misfit, Target } from "../binaries/target.js";
import type { Confidence } from "../finding.js";
import type { NativeNeeds, Need } from "./native-need.js";

/** Binaries that a function needs and can't load. */
export interface Offence {
  /** Who loads them: a package's folder, or the folder that they lie in. */
  readonly owner: string;
  /** Null for the user's own. */
  readonly packageName: string | null;
  readonly why: Misfit;
  readonly files: readonly Unfit[];
  readonly confidence: Confidence;
}

export interface Judged {
  readonly offences: readonly Offence[];
  /** Can't be loaded and isn't needed: for other platforms, or of what nothing loads. */
  readonly spare: readonly Unfit[];
}

export interface Mix {
  /** What fails on one architecture, and what on the other. */
  readonly onX86: readonly Offence[];
  readonly onArm: readonly Offence[];
}

/**
 * Which binaries stand in a function's way, and which only take room. Without an architecture: those that do on
 * either, and `mix` where no architecture suits all.
 */
export async function judge(
  artifact: Artifact,
  binaries: ReadonlyMap<string, Binary>,
  target: Target,
  needs: NativeNeeds,
): Promise<Judged & { readonly mix: Mix | null }> {
  if (target.architecture !== null) {
    return { ...(await judgeOne(artifact, binaries, target, needs)), mix: null };
  }
  const x86 = await judgeOne(artifact, binaries, { ...target, architecture: "x86_64" }, needs);
  const arm = await judgeOne(artifact, binaries, { ...target, architecture: "arm64" }, needs);
  const onMachine = ({ offences }: Judged) => offences.filter(({ why }) => why === "machine");
  const [onX86, onArm] = [onMachine(x86), onMachine(arm)];
  const onBoth = new Map([...x86.offences, ...arm.offences].map((one) => [keyOf(one), one]));
  const spareOnArm = new Set(arm.spare.map(({ path }) => path));
  return {
    offences: [...onBoth.values()].filter(({ why }) => why !== "machine"),
    spare: x86.spare.filter(({ path }) => spareOnArm.has(path)),
    mix: onX86.length > 0 && onArm.length > 0 ? { onX86, onArm } : null,
  };
}

function keyOf({ owner, why }: Pick<Offence, "owner" | "why">): string {
  return JSON.stringify([owner, why]);
}

async function judgeOne(
  artifact: Artifact,
  binaries: ReadonlyMap<string, Binary>,
  target: Target,
  needs: NativeNeeds,
): Promise<Judged> {
  const offences = new Map<string, Offence>();
  const spare: Unfit[] = [];
  for (const slot of slots(binaries, target)) {
    const [first] = slot.unfit;
    if (first === undefined) continue;
    const confidence = await confidenceOf(artifact, slot, first, needs);
    if (slot.why === null || confidence === null) {
      for (const one of slot.unfit) spare.push(one);
      continue;
    }
    const files = slot.unfit.filter(({ why }) => why === slot.why);
    for (const one of slot.unfit) if (one.why !== slot.why) spare.push(one);
    const { owner, packageName } = ownerOf(first.path, needs);
    const key = keyOf({ owner, why: slot.why });
    const before = offences.get(key);
    offences.set(key, {
      ...{ owner, packageName, why: slot.why },
      files: [...(before?.files ?? []), ...files],
      confidence: before?.confidence === "high" ? "high" : confidence,
    });
  }
  return { offences: [...offences.values()], spare };
}

/** For other systems' files no name says that Linux would look for them. */
const FOREIGN = /\.(?:exe|dll|dylib|pyd)$/i;
const LOADED = /\.(?:node|so(?:\.\d+)*)$/;

/** How sure it is that the function fails without; null where it surely or probably does not. */
async function confidenceOf(
  artifact: Artifact,
  slot: Slot,
  first: Unfit,
  needs: NativeNeeds,
): Promise<Confidence | null> {
  const place = packagePath(first.path);
  const isOfPlatform = place !== null && isPlatformPackage(place.name);
  const files = slot.unfit.filter(({ path }) => isOfPlatform || !FOREIGN.test(path));
  const need = strongest(files.map(({ path }) => needs.of(path)));
  if (need === null || need === "no") return null;
  const isAddon = files.some(({ path }) => LOADED.test(path));
  const sure: Confidence = need === "init" && isAddon ? "high" : "medium";
  if (isOfPlatform) {
    const others = await siblings(artifact, first.path, needs);
    const hasWebAssembly = others.some(({ name, isInstalled }) => isInstalled && name.includes("wasm32"));
    const isOffered = slot.why !== "system" || others.some(({ name }) => name.includes("linux"));
    return isOffered && !hasWebAssembly ? sure : null;
  }
  if (slot.why !== "system") return sure;
  if (slot.isChosen) return isAddon ? "medium" : null;
  if (place === null) return sure;
  return excludesLinux(await manifestOf(artifact, place.id)) ? null : sure;
}

function strongest(needs: readonly Need[]): Need | null {
  return (["init", "maybe", "no"] as const).find((need) => needs.includes(need)) ?? null;
}

/** The packages for other platforms that who asks for one of them asks for as well. */
async function siblings(artifact: Artifact, path: string, needs: NativeNeeds) {
  const { slot } = platformName(path);
  const folder = path.slice(0, path.lastIndexOf("node_modules/") + "node_modules/".length);
  const names = new Set<string>();
  for (const id of needs.askers(path)) {
    const manifest = await manifestOf(artifact, id);
    for (const name of Object.keys({ ...manifest?.dependencies, ...manifest?.optionalDependencies }))
      if (platformName(`${folder}${name}/x`).slot === slot) names.add(name);
  }
  return [...names].map((name) => ({
    name,
    isInstalled: artifact.files.has(`${folder}${name}/package.json`),
  }));
}

async function manifestOf(artifact: Artifact, id: string): Promise<Manifest | null> {
  if (!artifact.files.has(`${id}/package.json`)) return null;
  return (await readManifest(artifact, id)).manifest;
}

function excludesLinux(manifest: Manifest | null): boolean {
  const os = manifest?.os ?? [];
  if (os.includes("linux")) return false;
  return os.includes("!linux") || os.some((name) => !name.startsWith("!"));
}

function ownerOf(path: string, needs: NativeNeeds): { owner: string; packageName: string | null } {
  const place = packagePath(path);
  if (place === null) return { owner: path.slice(0, Math.max(0, path.lastIndexOf("/"))), packageName: null };
  const [asker] = isPlatformPackage(place.name) ? needs.askers(path) : [];
  const owner = asker ?? place.id;
  return { owner, packageName: packagePath(owner)?.name ?? place.name };
}
