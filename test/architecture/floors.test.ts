import { describe, expect, test } from "bun:test";
import { circlesOf } from "./circle.ts";
import { FLOORS, floorViolations, roomOf } from "./floors.ts";
import { importsOf } from "./imports.ts";
import { readTree } from "./tree.ts";

describe("imports are found", () => {
  test.each([
    ['import a from "x";', "x", false],
    ["import a from 'x'", "x", false],
    ['import "x";', "x", false],
    ['import * as a from "x";', "x", false],
    ['import a, { b as c } from "x";', "x", false],
    ['import {\n  a,\n  type B,\n} from "x";', "x", false],
    ['import { type B } from "x";', "x", false],
    ['import type { B } from "x";', "x", true],
    ['import type B from "x";', "x", true],
    ['import type from "x";', "x", false],
    ['import m from "x" with { type: "json" };', "x", false],
    ['export { a } from "x";', "x", false],
    ['export * from "x";', "x", false],
    ['export * as a from "x";', "x", false],
    ['export type { B } from "x";', "x", true],
    ['const a = await import("x");', "x", false],
    ["const a = await import(`x`);", "x", false],
    ['const a = import(\n  "x"\n);', "x", false],
    ['type A = typeof import("x");', "x", true],
    ['const a = require("x");', "x", false],
    ['const a = require.resolve("x");', "x", false],
    ['import a = require("x");', "x", false],
    [`const a = await import(\`x/\${b}\`);`, null, false],
    ["const a = await import(b);", null, false],
  ])("%j", (source, specifier, isType) => {
    expect(importsOf(source).map((each) => [each.specifier, each.isType])).toEqual([[specifier, isType]]);
  });

  test.each([
    '// import a from "x";',
    '/* import("x") */',
    "const text = 'import a from \"x\"';",
    'const text = `require("x")`;',
    'const from = Array.from("x");',
    'thing.import("x");',
    'thing.require("x");',
    "console.log(import.meta.url);",
    'export const from = "x";',
    "export type A = B;\nconst c = 1;",
  ])("and not where there is none: %j", (source) => {
    expect(importsOf(source)).toEqual([]);
  });

  test("all of them, each with its line and its own kind", () => {
    const source =
      'export interface A {}\nimport b from "b";\nimport type { C } from "c"; import "d";\nf(import("e"));';
    expect(importsOf(source)).toEqual([
      { line: 2, specifier: "b", isType: false },
      { line: 3, specifier: "c", isType: true },
      { line: 3, specifier: "d", isType: false },
      { line: 4, specifier: "e", isType: false },
    ]);
  });
});

describe("circles of a graph", () => {
  const graphOf = (...edges: string[]) => {
    const graph = new Map<string, Set<string>>();
    for (const [from = "", to = ""] of edges) graph.set(from, (graph.get(from) ?? new Set()).add(to));
    return graph;
  };

  test("are found, of any length", () => {
    expect(circlesOf(graphOf("aa"))).toEqual([["a", "a"]]);
    expect(circlesOf(graphOf("ab", "ba"))).toEqual([["a", "b", "a"]]);
    expect(circlesOf(graphOf("xa", "ab", "bc", "cd", "db"))).toEqual([["b", "c", "d", "b"]]);
    expect(circlesOf(graphOf("ab", "ba", "cd", "dc"))).toHaveLength(2);
  });

  test("are not seen in a diamond", () => {
    expect(circlesOf(graphOf("ab", "ac", "bd", "cd", "ad"))).toEqual([]);
  });
});

describe("the rules on made-up trees", () => {
  const pair = (from: string, to: string, kind = "import") => {
    const up = "../".repeat(from.split("/").length - 1);
    return { [from]: `${kind} { a } from "${up}${to}";`, [to]: "export const a = 1;" };
  };

  test.each([
    ["db/open.ts", "src/platform/money.ts"],
    ["src/market/a.ts", "db/open.ts"],
    ["src/market/deep/a.ts", "src/market/b.ts"],
    ["src/portfolio/a.ts", "src/market/b.ts"],
    ["src/market/a.ts", "src/portfolio/b.ts"],
    ["src/compute/a.ts", "src/risk/b.ts"],
    ["src/batch/a.ts", "src/jobs/b.ts"],
    ["src/server/a.ts", "src/batch/b.ts"],
    ["src/commands/a.ts", "src/server/b.ts"],
    ["src/main.ts", "src/commands/a.ts"],
    ["src/worker.ts", "src/compute/a.ts"],
    ["src/risk/beta.ts", "src/risk/math/sum.ts"],
  ])("%s may import %s", (from, to) => {
    expect(floorViolations(pair(from, to))).toEqual([]);
  });

  test.each([
    ["src/platform/a.ts", "db/open.ts"],
    ["src/platform/a.ts", "src/market/b.ts"],
    ["db/open.ts", "src/market/b.ts"],
    ["src/market/a.ts", "src/compute/b.ts"],
    ["src/market/a.ts", "src/batch/b.ts"],
    ["src/portfolio/a.ts", "src/batch/b.ts"],
    ["src/compute/a.ts", "src/jobs/b.ts"],
    ["src/compute/a.ts", "src/worker.ts"],
    ["src/batch/a.ts", "src/server/b.ts"],
    ["src/jobs/a.ts", "src/commands/b.ts"],
    ["src/server/a.ts", "src/main.ts"],
  ])("%s may not import %s, not even its types", (from, to) => {
    for (const kind of ["import", "import type", "export"]) {
      const found = floorViolations(pair(from, to, kind));
      expect(found).toHaveLength(1);
      expect(found[0]).toStartWith(`${from}:1 imports `);
      expect(found[0]).toEndWith(`${roomOf(to)} lies above ${roomOf(from)}`);
    }
    const late = {
      ...pair(from, to),
      [from]: `await import("${"../".repeat(from.split("/").length - 1)}${to}");`,
    };
    expect(floorViolations(late)).toHaveLength(1);
  });

  test("risk stands on itself and on types of platform", () => {
    expect(floorViolations(pair("src/risk/a.ts", "src/platform/known.ts", "import type"))).toEqual([]);
    for (const source of [
      'import { a } from "../platform/known.ts";',
      'import { type A } from "../platform/known.ts";',
      'import type { A } from "../market/panel.ts";',
      'import type { A } from "../../db/open.ts";',
      'import { readFileSync } from "node:fs";',
      'import { z } from "zod";',
    ]) {
      expect(floorViolations({ "src/risk/beta.ts": source })).toEqual([
        expect.stringContaining("risk stands on itself and on types of platform alone"),
      ]);
    }
  });

  test("rooms of a floor in a circle are found, by types too", () => {
    const tree = {
      "src/market/a.ts": 'import { b } from "../portfolio/b.ts";',
      "src/portfolio/b.ts": "export const b = 1;",
      "src/portfolio/c.ts": 'import type { D } from "../market/d.ts";',
      "src/market/d.ts": "export interface D {}",
    };
    expect(floorViolations(tree)).toEqual(["rooms in a circle: market -> portfolio -> market"]);
  });

  test("files of a room in a circle are found, by types too, and one that imports itself", () => {
    const tree = {
      "src/market/a.ts": 'import { b } from "./b.ts";',
      "src/market/b.ts": 'export { c } from "./deep/c.ts";',
      "src/market/deep/c.ts": 'import type { A } from "../a.ts";',
      "src/market/self.ts": 'import { x } from "./self.ts";',
      "src/market/top.ts": 'import { a } from "./a";',
    };
    expect(floorViolations(tree)).toEqual([
      "files in a circle: src/market/a.ts -> src/market/b.ts -> src/market/deep/c.ts -> src/market/a.ts",
      "files in a circle: src/market/self.ts -> src/market/self.ts",
    ]);
  });

  test("only db/driver.ts loads better-sqlite3; its types and drizzle's own entry are free", () => {
    const value = 'const d = require("better-sqlite3/linux-x64");';
    expect(floorViolations({ "db/driver.ts": value })).toEqual([]);
    for (const source of [value, 'import D from "better-sqlite3";', 'await import("better-sqlite3");']) {
      expect(floorViolations({ "db/open.ts": source })).toEqual([
        expect.stringContaining("only db/driver.ts loads"),
      ]);
    }
    expect(floorViolations({ "db/open.ts": 'import type D from "better-sqlite3";' })).toEqual([]);
    expect(
      floorViolations({ "db/writer.ts": 'import { drizzle } from "drizzle-orm/better-sqlite3";' }),
    ).toEqual([]);
  });

  test("a file without a floor, an import of a test and a computed import are found", () => {
    expect(floorViolations({ "src/odd.ts": "", "src/attic/a.ts": "" })).toEqual([
      "src/odd.ts stands on no floor",
      "src/attic/a.ts stands on no floor",
    ]);
    expect(floorViolations({ "src/market/a.ts": 'import x from "../../test/support/x.ts";' })).toHaveLength(
      1,
    );
    expect(floorViolations({ "src/market/a.ts": "import(name);" })).toHaveLength(1);
    expect(floorViolations({ "src/market/a.ts": 'import x from "../elsewhere.ts";' })).toHaveLength(1);
    expect(
      floorViolations({ "src/platform/a.ts": 'import x from "../../package.json" with { type: "json" };' }),
    ).toEqual([]);
  });
});

test("every import of src/ and db/ keeps to the floors", async () => {
  const tree = await readTree();
  expect(FLOORS.flat()).toContain(roomOf("src/platform/money.ts") ?? "none");
  expect(Object.keys(tree).length).toBeGreaterThan(50);
  expect(floorViolations(tree)).toEqual([]);
});
