/** What a value is, as far as its module's text tells. */
export type Shape =
  /** `parameters` is its `length`. */
  | { readonly kind: "function"; readonly parameters: number; readonly members: Members }
  | { readonly kind: "object"; readonly members: Members }
  /** Surely no function, and nothing lies in it: a number, a text, a list. */
  | { readonly kind: "plain"; readonly what: string }
  | { readonly kind: "undefined" }
  /** Another module's export; `name` is null for the module itself. */
  | {
      readonly kind: "imported";
      readonly specifier: string;
      readonly name: string | null;
      readonly syntax: Syntax;
    }
  | { readonly kind: "unknown" };

type Syntax = "import" | "require";

/** Properties by name. `isOpen`: there may be more than those, and others than these. */
export interface Members {
  readonly named: ReadonlyMap<string, Shape>;
  readonly isOpen: boolean;
}

/** What a module hands out. */
export interface ModuleShape {
  readonly format: "cjs" | "esm";
  /** Of CommonJS `module.exports`, of an ES module its namespace. */
  readonly whole: Shape;
  /** Modules whose exports are handed on, all of them. */
  readonly stars: readonly { readonly specifier: string; readonly syntax: Syntax }[];
}

export const UNKNOWN: Shape = { kind: "unknown" };
export const UNDEFINED: Shape = { kind: "undefined" };
export const OPEN: Members = { named: new Map(), isOpen: true };
export const CLOSED: Members = { named: new Map(), isOpen: false };
