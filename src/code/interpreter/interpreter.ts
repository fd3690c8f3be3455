import type TypeScript from "typescript";
import type { Confidence } from "../../finding.js";
import type { KnownClient, UserClient } from "../../lambda/client.js";
import type { AskedModule } from "../program/imported-modules.js";
import type { FirstPartyResolver } from "../project/module-resolution.js";
import { ts } from "../typescript.js";
import type { BundleRegions } from "./bundle-regions.js";
import { CallContexts } from "./call-contexts.js";
import { type ConstructionRecord, type Step, weaker, withoutRepeats } from "./construction-record.js";
import type { Registration } from "./containers.js";
import {
  ALWAYS,
  both,
  type Choice,
  chanceOf,
  chancesOf,
  decidedBy,
  type ImportUse,
  RARE,
} from "./import-use.js";
import { PersonalClients } from "./personal-clients.js";
import type { ProgramNames } from "./program-names.js";
import type { Route } from "./routes.js";
import type { Callee, Frame, ObjectValue, Phase, UnionValue, Value } from "./values.js";
import { isImport } from "./variables.js";

/** What a module is once its top level ran. */
export interface ModuleRecord {
  readonly file: TypeScript.SourceFile;
  readonly frame: Frame;
  /** `module.exports`, or the holder of what ESM exports by expression. */
  exports: Value;
  readonly exportsObject: ObjectValue;
  started: boolean;
}

/** What some code used: null is nothing. */
export type Uses = ReadonlyMap<AskedModule, ImportUse> | null;

interface Outcome {
  readonly value: Value;
  readonly uses: Uses;
  readonly records: readonly ConstructionRecord[];
  readonly self: Value | null;
  /** Whether it always ends in an error. */
  readonly fails: boolean;
  readonly ways: number;
}

/** Evaluations per handler: enough for the largest real ones (some 60,000), and a bound on any program. */
const FUEL = 1_500_000;

/** What only some invocations run, nothing tells how many. */
const SOME = 0.5;

/** What identifiers mean, by the checker that tells: runs over the same trees share it. */
const declared = new WeakMap<TypeScript.TypeChecker, Map<TypeScript.Node, TypeScript.Declaration | null>>();

/**
 * The state of an abstract run: modules run their top level in phase `init`, then each handler is called in
 * phase `invocation`. Code behind a guard whose memo outlives the invocation runs in phase `init` as well:
 * that is what the guard means.
 */
export class Interpreter {
  phase: Phase = "init";
  inLoop = false;
  confidence: Confidence = "high";
  /** Depth of branches: an assignment in one adds to what the variable may be. */
  branches = 0;
  /** Depth of branches whose test depends on the event. */
  taintedBranches = 0;
  fuel = FUEL;
  /** Nested evaluations, so that the stack is never used up. */
  depth = 0;
  afterAwait = false;
  /** Whether each turn over rows that were asked for has data of its own. */
  rowsDiffer = true;
  records: ConstructionRecord[] = [];
  returns: Value[] = [];
  /** Whether the event decides which of them is returned. */
  isChosen = false;
  /** Whether what was run so far ends in an error, whatever the event is. */
  fails = false;
  /** How many values were returned before the way that is being run. */
  #returned = 0;
  /** How many kinds the largest choice that was run so far tells apart. */
  #ways = 1;
  /** Uses of third-party imports so far, in the terms of the function that is being run. */
  uses: Map<AskedModule, ImportUse> | null = null;
  /** Uses while modules load, by the file whose top level is run. */
  readonly usesInInit = new Map<string, ReadonlyMap<AskedModule, ImportUse>>();
  /** Specifiers that functions load while modules load, by the file that writes them. */
  readonly loadsInInit = new Map<string, Set<string>>();
  /** Those of them that no branch decides on: the environment may choose a driver. */
  readonly surelyLoads = new Map<string, Set<string>>();
  /** The file whose top level is run; null while a handler is. */
  loading: string | null = null;
  /** Declarations of imports that some run read. */
  readonly read = new Set<TypeScript.Node>();
  /** References to third-party imports that some run came by. */
  readonly visited = new Set<TypeScript.Node>();
  /** Callbacks that only some invocations run, by the route that they belong to: an express route, a resolver. */
  readonly routes = new WeakMap<object, Route>();
  /** Values with nothing in them that callbacks would run, as long as nothing is added. */
  idle = new WeakSet<Value>();
  /** Functions being run, innermost last. */
  readonly calls: TypeScript.Node[] = [];
  /** Functions and classes by what called them; null: a handler, or code at the top level. */
  readonly callees = new Map<TypeScript.Node | null, Set<TypeScript.Node>>();
  readonly modules = new Map<string, ModuleRecord>();
  readonly globals = new Map<string, Value>();
  /** Functions and classes of the project that the user's config calls clients. */
  readonly ownClients = new Map<TypeScript.Node, KnownClient>();
  /** Dependency injection: what tokens stand for. */
  readonly registrations = new Map<string, Registration>();
  /** Singletons that a container built. */
  readonly built = new Map<string, Value>();
  readonly singletons = new Map<TypeScript.Node, Value>();
  /** Functions and classes that a home-made container runs once: `bind(X).to(Y).asSingleton()`. */
  readonly lifelong = new Set<TypeScript.Node>();
  /** Generators that compilers made of async functions: what they yield is awaited. */
  readonly awaited = new WeakSet<TypeScript.Node>();
  readonly personal = new PersonalClients();
  readonly #usedByBuilt = new Map<string, ReadonlyMap<AskedModule, ImportUse>>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #contexts = new Map<string, CallContexts>();
  readonly #ids = new WeakMap<object, number>();
  readonly #declarations: Map<TypeScript.Node, TypeScript.Declaration | null>;
  #declaredModules: readonly string[] | null = null;
  #nextId = 1;

  constructor(
    /** The files that there are: those of the component. */
    readonly program: Pick<TypeScript.Program, "getSourceFile">,
    /** Knows scopes and symbols, no types. */
    readonly checker: TypeScript.TypeChecker,
    readonly typed: () => TypeScript.TypeChecker,
    readonly resolver: FirstPartyResolver,
    readonly userClients: readonly UserClient[],
    readonly names: Readonly<Record<keyof ProgramNames, ReadonlySet<string>>>,
    readonly imported: ReadonlyMap<TypeScript.Node, AskedModule>,
    /** Shipped JavaScript rather than source. */
    readonly isShipped = false,
    /** Bundles that say where their parts came from, by file. */
    readonly regions: ReadonlyMap<string, BundleRegions> = new Map(),
  ) {
    this.#declarations = declared.get(checker) ?? new Map();
    declared.set(checker, this.#declarations);
  }

  /** Names that functions assign to: variables, properties, and "name[]" for computed keys. */
  get assignedNames(): ReadonlySet<string> {
    return this.names.assigned;
  }

  /** Since it was refuelled. */
  get evaluations(): number {
    return FUEL - this.fuel;
  }

  refuel(): void {
    this.fuel = FUEL;
  }

  /** The declaration that an identifier means, by TypeScript's own binder; null for globals and the unknown. */
  declarationOf(node: TypeScript.Identifier): TypeScript.Declaration | null {
    const known = this.#declarations.get(node);
    if (known !== undefined) return known;
    // By the binder's scopes alone: getSymbolAtLocation checks types where it can, which costs ten times as much.
    const symbol = this.checker.resolveName(node.text, node, MEANING, true);
    const declarations = symbol?.declarations ?? [];
    const withBody = declarations.find((one) => ts.isFunctionDeclaration(one) && one.body !== undefined);
    const found = withBody ?? symbol?.valueDeclaration ?? declarations[0] ?? null;
    const declaration = found !== null && isScoped(found) ? found : null;
    this.#declarations.set(node, declaration);
    return declaration;
  }

  /** Has to be told when something is put into a value that others may have been handed. */
  noteAdded(value: Value, to: Value): void {
    if (value.kind !== "literal" && value.kind !== "unknown" && this.idle.has(to)) this.idle = new WeakSet();
  }

  /** Whether the project declares what a third-party module exports: `declare module "x"`, `declare module "*.sql"`. */
  isDeclaredModule(specifier: string): boolean {
    this.#declaredModules ??= this.checker
      .getAmbientModules()
      .filter(({ declarations = [] }) =>
        declarations.some((one) => this.#isOwn(one.getSourceFile().fileName)),
      )
      .map(({ name }) => name.replace(/^"|"$/g, ""));
    return this.#declaredModules.some((name) => name === specifier || name.includes("*"));
  }

  #isOwn(file: string): boolean {
    return this.program.getSourceFile(file) !== undefined;
  }

  /** Whether a function or class is being run twice already, one run within the other. */
  isRecursive(node: TypeScript.Node): boolean {
    const last = this.calls.lastIndexOf(node);
    return last > 0 && this.calls.lastIndexOf(node, last - 1) !== -1;
  }

  id(thing: object): number {
    let id = this.#ids.get(thing);
    if (id === undefined) {
      id = this.#nextId++;
      this.#ids.set(thing, id);
    }
    return id;
  }

  /**
   * Runs `body` as one call, or replays what the same call did before. What it records is relative to the
   * call, and is lifted into the caller's terms here.
   */
  call(fn: Callee, self: Value | null, args: readonly Value[], step: Step, body: () => Value): Value {
    const caller = this.calls.at(-1) ?? null;
    this.callees.set(caller, (this.callees.get(caller) ?? new Set()).add(fn.node));
    const phase = this.phase === "init" ? "i" : this.rowsDiffer ? "v" : "w";
    const where = `${phase}${this.id(fn.node)}`;
    const key = `${where}:${this.id(fn.frame)}:${self === null ? 0 : this.id(self)}:${args.map((one) => this.#argument(one)).join(",")}`;
    let outcome = this.#outcomes.get(key);
    if (outcome === undefined) {
      const contexts = this.#contexts.get(where) ?? new CallContexts();
      this.#contexts.set(where, contexts);
      const alike = contexts.add({ key, fn, self, args });
      outcome = alike === null ? undefined : this.#outcomes.get(alike.key);
    }
    if (outcome === undefined) {
      outcome = this.#isolated(fn.node, self, body);
      this.#outcomes.set(key, outcome);
    }
    this.addUses(outcome.uses);
    for (const record of outcome.records) {
      this.records.push({
        ...record,
        steps: [step, ...record.steps],
        confidence: weaker(this.confidence, record.confidence),
        inLoop: this.inLoop || record.inLoop,
      });
    }
    if (outcome.fails) this.noteFailure();
    this.#ways = Math.max(this.#ways, outcome.ways);
    return outcome.value;
  }

  /** Notes that a declaration is read, or a call made, when it is one of an import. */
  noteUse(declaration: TypeScript.Node, node: TypeScript.Node): void {
    const module = this.imported.get(declaration);
    if (module === undefined) return;
    this.visited.add(node);
    this.#addUse(module, { node, share: 1, ofKinds: 1, chances: ALWAYS });
  }

  /** Notes that what is being run ends in an error here: unless it may have returned, or a list may be empty. */
  noteFailure(): void {
    if (!this.inLoop && this.returns.length === this.#returned) this.fails = true;
  }

  /** Runs a way whose failure is none of what is around it, and gives whether it fails. */
  apart(way: () => unknown): boolean {
    const { fails } = this;
    const returned = this.#returned;
    this.fails = false;
    this.#returned = this.returns.length;
    try {
      way();
      return this.fails;
    } finally {
      this.fails = fails;
      this.#returned = returned;
    }
  }

  /** Builds something once for the environment, in phase `init`. Who asks later uses what building it used. */
  keep(key: string, meanwhile: Value, make: () => Value): Value {
    const known = this.built.get(key);
    if (known !== undefined) {
      this.addUses(this.#usedByBuilt.get(key) ?? null);
      return known;
    }
    this.built.set(key, meanwhile);
    let value = meanwhile;
    const used = this.noting(() => {
      this.apart(() => {
        value = this.within({ phase: "init" }, make);
      });
    });
    this.built.set(key, value);
    if (used !== null) this.#usedByBuilt.set(key, used);
    return value;
  }

  /** Runs something and gives what it used, for whoever comes by it again. */
  noting(way: () => void): Uses {
    const { uses } = this;
    this.uses = null;
    let used: Uses = null;
    try {
      way();
    } finally {
      used = this.uses;
      this.uses = uses;
    }
    this.addUses(used);
    return used;
  }

  addUses(uses: Uses): void {
    if (uses !== null) for (const [module, use] of uses) this.#addUse(module, use);
  }

  #addUse(module: AskedModule, use: ImportUse): void {
    this.uses ??= new Map();
    const known = this.uses.get(module);
    const all = known === undefined ? use : both(known, use);
    if (all !== known) this.uses.set(module, all);
  }

  /**
   * Runs ways that exclude each other: what is used by some of them is used by their share. `choice` says which one it
   * is among all that are made in a row, `parts` how many ways each stands for, one where it says nothing, `isOfKinds`
   * whether kinds of events take them.
   */
  either<T>(
    ways: readonly (() => T)[],
    choice: Choice,
    {
      parts = [],
      isOfKinds = true,
    }: { readonly parts?: readonly number[]; readonly isOfKinds?: boolean } = {},
  ): T[] {
    const [only] = ways;
    if (only !== undefined && ways.length === 1) return [only()];
    const { uses } = this;
    const around = this.#ways;
    const arms: { readonly used: Uses; readonly part: number; readonly fails: boolean }[] = [];
    const results: T[] = [];
    try {
      for (const [index, way] of ways.entries()) {
        this.uses = null;
        this.#ways = 1;
        const fails = this.apart(() => results.push(way()));
        const inside = choice.isOfRequests === true ? this.#ways : 1;
        arms.push({ used: this.uses, part: Math.max(parts[index] ?? 1, inside), fails });
      }
    } finally {
      this.uses = uses;
      this.#ways = around;
    }
    const lasting = arms.filter(({ fails }) => !fails);
    if (lasting.length === 0) this.noteFailure();
    // What ends in an error is no way that an invocation takes without what the others use.
    const counted = lasting.length === 0 ? arms : lasting;
    const whole = counted.reduce((sum, { part }) => sum + part, 0);
    if (isOfKinds) this.#ways = Math.max(around, whole);
    const all = Math.max(whole, choice.ways ?? 0);
    for (const { used } of arms) {
      for (const [module, { node }] of used ?? []) {
        const found = counted.map(({ part, used: own }) => ({ part, use: own?.get(module) }));
        const share = found.reduce((sum, { part, use }) => sum + part * (use?.share ?? 0), 0) / whole;
        const ofKinds = isOfKinds
          ? found.reduce((sum, { part, use }) => sum + part * (use?.ofKinds ?? 0), 0) / whole
          : Math.max(...found.map(({ use }) => use?.ofKinds ?? 0));
        const taken = found.reduce((sum, { part, use }) => sum + part * (use ? chanceOf(use.chances) : 0), 0);
        // What all arms come by is decided where they come by it.
        const [one] = found;
        const isAlike = found.every(({ use }) => use !== undefined && use.chances === one?.use?.chances);
        const chances = isAlike && one?.use !== undefined ? one.use.chances : chancesOf(choice, taken / all);
        this.#addUse(module, { node, share, ofKinds, chances });
      }
    }
    return results;
  }

  /** Runs what each of several values does. */
  eachOf<T>(value: UnionValue, ways: readonly (() => T)[]): T[] {
    const { settledAt = -1 } = value;
    if (this.taintedBranches <= settledAt) return this.all(ways);
    return this.either(ways, decidedBy(value));
  }

  /** Runs ways that are no choice between events: it fails where all of them do. */
  all<T>(ways: readonly (() => T)[]): T[] {
    const results: T[] = [];
    const failing = ways.map((way) => this.apart(() => results.push(way())));
    if (failing.every(Boolean)) this.noteFailure();
    return results;
  }

  /** Runs what only some invocations run. `test` stands for what decides on it. */
  sometimes<T>(way: () => T, test: object, { isOfKinds = true, isRare = false } = {}): T {
    const { uses } = this;
    this.uses = null;
    const results: T[] = [];
    try {
      this.apart(() => results.push(way()));
    } finally {
      const arm = this.uses as Uses;
      this.uses = uses;
      for (const [module, { node, share, ofKinds, chances }] of arm ?? []) {
        this.#addUse(module, {
          node,
          share: share * SOME,
          ofKinds: isOfKinds ? ofKinds * SOME : ofKinds,
          chances: chancesOf(decidedBy(test), chanceOf(chances) * (isRare ? RARE : SOME)),
        });
      }
    }
    return results[0] as T;
  }

  /** Values that can't be told apart have one key, however often they were made. */
  #argument(value: Value): string {
    switch (value.kind) {
      case "literal":
        return `=${String(value.value)}`;
      case "function":
        return `${this.id(value.node)}/${this.id(value.frame)}/${value.self === null ? 0 : this.id(value.self)}`;
      case "external":
        return `${value.source}#${value.path.join(".")}`;
      case "global":
        return `#${value.path.join(".")}`;
      case "namespace":
        return `*${value.file}`;
      case "union":
        return `${value.settledAt ?? ""}(${value.options.map((one) => this.#argument(one)).join("|")})`;
      default:
        return String(this.id(value));
    }
  }

  #isolated(node: TypeScript.Node, self: Value | null, body: () => Value): Outcome {
    const { phase, inLoop, confidence, branches, taintedBranches, records, returns, afterAwait, uses } = this;
    const { fails, isChosen } = this;
    const returned = this.#returned;
    const ways = this.#ways;
    this.fails = false;
    this.#returned = 0;
    this.#ways = 1;
    this.uses = null;
    this.inLoop = false;
    this.confidence = "high";
    this.records = [];
    this.returns = [];
    this.isChosen = false;
    this.branches = 0;
    this.taintedBranches = 0;
    this.afterAwait = false;
    this.calls.push(node);
    try {
      const value = body();
      const { records: found, uses: used, fails: isFailing } = this;
      return { value, records: withoutRepeats(found), uses: used, self, fails: isFailing, ways: this.#ways };
    } finally {
      this.calls.pop();
      this.phase = phase;
      this.inLoop = inLoop;
      this.confidence = confidence;
      this.branches = branches;
      this.taintedBranches = taintedBranches;
      this.records = records;
      this.returns = returns;
      this.isChosen = isChosen;
      this.fails = fails;
      this.#returned = returned;
      this.#ways = ways;
      this.afterAwait = afterAwait;
      this.uses = uses;
    }
  }

  /** Runs something under other circumstances and restores the former ones. */
  within<T>(
    change: Partial<Pick<Interpreter, "phase" | "inLoop" | "confidence">> & {
      branch?: boolean;
      tainted?: boolean;
    },
    body: () => T,
  ): T {
    const { phase, inLoop, confidence, branches, taintedBranches } = this;
    if (change.phase !== undefined) this.phase = change.phase;
    if (change.inLoop === true) this.inLoop = true;
    if (change.confidence !== undefined) this.confidence = weaker(this.confidence, change.confidence);
    if (change.branch === true) this.branches++;
    if (change.tainted === true) this.taintedBranches++;
    try {
      return body();
    } finally {
      this.phase = phase;
      this.inLoop = inLoop;
      this.confidence = confidence;
      this.branches = branches;
      this.taintedBranches = taintedBranches;
    }
  }
}

/** Whether a name is declared in a scope: not ambient, and not by `exports.x = …` or `module.exports = { x }`. */
export function isScoped(node: TypeScript.Declaration): boolean {
  const isBinding =
    ts.isVariableDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isParameter(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    isImport(node);
  return isBinding && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Ambient) === 0;
}

const MEANING = ts.SymbolFlags.Value | ts.SymbolFlags.ExportValue | ts.SymbolFlags.Alias;
