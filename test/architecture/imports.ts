import { posix } from "node:path";
import { lineAt, takeApart } from "./source-text.ts";
import type { Tree } from "./tree.ts";

/** One import, export-from, import() or require of a file. */
export interface Import {
  readonly line: number;
  /** As written; null where it is computed, so that nobody can tell what it imports. */
  readonly specifier: string | null;
  /** `import type` or `export type`: gone at run time. `import { type X }` is not, the module is still loaded. */
  readonly isType: boolean;
}

const CLAUSE = "(?:(?!\\b(?:import|export)\\b)[\\w$\\s{},*])*?";
const STATEMENT = new RegExp(
  `(?<![\\w$.])(?:import|export)\\b(\\s+type\\b(?!\\s+from\\b))?${CLAUSE}\\bfrom\\s*(?=["'])`,
  "g",
);
const BARE = /(?<![\w$.])import\s*(?=["'])/g;
const CALL = /(?<![\w$])(typeof\s+)?(?<![.])(?:import|require(?:\.resolve)?)\s*\(\s*/g;

/** Everything that a source text imports, in any of the language's ways, in the order of its lines. */
export function importsOf(source: string): Import[] {
  const { code, strings } = takeApart(source);
  const found: Import[] = [];
  const add = (match: RegExpExecArray, isType: boolean) => {
    const specifier = strings.get(match.index + match[0].length) ?? null;
    found.push({ line: lineAt(source, match.index), specifier, isType });
  };
  for (const match of code.matchAll(STATEMENT)) add(match, match[1] !== undefined);
  for (const match of code.matchAll(BARE)) add(match, false);
  for (const match of code.matchAll(CALL)) add(match, match[1] !== undefined);
  return found.sort((a, b) => a.line - b.line);
}

/** The path from the root that a relative specifier leads to; null for a package. */
export function resolveImport(from: string, specifier: string, tree: Tree): string | null {
  if (!specifier.startsWith(".")) return null;
  const path = posix.join(posix.dirname(from), specifier);
  return [path, `${path}.ts`, `${path}/index.ts`].find((each) => each in tree) ?? path;
}
