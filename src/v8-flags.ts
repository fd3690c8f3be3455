import { setFlagsFromString } from "node:v8";

/** A flag of V8's as it is by default, and as the command has it. */
interface Flag {
  readonly usual: string;
  readonly own: string;
}

/**
 * From when on V8 takes a function to be worth optimizing: four times as late. A run is over before much of what V8
 * optimizes by default is of use to it: that takes a fifth off the wall clock of 500 handlers, a tenth off that of a
 * metafile, a third off a zip's CPU time. By V8's version: Node's 20 and 22. In 24, with one more compiler, there is nothing
 * to be had.
 */
const LATER: Readonly<Record<string, Flag>> = {
  "11.3": { usual: "--interrupt-budget=67584", own: "--interrupt-budget=270336" },
  "12.4": { usual: "--invocation-count-for-turbofan=3000", own: "--invocation-count-for-turbofan=12000" },
};

/**
 * How much V8 lets the heap grow beyond what was alive, in %: by itself three to four times as much, and what was alive in
 * the midst of an artifact isn't in the next. 200 functions take 166 MB instead of 220 to 460, 230 instead of 350 with the
 * SDK in each, and no more CPU time than one run differs from the next.
 */
const SOONER: Flag = { usual: "--heap-growing-percent=0", own: "--heap-growing-percent=100" };

/** What was set in this process; nothing where it isn't the command's own, or V8 is one that nobody measured. */
const flags: Flag[] = [];

/**
 * Makes this process the command's own, for the rest of its life: V8 is told what suits a linter. Names, defaults and
 * effects of V8's flags differ from version to version; where nobody measured them (bench/README.md) nothing is set.
 */
export function ownProcess(): void {
  const later = LATER[/^\d+\.\d+/.exec(process.versions.v8)?.[0] ?? ""];
  if (later === undefined || flags.length > 0) return;
  // What is compiled is kept when all is over, by Node or by cache/compiled.ts, and taken where the flags are the same.
  process.prependOnceListener("exit", () => tell("usual"));
  add(later);
}

/** Has V8 collect garbage sooner, where the process is the command's own: a run of many artifacts lets go of each. */
export function collectSooner(): void {
  if (flags.length > 0 && !flags.includes(SOONER)) add(SOONER);
}

/** Loads code as Node started: what was compiled and kept under other flags V8 doesn't take, Node's own modules included. */
export function underUsualFlags<T>(load: () => T): T {
  tell("usual");
  try {
    return load();
  } finally {
    tell("own");
  }
}

function add(flag: Flag): void {
  flags.push(flag);
  set(flag.own);
}

function tell(which: keyof Flag): void {
  for (const flag of flags) set(flag[which]);
}

function set(flag: string): void {
  try {
    setFlagsFromString(flag);
  } catch {
    // Another engine, which says that it is Node's.
  }
}
