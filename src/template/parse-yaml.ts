import type * as Yaml from "yaml";
import { InputError, type Problem } from "../errors.js";
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
  const lines = new yaml.LineCounter();
  const document = parse(yaml, text, lines, path);
  const mistake = document.errors.find(({ code }) => code !== "MULTIPLE_DOCS");
  if (mistake !== undefined) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    throw new InputError(
      {
        code: "invalid-yaml",
        path,
        line,
        message: `is no valid YAML at line ${line}, column ${col}: ${mistake.message.replace(/\s+/g, " ")}`,
      },
      mistake,
    );
  }
  const reader = new YamlReader(yaml, (offset) => lines.linePos(offset).line, path);
  const value = reader.read(document.contents);
  return { value, lineOf: (node) => reader.lineOf(node), problems: reader.problems };
}

function parse(yaml: typeof Yaml, text: string, lineCounter: Yaml.LineCounter, path: string): Yaml.Document {
  try {
    return yaml.parseDocument(text, {
      lineCounter,
      logLevel: "silent",
      prettyErrors: false,
      // Quadratic, and no business of ours: cfn-lint reports equal keys.
      uniqueKeys: false,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError(
      { code: "nested-too-deep", path, message: "is nested too deep to be a template; check what wrote it." },
      error,
    );
  }
}
