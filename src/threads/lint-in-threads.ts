import { availableParallelism } from "node:os";
import { joined } from "../assemble-report.js";
import { discoverRequest, type LintRequest, lint, lintPart, reportOf } from "../lint.js";
import type { Part } from "../part.js";
import type { Report } from "../report.js";
import { AbandonedPart, ClaimedPart, MAIN, makeClaims } from "./claimed-part.js";
import { Helpers } from "./helpers.js";
import type { ThreadData } from "./thread-work.js";

/** Each thread has a heap of its own. */
const MAXIMUM_BY_DEFAULT = 4;

export interface ThreadOptions extends Pick<ThreadData, "configFile" | "isCached"> {
  /** Null: as many as there are cores, four at most, and only once the run turns out to be long. */
  readonly count: number | null;
}

/** As `lint`, to the same bytes, with several artifacts looked at at once. */
export async function lintInThreads(request: LintRequest, options: ThreadOptions): Promise<Report> {
  const count = options.count ?? Math.min(availableParallelism(), MAXIMUM_BY_DEFAULT);
  if (count === 1) return lint(request);
  const { toConfigFolder: _, onArtifact: __, cache: ___, ...copied } = request;
  const claims = makeClaims();
  const helpers = new Helpers({ ...options, request: copied, claims }, count - 1);
  if (options.count !== null) helpers.start();
  try {
    return await reportOf(request, async (part) => {
      const mine = considering(new ClaimedPart(claims, MAIN, part), helpers);
      const found = [await lintPart(discoverRequest(request), request, mine)];
      for (const help of await helpers.finish()) {
        // Here it either works, or fails with the words that belong to it.
        const abandoned = () =>
          lintPart(discoverRequest(request), request, new AbandonedPart(claims, help.thread));
        found.push(help.found ?? (await abandoned()));
      }
      return joined(found);
    });
  } finally {
    await helpers.stop();
  }
}

function considering(part: Part, helpers: Helpers): Part {
  return {
    tellsProblems: part.tellsProblems,
    takes(id) {
      helpers.consider();
      return part.takes(id);
    },
  };
}
