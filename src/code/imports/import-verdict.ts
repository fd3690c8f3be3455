import type TypeScript from "typescript";
import type { Confidence } from "../../finding.js";
import { isLoadedByGenerated } from "../../lambda/generated-clients.js";
import { checksTokens } from "../../lambda/token-packages.js";
import type { UseOfImport } from "../code-model.js";
import { chanceOf, type ImportUse } from "../interpreter/import-use.js";
import type { Interpreter } from "../interpreter/interpreter.js";
import type { AskedModule, FileImports, ImportedModule } from "../program/imported-modules.js";
import { ts } from "../typescript.js";
import { standsInSchema } from "./directives.js";

export interface Verdict {
  readonly use: UseOfImport;
  readonly first: TypeScript.Node | null;
  readonly confidence: Confidence;
}

/** Beyond this part of the invocations few do without it, and what nothing is known of may be all of them. */
const HALF = 0.5;
/** A sign-in is one way among many, and what checks its token stands before each request that follows. */
const HALF_OF_TOKENS = 1 / 3;
/** Several choices in a row, each of which may decide for it: two of three. */
const MOST = 2 / 3;
/** Thirds that were added up. */
const NEARLY = 1e-9;

/** What a client is given: commands, and functions that make them. */
const SENT = /Command$|^(paginate|waitUntil|waitFor)[A-Z]/;
const ALWAYS: Verdict = { use: "always", first: null, confidence: "high" };

export interface Circumstances {
  readonly run: Interpreter;
  importsOf(file: string): FileImports | undefined;
  /** Files that run when the handler's file is loaded. */
  readonly initFiles: ReadonlySet<string>;
  /** Those of them that run whatever the environment is. */
  readonly sureFiles: ReadonlySet<string>;
  /** Whether the handler runs the function that a node lies in. */
  isReached(node: TypeScript.Node): boolean;
}

/**
 * How a handler stands to one module that several of its files may import: what one of them needs on every path
 * is needed, and arms that use it through different files leave no way without it.
 */
export function judge(
  { run, importsOf, initFiles, sureFiles, isReached }: Circumstances,
  modules: readonly ImportedModule[],
  use: ImportUse | undefined,
): Verdict {
  const [first] = modules;
  const half = first !== undefined && checksTokens(first.specifier) ? HALF_OF_TOKENS : HALF;
  if (use !== undefined && isOfMost(use, half)) return ALWAYS;
  if (modules.some((one) => one.isFixed || !sureFiles.has(one.file))) return ALWAYS;
  const unit = first === undefined ? null : unitOf(run, first);
  for (const file of initFiles) {
    if (unit !== null && run.usesInInit.get(file)?.has(unit) === true) return ALWAYS;
    const isLoadedByCall = run.loadsInInit.get(file)?.has(first?.specifier ?? "") === true;
    if (isLoadedByCall && !modules.some((one) => one.file === file)) return ALWAYS;
  }
  if (first !== undefined && isLoadedByGenerated(first.specifier)) return ALWAYS;
  if (first !== undefined && standsInSchema(first.specifier, initFiles, importsOf)) return ALWAYS;
  const references: TypeScript.Node[] = [];
  for (const module of modules) {
    const names = importsOf(module.file)?.names();
    if (names === undefined) return ALWAYS;
    if (module.locals.some((name) => names.emittedTypeNames.has(name))) return ALWAYS;
    if (/\.[jt]sx$/.test(module.file) && module.locals.includes("React")) return ALWAYS;
    const own = module.locals.flatMap((name) => names.valueNames.get(name) ?? []);
    references.push(...own.filter((node) => !isWithin(node, module.node)));
  }
  if (references.length === 0) return { use: "never", first: null, confidence: "high" };
  if (references.some(isReExport)) return ALWAYS;
  // Commands are sent by a client: whoever built it has loaded the module.
  if (isOfAwsSdk(modules) && sendsOnly(modules, references)) return ALWAYS;
  // Loaded by this handler, used on no path that was followed: what was not followed may well use it.
  if (use === undefined || isClassification(use.node)) return ALWAYS;
  // A use that this handler was not seen to come by may be one that wasn't followed.
  const isAllSeen = references.every(
    (node) => (run.visited.has(node) && isReached(node)) || isClassification(node),
  );
  return { use: "sometimes", first: use.node, confidence: isAllSeen ? "high" : "medium" };
}

/** Whether most invocations come by it. */
export function isOfMost({ share, ofKinds, chances }: ImportUse, half = HALF): boolean {
  return Math.max(share, ofKinds) > half + NEARLY || chanceOf(chances) > MOST + NEARLY;
}

/** Functions and classes that run once some of them do, by the calls that were seen. */
export function reachedFrom(
  entered: ReadonlySet<TypeScript.Node>,
  callees: ReadonlyMap<TypeScript.Node | null, ReadonlySet<TypeScript.Node>>,
): ReadonlySet<TypeScript.Node> {
  const reached = new Set(entered);
  for (const node of reached) for (const callee of callees.get(node) ?? []) reached.add(callee);
  return reached;
}

/** Whether the nearest function or class around a node is one of these. */
export function isWithinOneOf(node: TypeScript.Node, owners: ReadonlySet<TypeScript.Node>): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isConstructorDeclaration(at)) continue;
    if (ts.isFunctionLike(at) || ts.isClassLike(at)) return owners.has(at);
  }
  return true;
}

/** The import that stands for all imports of the same module. */
export function unitOf(run: Interpreter, module: ImportedModule): AskedModule {
  const [declaration] = module.bindings.keys();
  return (declaration === undefined ? undefined : run.imported.get(declaration)) ?? module;
}

function isWithin(node: TypeScript.Node, ancestor: TypeScript.Node): boolean {
  return node.pos >= ancestor.pos && node.end <= ancestor.end;
}

function isOfAwsSdk(modules: readonly ImportedModule[]): boolean {
  return modules.every((one) => one.specifier.startsWith("@aws-sdk/client-"));
}

/** Whether these files make commands for a client that none of them builds. */
function sendsOnly(modules: readonly ImportedModule[], references: readonly TypeScript.Node[]): boolean {
  const exported = new Map<string, string>();
  for (const { bindings, locals } of modules) {
    // Bindings and locals are read in one go, each name with its declaration.
    for (const [index, name] of [...bindings.values()].entries()) {
      exported.set(locals[index] ?? "", name.replace(/:.*/s, ""));
    }
  }
  const names = references.map((node) => ({ node, name: exported.get(node.getText()) ?? "*" }));
  const mayBuild = names.some(
    ({ node, name }) =>
      /^(\*|default)$|Client$/.test(name) ||
      (ts.isNewExpression(node.parent) && node.parent.expression === node && !SENT.test(name)),
  );
  return !mayBuild && names.some(({ name }) => SENT.test(name));
}

function isReExport(node: TypeScript.Node): boolean {
  return ts.isExportSpecifier(node.parent) || ts.isExportAssignment(node.parent);
}

/** `error instanceof AxiosError`, `isAxiosError(error)`: whoever threw it has loaded the module. */
function isClassification(node: TypeScript.Node): boolean {
  let at = node;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at) at = at.parent;
  const { parent } = at;
  if (ts.isBinaryExpression(parent) && parent.right === at) {
    return parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  }
  const name = ts.isPropertyAccessExpression(at) ? at.name : at;
  return (
    ts.isCallExpression(parent) &&
    parent.expression === at &&
    ts.isIdentifier(name) &&
    /^is\w*(Error|Exception|Cancel|Boom)/i.test(name.text)
  );
}
