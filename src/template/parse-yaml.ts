import type * as Yaml from "yaml";
import { InputError, type Problem } from "../errors.js";
import { parseLoosely } from "./loose-indent.js";
import type { Node } from "./node.js";
import { YamlReader } from "./yaml-reader.js";

/** A parsed file. */
export interface ParsedText {
  readonly value: Node;
  /** 1-based line of the key that holds a mapping or list of `value`, by identity; null where it isn't known. */
  lineOf(node: Node | undefined): number | null;
  /** Tags that nobody knows, aliases that name nothing. */
  readonly problems: readonly Problem[];
}

/**
 * YAML as CloudFormation, and the tools on top of it, write it: short tags are written out, merge keys merged,
 * anchors followed; a tag that CloudFormation doesn't know becomes a function that nobody can evaluate. Of several
 * documents the first counts, of several equal keys the last.
 * Throws InputError: invalid-yaml with line and column, nested-too-deep, too-many-aliases.
 */
export async function parseYaml(text: string, path: string): Promise<ParsedText> {
  const yaml = await import("yaml");
  const { document, lines } = parseLoosely(text, (one) => parse(yaml, one, path));
  const mistake = document.errors.find(({ code }) => code !== "MULTIPLE_DOCS");
  if (mistake !== undefined) throw refused(mistake, lines.linePos(mistake.pos[0]), path);
  const reader = new YamlReader(yaml, (offset) => lines.linePos(offset).line, path);
  const value = reader.read(document.contents);
  return { value, lineOf: (node) => reader.lineOf(node), problems: reader.problems };
}

function parse(
  yaml: typeof Yaml,
  text: string,
  path: string,
): { readonly document: Yaml.Document; readonly lines: Yaml.LineCounter } {
  const lines = new yaml.LineCounter();
  try {
    const document = yaml.parseDocument(text, {
      lineCounter: lines,
      logLevel: "silent",
      prettyErrors: false,
      // Quadratic, and no business of ours: cfn-lint reports equal keys.
      uniqueKeys: false,
    });
    return { document, lines };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(path, null, error);
  }
}

function refused(
  mistake: Yaml.YAMLError,
  { line, col }: ReturnType<Yaml.LineCounter["linePos"]>,
  path: string,
): InputError {
  if (mistake.code === "RESOURCE_EXHAUSTION") return tooDeep(path, line, mistake);
  const message = `is no valid YAML at line ${line}, column ${col}: ${mistake.message.replace(/\s+/g, " ")}`;
  return new InputError({ code: "invalid-yaml", path, line, message }, mistake);
}

function tooDeep(path: string, line: number | null, cause: unknown): InputError {
  const message = "is nested too deep to be a template; check what wrote it.";
  return new InputError({ code: "nested-too-deep", path, line, message }, cause);
}
