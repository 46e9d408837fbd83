import { lineAt, takeApart } from "./source-text.ts";
import type { Tree } from "./tree.ts";

/** The room through which time, chance, network and the way out come in. */
const PORTS_ROOM = "src/platform/";

/** What only the ports may name. Whatever is a property of something else (`app.fetch(`) is not the global one. */
const FORBIDDEN: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Date.now", /\bDate\s*\.\s*now\b/g],
  ["new Date()", /\bnew\s+Date\b(?!\s*\(\s*[^\s)])/g],
  ["Date()", /(?<!\bnew\s+)(?<![\w$.])Date\s*\(/g],
  ["Math.random", /\bMath\s*\.\s*random\b/g],
  ["fetch(", /(?<![\w$.#])fetch\s*\(/g],
  ["fetch(", /\b(?:globalThis|self|window|Bun)\s*\.\s*fetch\b/g],
  ["performance.now", /\bperformance\s*\.\s*(?:now|timeOrigin)\b/g],
  ["process.hrtime", /\bprocess\s*\.\s*hrtime\b/g],
  ["Bun.nanoseconds", /\bBun\s*\.\s*nanoseconds\b/g],
  ["process.exit", /\bprocess\s*\.\s*(?:exit|exitCode|reallyExit|abort)\b/g],
  ["crypto's chance", /(?<![\w$])(?:getRandomValues|randomUUID|randomUUIDv7|randomBytes|randomInt)\b/g],
];

/** `fetch(request) { ... }` in an object or class defines a method and calls nothing. */
function isMethod(code: string, start: number, open: number): boolean {
  if (!/(?:[{,;}]|\basync|\bfunction)\s*$/.test(code.slice(Math.max(0, start - 40), start))) return false;
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === "(") depth += 1;
    if (code[at] === ")") depth -= 1;
    if (depth === 0) return /^\s*[{:]/.test(code.slice(at + 1));
  }
  return false;
}

/** Every place in a source text that goes around the ports, as `line: what`. */
export function leaksOf(source: string): string[] {
  const { code } = takeApart(source);
  const found = FORBIDDEN.flatMap(([name, pattern]) =>
    [...code.matchAll(pattern)]
      .filter((match) => name !== "fetch(" || !isMethod(code, match.index, match.index + match[0].length - 1))
      .map((match) => ({ place: match.index, name })),
  );
  return found
    .sort((a, b) => a.place - b.place)
    .map(({ place, name }) => `${lineAt(source, place)}: ${name}`);
}

/** Every place in a tree, outside of the ports' own room, that goes around the ports. */
export function portViolations(tree: Tree): string[] {
  return Object.entries(tree)
    .filter(([path]) => !path.startsWith(PORTS_ROOM))
    .flatMap(([path, source]) => leaksOf(source).map((leak) => `${path}:${leak}`));
}
