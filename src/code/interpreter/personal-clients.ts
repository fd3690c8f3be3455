import type TypeScript from "typescript";
import { walk } from "../program/walk.js";
import { ts } from "../typescript.js";
import type { Interpreter } from "./interpreter.js";
import { type FunctionValue, isTainted, type MadeValue, optionsOf, phaseOf, type Value } from "./values.js";
import { bindingOf } from "./variables.js";

/** `client.setCredentials({ access_token })`: gives a client one user's own token. */
const GIVES_TOKEN = /^set(Credentials|AccessToken|AuthToken|Token|Auth)$/;

/** `client.interceptors.response.use(…)`, `client.middlewareStack.add(…)`: what a client does from then on. */
const PART = /^(interceptors|middlewareStack|request|response)$/;
const EXTENDS = /^(use|add|addRelativeTo)$/;

/** Clients that act for the user who sent the request: they can't be shared between invocations. */
export class PersonalClients {
  readonly #builtAt = new WeakMap<Value, TypeScript.Node>();
  readonly #clients = new Set<TypeScript.Node>();
  /** Functions that give a token of the event to a client that nobody saw being made. */
  readonly #functions = new Set<TypeScript.Node>();

  noteBuilt(client: Value, at: TypeScript.Node): void {
    this.#builtAt.set(client, at);
  }

  /** A part of a client that is given functions, as a value of its own; null: it is none. */
  part(of: MadeValue, name: string): MadeValue | null {
    const at = PART.test(name) ? this.#builtAt.get(of) : undefined;
    if (at === undefined) return null;
    const part: MadeValue = { ...of, how: "call", holds: [], tainted: false, client: null };
    this.#builtAt.set(part, at);
    return part;
  }

  noteCall(
    run: Interpreter,
    receiver: Value,
    name: string,
    args: readonly Value[],
    at: TypeScript.Node,
  ): void {
    const isPersonal =
      (GIVES_TOKEN.test(name) && args.some((one) => isTainted(one))) ||
      (EXTENDS.test(name) && args.some((one) => one.kind === "function" && readsInvocation(run, one)));
    if (!isPersonal) return;
    const built = optionsOf(receiver).flatMap((one) => this.#builtAt.get(one) ?? []);
    for (const one of built) this.#clients.add(one);
    if (!GIVES_TOKEN.test(name)) return;
    const owner = built.length === 0 ? ts.findAncestor(at, ts.isFunctionLike) : undefined;
    if (owner !== undefined) this.#functions.add(owner);
  }

  /** `client.config.credentials = …`, with what only this invocation has. */
  noteSecret(of: Value, name: string, value: Value): void {
    if (!SECRETS.test(name) || phaseOf(value) === "init" || value.kind === "literal") return;
    for (const one of optionsOf(of).flatMap((option) => this.#builtAt.get(option) ?? []))
      this.#clients.add(one);
  }

  /** Whether a construction gives a client that is one user's own. */
  has(construction: TypeScript.Node, exported: string): boolean {
    if (this.#clients.has(construction)) return true;
    if (!/auth/i.test(exported)) return false;
    const owner = ts.findAncestor(construction, ts.isFunctionLike);
    return owner !== undefined && this.#functions.has(owner);
  }
}

const SECRETS = /cred|token|auth|password|header/i;

/** `new S3Client({ credentials: () => assume(event.role) })`: asked for later, and the event's all the same. */
export function asksForOwnSecrets(run: Interpreter, args: readonly Value[]): boolean {
  return args.some(
    (one) =>
      one.kind === "object" &&
      [...one.fields].some(
        ([name, field]) =>
          field.kind === "function" && SECRETS.test(name) && readsInvocation(run, field, isTainted),
      ),
  );
}

/** Whether a function reads variables around it that only this invocation has: data of the event, what was asked for. */
function readsInvocation(
  run: Interpreter,
  { node, frame }: FunctionValue,
  isOwn: (value: Value) => boolean = isOfInvocation,
): boolean {
  let found = false;
  walk(node.body ?? node, true, (at) => {
    if (found) return null;
    if (ts.isIdentifier(at)) {
      const declaration = run.declarationOf(at);
      const bound = declaration === null ? null : bindingOf(declaration, frame);
      found = bound !== null && isOwn(bound.binding.value);
    }
    return true;
  });
  return found;
}

function isOfInvocation(value: Value): boolean {
  return isTainted(value) || (value.kind === "unknown" && value.phase === "invocation");
}
