#!/usr/bin/env node
import { main } from "./main.js";

// `lambda-lint | head` closes the pipe early: nothing more to say, and no crash.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
process.exitCode = await main(process);
