import * as v from "valibot";
import { snapStartOf } from "../lambda/snap-start.js";
import { declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule } from "./define-rule.js";

const FUNCTION = (snapStart: string) => `Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src
      Handler: app.handler
      Runtime: python3.13
${snapStart}`;
const HANDLER = "def handler(event, context):\n    return None\n";

export const snapStart = defineRule({
  id: "snap-start",
  severity: "info",
  looksAt: "sizes",
  summary: "The runtime has SnapStart, and it is off.",
  why: `With SnapStart a published version starts from a snapshot of its initialised environment instead of running \
init. There is none for Node; Java 11, Python 3.12, .NET 8 and their successors have it. It works for published \
versions and their aliases only, and not together with provisioned concurrency; Python and .NET are billed for keeping \
and restoring snapshots. Code that makes something unique in init (random seeds, connections) has to be checked first.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"],
  examples: {
    bad: { path: "template.yaml", files: { "template.yaml": FUNCTION(""), "src/app.py": HANDLER } },
    good: {
      path: "template.yaml",
      files: {
        "template.yaml": FUNCTION(
          "      SnapStart: { ApplyOn: PublishedVersions }\n      AutoPublishAlias: live\n",
        ),
        "src/app.py": HANDLER,
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    off: ({ runtime, isCharged }: { runtime: string; isCharged: boolean }) => ({
      message: `Runs ${runtime}, which can start from a snapshot (SnapStart), and it is off${isCharged ? "; snapshots are billed" : "; there is no charge for it"}.`,
      fix: "Set SnapStart.ApplyOn to PublishedVersions and call an alias, after a look at what init makes unique.",
    }),
  },
  check(context, _options, say) {
    const without = declaredFunctions(context.functions).filter(
      ({ settings }) => settings.snapStart === "None" && settings.provisioned.length === 0,
    );
    const available = groupedBy(without, ({ runtime }) => {
      const family = snapStartOf(runtime);
      return family === null || runtime === null ? null : { runtime, isCharged: family.isCharged };
    });
    return available.map(({ said, functions }) => ({
      ...say("off", said),
      ...declaredAt(functions),
      key: "off",
    }));
  },
});
