import * as v from "valibot";
import type { ClientConstruction } from "../code/code-model.js";
import type { Location } from "../finding.js";
import { defineRule } from "./define-rule.js";

export const clientInHandler = defineRule({
  id: "client-in-handler",
  severity: "error",
  looksAt: "code",
  summary: "A client, pool or connection is built on every invocation instead of once per environment.",
  why: `Lambda keeps an execution environment between invocations. What is built at module scope, or once behind a \
guard that outlives the invocation, is there again for the next one, with its open connections, its resolved \
credentials and its parsed configuration; what is built on the handler's path is paid for each time: TLS handshakes, \
credential look-ups, database connections until there are none left. The rule runs the handler abstractly, across \
files, constructors, callbacks and containers, and knows clients by their import source. It stays silent about \
clients built from the event, the context, a row of what was asked for or the credentials of an assumed role, about \
connections that mongoose and mssql give back while they are open, about what writes queries for a pool that is \
kept, about \`??=\`, guards and caches \
whose owner outlives the invocation, and about what no handler reaches. What it can't see: code behind computed \
imports, and values that third-party code hands back.`,
  docs: [
    "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html#function-code",
    "https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html",
  ],
  examples: {
    bad: {
      files: {
        "index.js":
          'const { S3Client, ListBucketsCommand } = require("@aws-sdk/client-s3");\nexports.handler = async () => {\n  const s3 = new S3Client({});\n  return s3.send(new ListBucketsCommand({}));\n};\n',
      },
    },
    good: {
      files: {
        "index.js":
          'const { S3Client, ListBucketsCommand } = require("@aws-sdk/client-s3");\nconst s3 = new S3Client({});\nexports.handler = async () => s3.send(new ListBucketsCommand({}));\n',
      },
    },
  },
  options: v.strictObject({}),
  messages: {
    built: (found: ClientConstruction) => ({ message: told(found), fix: hoist(found) }),
    builtFromArguments: (found: ClientConstruction) => ({ message: told(found), fix: keepEach(found) }),
    builtAfterAwait: (found: ClientConstruction) => ({ message: told(found), fix: memoise(found) }),
  },
  async check(context, _options, say) {
    const code = await context.code();
    return (code?.constructions ?? []).map((found) => ({
      ...say(messageOf(found), found),
      confidence: found.confidence,
      functions: found.functions,
      location: locationOf(found.range),
      packages: [found.package],
      chain: found.chain,
      key: found.key,
    }));
  },
});

function told(found: ClientConstruction): string {
  const when = found.inLoop ? "again and again within each invocation (in a loop)" : "on every invocation";
  return `\`${found.what}\` is built ${when}${across(found)}.`;
}

function messageOf({
  fix,
  parameters,
}: ClientConstruction): "built" | "builtFromArguments" | "builtAfterAwait" {
  if (fix === "memoise") return "builtAfterAwait";
  return parameters.length > 0 ? "builtFromArguments" : "built";
}

function locationOf(range: ClientConstruction["range"]): Location {
  const { path, line, column, endLine, endColumn } = range;
  return { path, inside: null, line, column, endLine, endColumn };
}

function across(found: ClientConstruction): string {
  const calls = found.chain.length - 1;
  return calls < 1 ? "" : `, ${calls === 1 ? "one call" : `${calls} calls`} away from the handler`;
}

function hoist(found: ClientConstruction): string {
  const name = found.variable ?? "client";
  return `Build it once, at module scope: \`const ${name} = ${found.what};\` outside of every function. Where that is too early, keep it: \`let ${name};\` at module scope and \`${name} ??= ${found.what}\` here.`;
}

function memoise(found: ClientConstruction): string {
  const name = found.variable ?? "client";
  return `Keep it for the next invocation: \`let ${name};\` at module scope and \`${name} ??= ${found.what}\` here, so that what it waits for is fetched once too.`;
}

/** One client for all calls would be the first caller's. */
function keepEach({ parameters }: ClientConstruction): string {
  const names = parameters.map((one) => `\`${one}\``).join(" and ");
  const [only] = parameters.length === 1 ? parameters : ["key"];
  const key = parameters.length === 1 ? names : `a \`key\` made of them`;
  return `It is built from ${names}: keep one for each. \`const clients = new Map();\` at module scope; here look it up by ${key}, and only where it isn't there build it and \`clients.set(${only}, client)\`. Where all calls give the same, build it once, at module scope.`;
}
