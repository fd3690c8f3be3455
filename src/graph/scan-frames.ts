type Kind = "block" | "function" | "arrow" | "class" | "control" | "group" | "template";

interface Frame {
  readonly kind: Kind;
  /** In a function's body, counted from the root. */
  readonly functions: number;
  /** In a `try` block of the innermost function. */
  readonly isTried: boolean;
}

const ROOT: Frame = { kind: "block", functions: 0, isTried: false };
/** `if (…) {` opens a block; any other `(…) {` opens a function's body. */
const CONTROL_WORDS = new Set("if for while switch with catch".split(" "));
/** Of TypeScript: `: Type {` opens a function's body, but not behind these. */
const BLOCK_WORDS = new Set("else do try finally default static".split(" "));
const NAMESPACE_WORDS = new Set(["namespace", "module"]);
/** All words that are told from others here, or by who asks for the last one. */
export const FRAME_WORDS: readonly string[] = [
  ...CONTROL_WORDS,
  ...BLOCK_WORDS,
  ...NAMESPACE_WORDS,
  ...["class", "await", "for", "function", "typeof"],
];
const [BACKSLASH, BACKTICK, DOLLAR, OPEN_BRACE] = [92, 96, 36, 123];

/** The open brackets of a source that is being scanned, and the token before. */
export class Frames {
  /** The last token: a punctuator, "word" or "value". */
  last = "";
  /** The last token when it was one of the words that mean something, else "". */
  lastWord = "";
  readonly #stack: Frame[] = [];
  readonly #isTypeScript: boolean;
  /** Depth at which a `class` waits for its body. */
  #classAt = -1;
  #isOperatorWord = false;
  /** The last token is the name of a namespace, whose body runs at once. */
  #isNamed = false;
  #closedControl = false;

  constructor(isTypeScript: boolean) {
    this.#isTypeScript = isTypeScript;
  }

  /** In a function's body, or in a class where only static parts run at once. */
  inFunction(): boolean {
    return this.#top.functions > 0 || this.#top.kind === "class";
  }

  inTry(): boolean {
    return this.#top.isTried;
  }

  allowsRegex(): boolean {
    if (this.last === "word") return this.#isOperatorWord;
    if (this.last === ")") return this.#closedControl;
    return this.last !== "value" && this.last !== "]";
  }

  /** @param text "" for a word that means nothing */
  word(text: string, isOperator: boolean): void {
    const isProperty = this.last === ".";
    if (!isProperty && text === "class") this.#classAt = this.#stack.length;
    this.#isNamed = this.lastWord !== "" && this.last === "word" && NAMESPACE_WORDS.has(this.lastWord);
    // In `for await (…)` it is the `for` that counts.
    const isForAwait = text === "await" && this.lastWord === "for";
    this.last = "word";
    if (!isForAwait) this.lastWord = isProperty ? "" : text;
    this.#isOperatorWord = isOperator && !isProperty;
  }

  value(): void {
    this.last = "value";
    this.lastWord = "";
  }

  operator(text: string): void {
    this.last = text;
    this.lastWord = "";
  }

  /** A statement starts: arrow functions without braces are over. */
  endArrows(): void {
    while (this.#top.kind === "arrow") this.#stack.pop();
  }

  /** Reads a template from behind its backtick, or from behind a `}` of it, up to its end or the next `${`. */
  template(source: string, at: number): number {
    for (let i = at; i < source.length; i += 1) {
      const code = source.charCodeAt(i);
      if (code === BACKSLASH) i += 1;
      else if (code === BACKTICK) {
        this.value();
        return i + 1;
      } else if (code === DOLLAR && source.charCodeAt(i + 1) === OPEN_BRACE) {
        this.#push("template");
        this.operator("{");
        return i + 2;
      }
    }
    return source.length;
  }

  /** One punctuator at `at`; returns the index behind it. */
  punctuation(source: string, at: number): number {
    const char = source.charAt(at);
    if (char === "=" && source[at + 1] === ">") {
      this.#push("arrow", 1);
      this.operator("=>");
      return at + 2;
    }
    if ((char === "+" || char === "-") && source[at + 1] === char) {
      // `i++ / 2` is far more usual than a regular expression behind it.
      this.value();
      return at + 2;
    }
    if (char === "." && source.startsWith("...", at)) {
      this.operator("...");
      return at + 3;
    }
    if (char === "{") this.#openBrace();
    else if (char === "(") this.#push(CONTROL_WORDS.has(this.lastWord) ? "control" : "group");
    else if (char === "[") this.#push("group");
    else if (char === "," || char === ";") this.endArrows();
    else if (char === ")" || char === "]" || char === "}") {
      this.endArrows();
      const closed = this.#stack.pop();
      this.#closedControl = closed?.kind === "control";
      if (char === "}" && closed?.kind === "template") return this.template(source, at + 1);
    }
    this.#isOperatorWord = false;
    this.operator(char);
    return at + 1;
  }

  get #top(): Frame {
    return this.#stack[this.#stack.length - 1] ?? ROOT;
  }

  #openBrace(): void {
    if (this.last === "=>") {
      this.#stack.pop();
      this.#push("function", 1);
    } else if (this.#classAt === this.#stack.length) {
      this.#classAt = -1;
      this.#push("class");
    } else if (this.lastWord === "try") this.#push("block", 0, true);
    else if (this.last === ")" && !this.#closedControl) this.#push("function", 1);
    else if (this.#isTypeScript && this.#followsType()) this.#push("function", 1);
    else this.#push("block");
  }

  #followsType(): boolean {
    if (this.#isNamed) return false;
    const isType = this.last === "word" && !this.#isOperatorWord && !BLOCK_WORDS.has(this.lastWord);
    return isType || this.last === ">" || this.last === "]";
  }

  #push(kind: Kind, functions = 0, isTried = false): void {
    const { functions: outer, isTried: wasTried } = this.#top;
    const starts = functions > 0;
    this.#stack.push({ kind, functions: outer + functions, isTried: isTried || (wasTried && !starts) });
  }
}
