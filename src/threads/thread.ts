import { serveThread } from "./serve-thread.js";

await serveThread();
