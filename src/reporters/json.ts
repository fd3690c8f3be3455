import type { Reporter } from "./reporter.js";

/** The report as it is: the contract of `dist/schema/report.json`. */
export const reportJson: Reporter = (report) => `${JSON.stringify(report, null, 2)}\n`;
