#!/usr/bin/env node
import { writeSync } from "node:fs";
import nodeModule from "node:module";
import { asksVersionOnly, VERSION } from "./version.js";

if (asksVersionOnly(process.argv)) sayVersion();
else void run();

/** No `await` at the top: this file is built as CommonJS, which Node starts with faster. */
async function run(): Promise<void> {
  endQuietly();
  enableCompileCache();
  const { main } = await import("./main.js");
  const { ownProcess } = await import("./v8-flags.js");
  ownProcess();
  process.exitCode = await main(process);
}

/** `lambda-lint | head` closes the pipe early: nothing more to say, and no crash. */
function endQuietly(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

/**
 * Has Node (since 22.8) keep compiled code for the next start, where it keeps everybody's: below the system's folder for
 * temporary files. NODE_COMPILE_CACHE names another folder, NODE_DISABLE_COMPILE_CACHE=1 says no.
 * https://nodejs.org/api/module.html#moduleenablecompilecacheoptions
 */
function enableCompileCache(): void {
  const enable: unknown = Reflect.get(nodeModule, "enableCompileCache");
  if (typeof enable === "function") enable();
}

/** Not by the stream, if need not be: setting it up takes a third of what this takes beyond Node's own start. */
function sayVersion(): void {
  const text = `${VERSION}\n`;
  try {
    writeSync(1, text);
  } catch {
    endQuietly();
    process.stdout.write(text);
  }
}
