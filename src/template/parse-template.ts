import { type ParsedText, parseYaml } from "./parse-yaml.js";

/**
 * JSON or YAML. What looks like JSON and is none is read as YAML, of which JSON is a part: the mistake then has a
 * line and a column, and comments or a trailing comma, which CloudFormation lets pass as YAML, are none.
 * Throws InputError as `parseYaml` does.
 */
export async function parseTemplate(text: string, path: string): Promise<ParsedText> {
  const bare = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (/^\s*[{[]/.test(bare)) {
    try {
      return { value: JSON.parse(bare), lineOf: () => null, problems: [] };
    } catch {
      // Read as YAML below.
    }
  }
  return parseYaml(bare, path);
}
