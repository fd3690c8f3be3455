import { basename, dirname, extname, join } from "node:path";
import { statOf } from "../artifact/stat-of.js";
import { textOf } from "../artifact/text-of.js";
import { InputError } from "../errors.js";
import { requiredText } from "./required-text.js";

/** CloudFormation takes 1 MB; tools that split a template later write more. */
export const MAXIMUM_TEMPLATE_BYTES = 64 * 1024 * 1024;
const EXTENSIONS: readonly string[] = [".yaml", ".yml", ".json", ".template"];

/** Is a file (an absolute path) a CloudFormation or SAM template, by its name and text? Never throws. */
export function isTemplateFile(place: string): boolean {
  if (!EXTENSIONS.includes(extname(place).toLowerCase())) return false;
  const text = textOf(place, MAXIMUM_TEMPLATE_BYTES);
  return text !== null && isTemplate(text);
}

/** Is this the text of a CloudFormation or SAM template? */
export function isTemplate(text: string): boolean {
  return (
    /^["']?Resources["']?[ \t]*:|"Resources"\s*:\s*\{/m.test(text) &&
    /["']?Type["']?[ \t]*:[ \t]*["']?(AWS|Custom|Alexa)::/.test(text)
  );
}

/**
 * The template that `sam build` wrote into a folder (an absolute path): into `.aws-sam/build`, or wherever
 * `--build-dir` said; null where it wrote none.
 */
export function samBuildTemplate(folder: string): string | null {
  const place = join(folder, basename(folder) === ".aws-sam" ? "build" : "", "template.yaml");
  const text = textOf(place, MAXIMUM_TEMPLATE_BYTES);
  return text !== null && isBuilt(place, text) ? place : null;
}

/**
 * Did `sam build` write this template? Then its paths lead to what is deployed. It writes to `.aws-sam/build`, or where
 * it is told to, with a build.toml above; a folder per resource, whose id it notes in the template (as stacks have it
 * that were deployed from there, so that the note alone says nothing).
 * Source: https://github.com/aws/aws-sam-cli/blob/develop/samcli/lib/build/build_graph.py and
 * …/samlib/resource_metadata_normalizer.py, checked 2026-11-21.
 */
export function isBuilt(place: string, text: string): boolean {
  const folder = dirname(place);
  const isThere = (name: string) => statOf(join(folder, name)) !== null;
  return (
    /[\\/]\.aws-sam[\\/]build$/.test(folder) ||
    isThere("../build.toml") ||
    [...text.matchAll(/^[ \t]*["']?SamResourceId["']?[ \t]*:[ \t]*["']?([\w-]+)/gm)].some((match) =>
      isThere(match[1] ?? ""),
    )
  );
}

/** Throws InputError for what can't be read, or is larger than any template. */
export function readTemplateText(place: string, path: string): string {
  const bytes = statOf(place)?.size ?? 0;
  if (bytes > MAXIMUM_TEMPLATE_BYTES) {
    throw new InputError({
      code: "too-large",
      path,
      message: `has ${bytes} bytes; no template is larger than ${MAXIMUM_TEMPLATE_BYTES}. Check what wrote it.`,
    });
  }
  return requiredText(place, path);
}
