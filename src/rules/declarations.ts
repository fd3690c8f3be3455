import { fileLocation, type Location } from "../finding.js";
import type { FunctionSettings, LambdaFunction } from "../function.js";

/** A function that a template or the config declares. */
export type DeclaredFunction = LambdaFunction & { readonly settings: FunctionSettings };

/** Those of an artifact's functions of whose settings something is known. */
export function declaredFunctions(functions: readonly LambdaFunction[]): DeclaredFunction[] {
  return functions.filter((fn): fn is DeclaredFunction => fn.settings !== null);
}

/** Functions that something is said about at once, by what is said. */
export function groupedBy<T>(
  functions: readonly DeclaredFunction[],
  say: (fn: DeclaredFunction) => T | null,
): { readonly said: T; readonly functions: readonly [DeclaredFunction, ...DeclaredFunction[]] }[] {
  const groups = new Map<string, { said: T; functions: [DeclaredFunction, ...DeclaredFunction[]] }>();
  for (const fn of functions) {
    const said = say(fn);
    if (said === null) continue;
    const key = JSON.stringify(said);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { said, functions: [fn] });
    else group.functions.push(fn);
  }
  return [...groups.values()];
}

/** Where functions are declared: the first one's place in its template, and the ids of all. */
export function declaredAt(functions: readonly [DeclaredFunction, ...DeclaredFunction[]]): {
  readonly functions: readonly string[];
  readonly location?: Location;
} {
  const ids = functions.map(({ id }) => id);
  const location = declaredIn(functions[0]);
  return location === null ? { functions: ids } : { functions: ids, location };
}

/** Where a function is declared; null where no template or config says. */
export function declaredIn({ template, settings }: LambdaFunction): Location | null {
  return template === null ? null : { ...fileLocation(template), line: settings?.line ?? null };
}
