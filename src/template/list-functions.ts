import { isValueList, joinText, staticNumber, staticText, UNKNOWN, type Value } from "./value.js";

/** Functions whose arguments are a list of values, by name. */
export const LIST_FUNCTIONS: ReadonlyMap<string, (values: readonly Value[]) => Value> = new Map([
  ["Fn::Join", join],
  ["Fn::Select", select],
  ["Fn::Split", split],
]);

function join([delimiter, items]: readonly Value[]): Value {
  const between = staticText(delimiter);
  if (between === null || !isValueList(items)) return UNKNOWN;
  return joinText(items.flatMap((one, index) => (index === 0 ? [one] : [between, one])));
}

function select([position, items]: readonly Value[]): Value {
  const index = staticNumber(position);
  return index === null || !isValueList(items) ? UNKNOWN : (items[index] ?? UNKNOWN);
}

function split([delimiter, whole]: readonly Value[]): Value {
  const between = staticText(delimiter);
  const text = staticText(whole);
  return between === null || between === "" || text === null ? UNKNOWN : text.split(between);
}
