import * as v from "valibot";
import { type DeclaredFunction, declaredAt, declaredFunctions, groupedBy } from "./declarations.js";
import { defineRule } from "./define-rule.js";

const STACK = (target: string) => `Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Code: src
      Handler: index.handler
      Runtime: nodejs22.x
  Version:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref Orders }
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref Orders
      FunctionVersion: !GetAtt Version.Version
      Name: live
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 }
  Queue:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: arn:aws:sqs:eu-west-1:111122223333:orders
      FunctionName: !Ref ${target}
`;
const HANDLER = "exports.handler = async () => {};\n";

export const provisionedConcurrency = defineRule({
  id: "provisioned-concurrency",
  severity: "info",
  looksAt: "sizes",
  summary: "Environments are kept warm on an alias that nothing calls.",
  why: `Provisioned concurrency belongs to an alias or a version and is billed for as long as it is configured. An \
event source that calls the function itself ($LATEST) never uses it: it pays for warm environments and still starts \
cold. Reported only where the template shows event sources, all of them call the unqualified function, and an alias or \
version has provisioned concurrency. Callers outside of the template can't be seen, so the confidence is medium.`,
  docs: ["https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html"],
  examples: {
    bad: { path: "template.yaml", files: { "template.yaml": STACK("Orders"), "src/index.js": HANDLER } },
    good: { path: "template.yaml", files: { "template.yaml": STACK("Live"), "src/index.js": HANDLER } },
  },
  options: v.strictObject({}),
  messages: {
    unused: ({ qualifier }: { qualifier: string }) => ({
      message: `Keeps environments warm on ${qualifier}, but every event source of the template calls the function without it.`,
      fix: `Let the event sources call ${qualifier} (its ARN rather than the function's), or take the provisioned concurrency away.`,
    }),
  },
  check(context, _options, say) {
    return groupedBy(declaredFunctions(context.functions), unusedQualifier).map(({ said, functions }) => ({
      ...say("unused", said),
      ...declaredAt(functions),
      confidence: "medium" as const,
      key: said.qualifier,
    }));
  },
});

function unusedQualifier({ settings: { provisioned, events } }: DeclaredFunction) {
  const [first] = provisioned;
  if (first === undefined || events.length === 0) return null;
  return events.every(({ qualified }) => qualified === false) ? { qualifier: first.qualifier } : null;
}
