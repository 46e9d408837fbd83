import { type Comment, lineAt, takeApart } from "./source-text.ts";
import type { Tree } from "./tree.ts";

const MAX_LINES = 250;
const VAGUE_NAME =
  /(?:^|[-_./])(?:utils?|helpers?|common|managers?)(?=[-_./]|$)|(?:Utils?|Helpers?|Common|Managers?)(?=[A-Z./]|$)/;
const LEFT_TO_DO = /\b(?:TODO|FIXME|XXX|HACK)\b|@ts-(?:ignore|nocheck)\b/g;
/** `any` as a type: after a colon, `as`, or within the brackets of another type. */
const ANY = /(?:\bas\b|[:<|&,=])\s*any\b(?!\s*[(:.=])/g;
/** A comment's line that reads like a statement, or like the end of one. */
const STATEMENT =
  /^(?:(?:import|export|const|let|var|return|throw|await|if|for|while|switch|function|class)\b.*[;{]|[\w.$[\]]+\s*(?:[+\-*/]?=|\+\+|--)[^=].*;|[\w.$]+\(.*\);|[\])}]+[;,]?)$/;
const EXPORTED =
  /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\s*\*?|class)\s*([\w$]*)/gm;

interface Finding {
  readonly place: number;
  readonly what: string;
}

const isDoc = ({ text }: Comment) => text.startsWith("/**");

function commentedOutCode(comments: readonly Comment[]): Finding[] {
  return comments
    .filter((comment) => !isDoc(comment))
    .filter(({ text }) =>
      text.split("\n").some((line) => STATEMENT.test(line.replace(/^[\s/*]+|[\s*/]+$/g, ""))),
    )
    .map(({ start }) => ({ place: start, what: "code in a comment" }));
}

/** Exported functions and classes without a doc comment directly above; of overloads, the first has it for all. */
function undocumented(source: string, code: string, comments: readonly Comment[]): Finding[] {
  const seen = new Set<string>();
  return [...code.matchAll(EXPORTED)].flatMap((match) => {
    const name = match[1] ?? "";
    if (seen.has(name)) return [];
    seen.add(name);
    const above = comments.findLast((comment) => comment.end <= match.index);
    const hasDoc = above !== undefined && isDoc(above) && source.slice(above.end, match.index).trim() === "";
    return hasDoc ? [] : [{ place: match.index, what: `${name || "the default export"} has no doc comment` }];
  });
}

/** Everything in one source text that is not in the house's style, as `line: what`. */
export function styleFaultsOf(source: string): string[] {
  const { code, comments } = takeApart(source);
  const lines = source.trimEnd().split("\n").length;
  const words = comments.flatMap(({ start, text }) =>
    [...text.matchAll(LEFT_TO_DO)].map((match) => ({ place: start + match.index, what: match[0] })),
  );
  const found: Finding[] = [
    ...words,
    ...[...code.matchAll(ANY)].map((match) => ({ place: match.index, what: "any" })),
    ...commentedOutCode(comments),
    ...undocumented(source, code, comments),
  ];
  const told = found
    .sort((a, b) => a.place - b.place)
    .map((each) => `${lineAt(source, each.place)}: ${each.what}`);
  return lines > MAX_LINES ? [`${MAX_LINES + 1}: ${lines} lines are more than ${MAX_LINES}`, ...told] : told;
}

/** Everything in a tree that is not in the house's style: in its texts, and names that say nothing. Migrations are made. */
export function styleViolations(tree: Tree): string[] {
  return Object.entries(tree)
    .filter(([path]) => !path.startsWith("db/migrations/"))
    .flatMap(([path, source]) => [
      ...(VAGUE_NAME.test(path) ? [`${path}: a name that says nothing`] : []),
      ...styleFaultsOf(source).map((fault) => `${path}:${fault}`),
    ]);
}
