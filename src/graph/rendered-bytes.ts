import type { RenderedModule } from "./build.js";
import { commentedSections } from "./path-comments.js";

/** What Rollup puts where the name of a chunk will stand; as long as what takes its place, unless patterns say otherwise. */
const PLACEHOLDER = /!~\{\w+\}~/;
/** How much longer than its placeholder a name may be. */
const SLACK = 64;

/**
 * The bytes of each module in an output that still has the modules' code as it was rendered, or begins each with the
 * comment that stood before it (Rolldown takes dead code out after rendering); null of others, minified ones first.
 */
export function renderedBytes(
  script: Buffer,
  modules: readonly RenderedModule[],
): readonly (readonly [id: string, bytes: number])[] | null {
  const text = script.toString("utf8");
  return standingBytes(text, modules) ?? commentedBytes(script, modules);
}

function standingBytes(text: string, modules: readonly RenderedModule[]): readonly [string, number][] | null {
  const found: [string, number][] = [];
  let at = 0;
  for (const { id, code, size } of modules) {
    if (size === 0) continue;
    if (code === null) return null;
    let start = -1;
    for (const piece of code.split(PLACEHOLDER)) {
      const next = text.indexOf(piece, at);
      if (next === -1 || (start !== -1 && next > at + SLACK)) return null;
      if (start === -1) start = next;
      at = next + piece.length;
    }
    found.push([id, Buffer.byteLength(text.slice(start, at))]);
  }
  return found.length === 0 ? null : found;
}

function commentedBytes(
  script: Buffer,
  modules: readonly RenderedModule[],
): readonly [string, number][] | null {
  const rendered = new Map<string, { readonly id: string; readonly bytes: number }>();
  for (const { id, code, size } of modules) {
    if (size === 0) continue;
    const comment = code === null ? null : /^\/\/ ([^\n]+)\n/.exec(code);
    if (code === null || comment?.[1] === undefined || rendered.has(comment[1])) return null;
    rendered.set(comment[1], { id, bytes: Buffer.byteLength(code) - Buffer.byteLength(comment[0]) });
  }
  const sections = commentedSections(script, (path) => rendered.has(path));
  // What is used once may have been moved to where it is used: a comment is gone then, or a section has grown.
  if (sections.length !== rendered.size) return null;
  const sizes: [string, number][] = [];
  for (const { path, codeStart, end } of sections) {
    const module = rendered.get(path);
    const bytes = codeEnd(script, codeStart, end) - codeStart;
    if (module === undefined || bytes > module.bytes + GROWTH) return null;
    sizes.push([module.id, bytes]);
  }
  return new Set(sizes.map(([id]) => id)).size === sizes.length ? sizes : null;
}

/** Renaming makes a module a little longer. */
const GROWTH = 256;
const EXPORTS = ["\nexport {", "\nexports.", "\nmodule.exports", "\nObject.defineProperty(exports,"];

/** The last section ends where the output's own exports begin. */
function codeEnd(script: Buffer, start: number, end: number): number {
  if (end !== script.length) return end;
  const found = EXPORTS.map((text) => script.indexOf(text, start)).filter((at) => at !== -1);
  return Math.min(end, ...found.map((at) => at + 1));
}
