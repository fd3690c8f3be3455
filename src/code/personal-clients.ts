import type TypeScript from "typescript";
import { ts } from "./typescript.js";
import { isTainted, optionsOf, type Value } from "./values.js";

/** `client.setCredentials({ access_token })`: gives a client one user's own token. */
const GIVES_TOKEN = /^set(Credentials|AccessToken|AuthToken|Token|Auth)$/;

/** Clients that act for the user who sent the request: they can't be shared between invocations. */
export class PersonalClients {
  readonly #builtAt = new WeakMap<Value, TypeScript.Node>();
  readonly #clients = new Set<TypeScript.Node>();
  /** Functions that give a token of the event to a client that nobody saw being made. */
  readonly #functions = new Set<TypeScript.Node>();

  noteBuilt(client: Value, at: TypeScript.Node): void {
    this.#builtAt.set(client, at);
  }

  noteCall(receiver: Value, name: string, args: readonly Value[], at: TypeScript.Node): void {
    if (!GIVES_TOKEN.test(name) || !args.some((one) => isTainted(one))) return;
    const built = optionsOf(receiver).flatMap((one) => this.#builtAt.get(one) ?? []);
    for (const one of built) this.#clients.add(one);
    const owner = built.length === 0 ? ts.findAncestor(at, ts.isFunctionLike) : undefined;
    if (owner !== undefined) this.#functions.add(owner);
  }

  /** Whether a construction gives a client that is one user's own. */
  has(construction: TypeScript.Node, exported: string): boolean {
    if (this.#clients.has(construction)) return true;
    if (!/auth/i.test(exported)) return false;
    const owner = ts.findAncestor(construction, ts.isFunctionLike);
    return owner !== undefined && this.#functions.has(owner);
  }
}
