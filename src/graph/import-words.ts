/** Of both words; where "i" and "e" stand everywhere, "p" is rare, and finding it is what a search is made of. */
const STEM = "port";
const [E, I, M, X] = [101, 105, 109, 120];

/** Whether "import" or "export" stands anywhere in a source. */
export function mentionsModules(source: string): boolean {
  for (let at = source.indexOf(STEM); at !== -1; at = source.indexOf(STEM, at + 1))
    if (isImport(source, at) || isExport(source, at)) return true;
  return false;
}

/**
 * True when `import` or `export` stands where a statement may start, and is no call. Cheaper than lexing what is
 * CommonJS, as most files are.
 */
export function mayBeModule(source: string): boolean {
  for (let at = source.indexOf(STEM); at !== -1; at = source.indexOf(STEM, at + 1)) {
    if (!isImport(source, at) && !isExport(source, at)) continue;
    if (!" \t\r\n{*\"'".includes(source.charAt(at + STEM.length))) continue;
    let before = at - 3;
    while (source[before] === " " || source[before] === "\t") before -= 1;
    if (before < 0 || "\n\r;}/".includes(source.charAt(before))) return true;
  }
  return false;
}

/** Where "import" stands last, of the places that count, or -1. */
export function lastImport(source: string, counts: (at: number) => boolean): number {
  let last = -1;
  for (let at = source.indexOf(STEM); at !== -1; at = source.indexOf(STEM, at + 1))
    if (isImport(source, at) && counts(at - 2)) last = at - 2;
  return last;
}

function isImport(source: string, stem: number): boolean {
  return source.charCodeAt(stem - 1) === M && source.charCodeAt(stem - 2) === I;
}

function isExport(source: string, stem: number): boolean {
  return source.charCodeAt(stem - 1) === X && source.charCodeAt(stem - 2) === E;
}
