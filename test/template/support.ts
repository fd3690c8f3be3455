import type { DeclaredFunction, Template } from "../../src/template/declared.js";
import { readTemplate } from "../../src/template/read-template.js";

/** A template given as data, read from its JSON. */
export function read(template: object): Promise<Template> {
  return readTemplate(JSON.stringify(template), "template.json");
}

/** The function `Fn` of a template that declares it with these properties. */
export async function declared(
  properties: object,
  { type = "AWS::Lambda::Function", metadata = {}, ...sections }: Sections = {},
): Promise<DeclaredFunction> {
  const { Resources = {}, ...others } = sections;
  const fn = { Type: type, Metadata: metadata, Properties: properties };
  const { functions } = await read({ ...others, Resources: { Fn: fn, ...Resources } });
  const found = functions.find(({ logicalId }) => logicalId === "Fn");
  if (found === undefined) throw new Error("Fn isn't declared");
  return found;
}

interface Sections {
  readonly type?: string;
  readonly metadata?: object;
  readonly Resources?: object;
  readonly [section: string]: unknown;
}
