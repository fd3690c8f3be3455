type Row = readonly [packageName: string, instead: string, reason: string, source: string];

const GLOBALS = "https://nodejs.org/docs/latest-v20.x/api/globals.html#fetch";
const INTL = "https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Intl/DateTimeFormat";
const FS = "https://nodejs.org/docs/latest-v20.x/api/fs.html";

/** Advice that holds for every function on a current runtime; each row can be checked at its source. */
export const LIGHTER_ROWS: readonly Row[] = [
  [
    "aws-sdk",
    "Use the @aws-sdk/client-* packages of v3.",
    "v2 reached its end of support on 2025-09-08, and v3 ships one service at a time.",
    "https://aws.amazon.com/blogs/developer/announcing-end-of-support-for-aws-sdk-for-javascript-v2/",
  ],
  [
    "aws-xray-sdk",
    "Use aws-xray-sdk-core.",
    "The whole one adds the Express, MySQL and Postgres parts to the core.",
    "https://github.com/aws/aws-xray-sdk-node/blob/master/packages/full_sdk/package.json",
  ],
  ["axios", "Use fetch.", "Node has it since 18, without a package.", GLOBALS],
  [
    "bluebird",
    "Use native promises.",
    "Its own README asks for that.",
    "https://github.com/petkaantonov/bluebird#readme",
  ],
  ["cross-fetch", "Use fetch.", "Node has it since 18, without a package.", GLOBALS],
  [
    "crypto-js",
    "Use node:crypto.",
    "It is discontinued, and its README names the native module.",
    "https://github.com/brix/crypto-js#readme",
  ],
  [
    "dotenv",
    "Set the function's environment variables.",
    "Lambda sets them before the code is loaded.",
    "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
  ],
  [
    "@faker-js/faker",
    "Import one locale (@faker-js/faker/locale/en), or move it to devDependencies.",
    "The main entry holds the data of all locales.",
    "https://fakerjs.dev/guide/localization.html",
  ],
  [
    "firebase-admin",
    "Import its parts (firebase-admin/app, firebase-admin/auth) and bundle.",
    "The main entry reaches every product through its namespace.",
    "https://firebase.google.com/docs/admin/migrate-node-v10",
  ],
  [
    "googleapis",
    "Use the package of the one API (@googleapis/drive).",
    "It holds the clients of all Google APIs.",
    "https://github.com/googleapis/google-api-nodejs-client#readme",
  ],
  ["got", "Use fetch.", "Node has it since 18, without a package; retries need a few lines.", GLOBALS],
  ["isomorphic-fetch", "Use fetch.", "Node has it since 18, without a package.", GLOBALS],
  [
    "joi",
    "Use valibot.",
    "Its functions are imported one by one, so that a bundle holds those in use.",
    "https://valibot.dev/guides/comparison/",
  ],
  [
    "jsonwebtoken",
    "Use jose, or aws-jwt-verify for Cognito.",
    "jose has no dependencies and is built on Web Crypto.",
    "https://github.com/panva/jose#readme",
  ],
  [
    "lodash",
    "Import single functions (lodash/get), or lodash-es in a bundle.",
    "The main entry is one file with all functions: no bundler can take it apart.",
    "https://github.com/lodash/lodash/blob/main/README.md",
  ],
  ["mkdirp", "Use fs.mkdir with recursive: true.", "Node has it.", FS],
  [
    "moment",
    "Use dayjs or date-fns, or Intl for formatting.",
    "Its authors call it a legacy project, and no bundler can take it apart.",
    "https://momentjs.com/docs/#/-project-status/",
  ],
  [
    "moment-timezone",
    "Use Intl.DateTimeFormat with a timeZone, or dayjs with its timezone plugin.",
    "It ships the time zone data that Node has inside.",
    INTL,
  ],
  ["node-fetch", "Use fetch.", "Node has it since 18, without a package.", GLOBALS],
  [
    "puppeteer",
    "Use puppeteer-core with @sparticuz/chromium.",
    "The Chrome that it installs is not made for Lambda.",
    "https://github.com/Sparticuz/chromium#readme",
  ],
  ["request", "Use fetch.", "It is deprecated since 2020.", "https://github.com/request/request/issues/3142"],
  ["rimraf", "Use fs.rm with recursive: true and force: true.", "Node has it.", FS],
  [
    "underscore",
    "Use the methods of Array and Object.",
    "The language has nearly all of it.",
    "https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Array",
  ],
  [
    "uuid",
    "Use crypto.randomUUID() for version 4.",
    "Node has it; other versions still need a package.",
    "https://nodejs.org/docs/latest-v20.x/api/crypto.html#cryptorandomuuidoptions",
  ],
  [
    "winston",
    "Use the Powertools Logger (@aws-lambda-powertools/logger).",
    "Lambda collects what a function writes to stdout; transports, files and colours have no use there.",
    "https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/",
  ],
  [
    "xml2js",
    "Use fast-xml-parser.",
    "It needs neither sax nor xmlbuilder.",
    "https://github.com/NaturalIntelligence/fast-xml-parser#readme",
  ],
  [
    "yup",
    "Use valibot.",
    "Its functions are imported one by one, so that a bundle holds those in use.",
    "https://valibot.dev/guides/comparison/",
  ],
];
