import type { LambdaFunction } from "../function.js";

/** What else of a function's settings decides what loads. */
const VARIABLES = ["NODE_OPTIONS", "NODE_PATH"] as const;

/** Functions of an artifact that load the same in the same way: what is found for one holds for all of its group. */
export function loadedAlike(
  functions: readonly LambdaFunction[],
): readonly { readonly fn: LambdaFunction; readonly ids: readonly string[] }[] {
  const groups = new Map<string, { readonly fn: LambdaFunction; readonly ids: string[] }>();
  for (const fn of functions) {
    const { handler, handlerModule, runtime, layerIds, settings, template } = fn;
    const known = settings === null ? null : settings.unknownLayers.length > 0;
    const variables = VARIABLES.map((name) => settings?.environment?.get(name));
    const key = JSON.stringify([
      handler,
      handlerModule,
      runtime,
      layerIds,
      template === null,
      known,
      variables,
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { fn, ids: [fn.id] });
    else group.ids.push(fn.id);
  }
  return [...groups.values()];
}
