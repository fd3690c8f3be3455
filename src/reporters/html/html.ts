import client from "lambda-lint:html-client";
import { createHash } from "node:crypto";
import type { Finding } from "../../finding.js";
import { formatBytes } from "../../format-bytes.js";
import type { Report, ReportedFunction } from "../../report.js";
import { counted, summaryText } from "../page.js";
import { printableDeep } from "../printable.js";
import type { Reporter } from "../reporter.js";
import { pageData } from "./page-data.js";
import { STYLE } from "./style.js";

/**
 * One file that needs nothing else: tables that are readable without a script, and a treemap over them with one. Its
 * own policy lets nothing run but that script, and nothing be loaded.
 */
export const reportHtml: Reporter = (unsafe) => {
  const report = printableDeep(unsafe);
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(client)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>lambda-lint: ${text(summaryText(report))}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>lambda-lint</h1>
<p>${text(summaryText(report))}</p>
</header>
<main>
<section id="map" hidden aria-labelledby="map-title">
<h2 id="map-title">What is in there</h2>
<div id="controls"></div>
<div id="stage"><div id="treemap"></div><aside id="details" aria-live="polite" aria-label="Details"></aside></div>
</section>
<section aria-labelledby="functions-title">
<h2 id="functions-title">Functions</h2>
${functionTable(report)}
</section>
<section aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
${findingList(report)}
</section>
<section aria-labelledby="packages-title">
<h2 id="packages-title">Packages</h2>
${packageTables(report)}
</section>
${problemSection(report)}
</main>
<script type="application/json" id="data">${jsonText(pageData(report))}</script>
<script>${client}</script>
</body>
</html>
`;
};

function hashOf(content: string): string {
  return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}

function functionTable({ functions, artifacts }: Report): string {
  if (functions.length === 0) return "<p>None were found.</p>";
  const zipped = new Map(artifacts.map(({ id, zippedBytes }) => [id, zippedBytes]));
  const row = (fn: ReportedFunction) =>
    `<tr><th scope="row">${text(fn.constructPath ?? fn.id)}</th><td>${size(fn.totalUnzippedBytes)}</td><td>${size(zipped.get(fn.artifact) ?? null)}</td><td>${size(fn.init?.bytes ?? null)}</td><td>${fn.init?.modules ?? "–"}</td><td>${text([fn.handler, fn.runtime, fn.architecture].filter(Boolean).join(", "))}</td></tr>`;
  return `<div class="scroll" role="region" aria-label="Table of functions" tabindex="0"><table>
<thead><tr><th scope="col">function</th><th scope="col">unzipped</th><th scope="col">zipped</th><th scope="col">init</th><th scope="col">modules</th><th scope="col">handler</th></tr></thead>
<tbody>${functions.map(row).join("\n")}</tbody></table></div>`;
}

function findingList({ findings }: Report): string {
  const shown = findings.filter(({ suppressed }) => suppressed === null);
  if (shown.length === 0) return "<p>None.</p>";
  return `<ul class="findings">${shown.map(findingItem).join("\n")}</ul>`;
}

function findingItem(finding: Finding): string {
  const { severity, rule, message, fix, confidence, location, functions, chain } = finding;
  const sure = confidence === "high" ? "" : ` (${confidence} confidence)`;
  const place =
    location === null ? "" : `${location.path}${location.line === null ? "" : `:${location.line}`}`;
  const via =
    chain.length === 0
      ? ""
      : `<p class="via">via ${chain.map(({ label, path }) => text(label || path)).join(" → ")}</p>`;
  return `<li><p><span class="severity ${severity}">${severity}</span> <strong>${text(rule)}</strong>${sure} <code>${text(place)}</code></p><p>${text(message)}</p>${via}<p><em>Fix:</em> ${text(fix)}</p><p class="functions">${text(functions.join(", "))}</p></li>`;
}

function packageTables({ artifacts }: Report): string {
  const tables = artifacts
    .filter(({ packages }) => packages.length > 0)
    .map(({ path, packages }) => {
      const rows = packages
        .toSorted((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1))
        .map(
          (pkg) =>
            `<tr data-package="${text(pkg.id)}" data-artifact="${text(path)}"><th scope="row">${text(pkg.name)}</th><td>${text(pkg.version ?? "–")}</td><td>${size(pkg.bytes)}</td><td>${size(pkg.zippedBytes)}</td><td>${size(pkg.retainedBytes)}</td></tr>`,
        );
      return `<details open><summary>${text(path)}: ${counted(packages.length, "package")}</summary><div class="scroll" role="region" aria-label="Table of packages of ${text(path)}" tabindex="0"><table class="packages">
<thead><tr><th scope="col">package</th><th scope="col">version</th><th scope="col">bytes</th><th scope="col">zipped</th><th scope="col">leaves with it</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details>`;
    });
  return tables.length === 0 ? "<p>None.</p>" : tables.join("\n");
}

function problemSection({ problems }: Report): string {
  if (problems.length === 0) return "";
  const items = problems.map(
    ({ level, path, message }) =>
      `<li>${level === "error" ? "problem" : "note"}: <code>${text(path)}</code> ${text(message)}</li>`,
  );
  return `<section aria-labelledby="problems-title"><h2 id="problems-title">Problems</h2><ul>${items.join("\n")}</ul></section>`;
}

function size(bytes: number | null): string {
  return bytes === null ? "–" : `<span title="${bytes} B">${formatBytes(bytes)}</span>`;
}

/** Names and paths come from archives that somebody else made. */
function text(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** No sequence in it may end the element that holds it. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
