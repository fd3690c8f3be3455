/** Before a slash: what a regular expression may follow, where a division can't stand. */
const BEFORE_REGEX = /(?:^|[=(,:;!&|?{}[~+*%<>^-]|\b(?:return|typeof|case|await|yield|of|in|do|else))\s*$/;
const REGEX = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y;
/** How far back it is looked for what stands before a slash. */
const LOOKED_BACK = 20;

/** The parts of a JavaScript or TypeScript text that are text of templates: from where to where, in order. */
export function templateTexts(text: string): readonly { readonly from: number; readonly to: number }[] {
  const texts: { from: number; to: number }[] = [];
  /** Of each template that is being read, how many braces are open in its placeholder. */
  const templates: number[] = [];
  const readTemplate = (from: number): number => {
    let at = from;
    while (at < text.length && text[at] !== "`" && !text.startsWith("${", at))
      at += text[at] === "\\" ? 2 : 1;
    texts.push({ from, to: at });
    if (text[at] === "`") return at + 1;
    templates.push(0);
    return at + 2;
  };
  for (let at = 0; at < text.length; ) {
    const char = text[at];
    const open = templates.at(-1);
    if (char === "`") at = readTemplate(at + 1);
    else if (char === "}" && open === 0) {
      templates.pop();
      at = readTemplate(at + 1);
    } else if (char === '"' || char === "'") at = behindString(text, at);
    else if (text.startsWith("//", at)) at = behindNext("\n", text, at);
    else if (text.startsWith("/*", at)) at = behindNext("*/", text, at + 2);
    else if (char === "/" && BEFORE_REGEX.test(text.slice(Math.max(0, at - LOOKED_BACK), at)))
      at = behind(REGEX, text, at);
    else {
      if (open !== undefined && (char === "{" || char === "}"))
        templates[templates.length - 1] = open + (char === "{" ? 1 : -1);
      at++;
    }
  }
  return texts;
}

/** One that isn't finished ends with its line. */
function behindString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== text[start] && text[at] !== "\n") at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function behindNext(end: string, text: string, at: number): number {
  const found = text.indexOf(end, at);
  return found === -1 ? text.length : found + end.length;
}

/** The index behind what a sticky form matches there; behind the character where it doesn't. */
function behind(form: RegExp, text: string, at: number): number {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : at + 1;
}
