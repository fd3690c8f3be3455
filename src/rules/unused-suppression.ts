import * as v from "valibot";
import { defineRule } from "./define-rule.js";

const HANDLER = "exports.handler = async () => new S3Client({});\n";
const IMPORT = 'const { S3Client } = require("@aws-sdk/client-s3");\n';

export const unusedSuppression = defineRule({
  id: "unused-suppression",
  severity: "info",
  looksAt: "code",
  summary: "A suppression comment suppresses nothing.",
  why: `A \`lambda-lint-disable\` comment that covers no finding is left over from code that was mended, or stands on the \
wrong line; it would hide the next mistake. Comments are looked at in the source that handlers reach. One that names a \
rule which is off in this run is left alone; one that names a rule which doesn't exist is not.`,
  docs: ["https://eslint.org/docs/latest/use/configure/rules#report-unused-eslint-disable-comments"],
  examples: {
    bad: {
      files: {
        "index.js": `${IMPORT}const s3 = new S3Client({});\n// lambda-lint-disable-next-line client-in-handler\nexports.handler = async () => s3;\n`,
      },
    },
    good: {
      files: {
        "index.js": `${IMPORT}// lambda-lint-disable-next-line client-in-handler -- once a day\n${HANDLER}`,
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    unused: (comment: { rules: readonly string[] }) => ({
      message: `This comment suppresses ${comment.rules.length === 0 ? "nothing" : `no finding of ${comment.rules.join(", ")}`}.`,
      fix: "Remove it.",
    }),
  },
  async check(context, _options, say) {
    const comments = await context.unusedSuppressions();
    return comments.map(({ rules, range }) => ({
      ...say("unused", { rules }),
      location: { ...range, inside: null },
      key: rules.join(" "),
    }));
  },
});
