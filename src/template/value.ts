/**
 * What a template's property evaluates to. Nothing is guessed: what only a deployment knows stays a reference, what
 * nobody here can evaluate is unknown.
 */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | Reference
  | Text
  | Unknown;

export class Unknown {
  readonly kind = "unknown";
}

export const UNKNOWN = new Unknown();

/** A resource's id or attribute, a parameter without a default, a pseudo parameter ("AWS::Region"). */
export class Reference {
  readonly kind = "reference";
  constructor(
    readonly name: string,
    /** Null for what `Ref` gives. */
    readonly attribute: string | null,
  ) {}
}

/** Text of which parts are not static. */
export class Text {
  readonly kind = "text";
  constructor(readonly parts: readonly (string | Reference | Unknown)[]) {}
}

/** No template's property is longer: a stack's whole template may have 1 MB. */
const MAXIMUM_TEXT = 8 * 1024 * 1024;

/** Text put together, as static as its parts. */
export function joinText(values: readonly Value[]): Value {
  const parts: (string | Reference | Unknown)[] = [];
  let length = 0;
  for (const value of values) {
    for (const part of value instanceof Text ? value.parts : [scalarPart(value)]) {
      const last = parts.at(-1);
      if (part === "") continue;
      if (typeof part === "string") length += part.length;
      if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
      else parts.push(part);
    }
    if (length > MAXIMUM_TEXT) return UNKNOWN;
  }
  const [only = "", ...others] = parts;
  if (others.length > 0) return new Text(parts);
  return only;
}

function scalarPart(value: Exclude<Value, Text>): string | Reference | Unknown {
  if (value instanceof Reference) return value;
  return staticText(value) ?? UNKNOWN;
}

/**
 * Text, or a number or boolean as CloudFormation would write it; null where it isn't static: what CloudFormation
 * looks up when it deploys ("{{resolve:ssm:…}}") is none.
 */
export function staticText(value: Value | undefined): string | null {
  if (typeof value === "string") return value.includes("{{resolve:") ? null : value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : null;
}

/** A number, or text that is one; null where it isn't static. */
export function staticNumber(value: Value | undefined): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return typeof value === "string" && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

/** Text with what only a deployment knows as "${AWS::Region}"; null where a part is unknown altogether. */
export function shownText(value: Value | undefined): string | null {
  if (value instanceof Reference) return shownReference(value);
  if (!(value instanceof Text)) return staticText(value);
  let shown = "";
  for (const part of value.parts) {
    if (part instanceof Unknown) return null;
    shown += typeof part === "string" ? part : shownReference(part);
  }
  return shown;
}

function shownReference({ name, attribute }: Reference): string {
  return `\${${attribute === null ? name : `${name}.${attribute}`}}`;
}

export function isValueMap(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** The items of a list; none of anything else. */
export function itemsOf(list: Value | undefined): readonly Value[] {
  return isValueList(list) ? list : [];
}

/** The values of a mapping; none of anything else. */
export function valuesOf(map: Value | undefined): readonly Value[] {
  return isValueMap(map) ? [...map.values()] : [];
}

/** What a mapping holds under a key; unknown where that isn't static. */
export function fieldOf(map: Value | undefined, key: string): Value | undefined {
  if (isValueMap(map)) return map.get(key);
  return map === undefined ? undefined : UNKNOWN;
}
