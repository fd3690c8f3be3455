import type { ESLint, Linter } from "eslint";
import manifest from "../../package.json" with { type: "json" };
import { codeRule, RULES } from "./rules.js";

interface LambdaLintPlugin extends ESLint.Plugin {
  readonly configs: { readonly recommended: Linter.Config };
}

const rules = Object.fromEntries(Object.keys(RULES).map((id) => [id, codeRule(id)]));
const plugin: ESLint.Plugin = {
  meta: { name: manifest.name, version: manifest.version, namespace: "lambda-lint" },
  rules,
};
/** ESLint knows one severity for each rule, lambda-lint one for each finding: what fails a build is left to the command. */
const recommended: Linter.Config = {
  name: "lambda-lint/recommended",
  plugins: { "lambda-lint": plugin },
  rules: Object.fromEntries(Object.keys(RULES).map((id) => [`lambda-lint/${id}`, "warn"])),
};

/**
 * The code rules in ESLint (flat config): the same findings as the command's in ESLint's working directory, each in the
 * file where it is, with the text that an editor has. Reads lambda-lint's config; `settings["lambda-lint"].config` names
 * another, or is one.
 */
const lambdaLint: LambdaLintPlugin = { ...plugin, configs: { recommended } };
export default lambdaLint;
