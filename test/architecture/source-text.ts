/** A source text taken apart so far that a pattern cannot mistake a comment or a string for code. */
export interface SourceText {
  /** The text at its full length, with the insides of comments, strings, templates and regexes blanked. Quotes stay. */
  readonly code: string;
  /** What stood inside of each string or template without substitutions, by the place of its opening quote. */
  readonly strings: ReadonlyMap<number, string>;
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly start: number;
  readonly end: number;
  /** With its slashes and stars. */
  readonly text: string;
}

/** After these words or signs a slash begins a regex; after a name, a number or a closing bracket it divides. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|(?<![\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|await|yield))\s*$/;
/** So much of the code before a slash is looked at to tell a regex from a division. */
const LOOK_BACK = 40;

/** Takes a TypeScript source text apart. Not a parser: it knows comments, quotes, templates and regexes, no more. */
export function takeApart(source: string): SourceText {
  const code = source.split("");
  const strings = new Map<number, string>();
  const comments: Comment[] = [];
  /** For every open template the depth of braces in its current substitution. */
  const templates: number[] = [];
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at += 1) if (code[at] !== "\n") code[at] = " ";
  };
  const inTemplate = (from: number): number => {
    let at = from;
    while (at < source.length && source[at] !== "`" && !source.startsWith("${", at)) {
      at += source[at] === "\\" ? 2 : 1;
    }
    blank(from, at);
    if (source[at] !== "$") return at + 1;
    templates.push(0);
    return at + 2;
  };

  let at = 0;
  while (at < source.length) {
    const sign = source[at] ?? "";
    if (source.startsWith("//", at) || source.startsWith("/*", at)) {
      const closing = source[at + 1] === "/" ? source.indexOf("\n", at) : source.indexOf("*/", at + 2) + 2;
      const end = closing < at + 2 ? source.length : closing;
      comments.push({ start: at, end, text: source.slice(at, end) });
      blank(at, end);
      at = end;
    } else if (sign === '"' || sign === "'") {
      let end = at + 1;
      while (end < source.length && source[end] !== sign && source[end] !== "\n")
        end += source[end] === "\\" ? 2 : 1;
      strings.set(at, source.slice(at + 1, end));
      blank(at + 1, end);
      at = end + 1;
    } else if (sign === "`") {
      const end = inTemplate(at + 1);
      if (source[end - 1] === "`") strings.set(at, source.slice(at + 1, end - 1));
      at = end;
    } else if (sign === "/" && BEFORE_REGEX.test(code.slice(Math.max(0, at - LOOK_BACK), at).join(""))) {
      const end = regexEnd(source, at);
      blank(at + 1, end - 1);
      at = end;
    } else {
      const open = templates.length - 1;
      const depth = templates[open];
      at += 1;
      if (depth !== undefined && sign === "{") templates[open] = depth + 1;
      if (depth !== undefined && sign === "}" && depth > 0) templates[open] = depth - 1;
      if (depth === 0 && sign === "}") {
        templates.pop();
        at = inTemplate(at);
      }
    }
  }
  return { code: code.join(""), strings, comments };
}

/** The place after a regex's closing slash; within brackets a slash does not close it. */
function regexEnd(source: string, start: number): number {
  let inClass = false;
  for (let at = start + 1; at < source.length && source[at] !== "\n"; at += 1) {
    const sign = source[at];
    if (sign === "\\") at += 1;
    else if (sign === "[") inClass = true;
    else if (sign === "]") inClass = false;
    else if (sign === "/" && !inClass) return at + 1;
  }
  return start + 1;
}

/** The number, from 1, of the line on which a place lies. */
export function lineAt(source: string, place: number): number {
  return source.slice(0, place).split("\n").length;
}
