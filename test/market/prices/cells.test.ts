import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cellsOf, LONGEST_LINE } from "../../../src/market/prices/lines.ts";

describe("cells", () => {
  test.each<[string, string[] | null]>([
    ["", [""]],
    ["a", ["a"]],
    ["a,b", ["a", "b"]],
    ["a,", ["a", ""]],
    [",", ["", ""]],
    ['"a ""b"", c"', ['a "b", c']],
    ['"a ""b"", c",d', ['a "b", c', "d"]],
    ['x,"","y"', ["x", "", "y"]],
    [' "a" , b', ["a", " b"]],
    ['"a', null],
    ['a"', null],
    ['"a"b', null],
    ['a"b"', null],
    ['"a","b', null],
    ['"""', null],
    ['""""', ['"']],
  ])("of %p", (line, cells) => {
    expect(cellsOf(line)?.map((cell) => cell.trimEnd()) ?? null).toEqual(
      cells?.map((cell) => cell.trimEnd()) ?? null,
    );
  });

  test("what is quoted reads back", () => {
    const cell = fc.string().filter((each) => !/[\r\n]/.test(each));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        const line = cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(",");
        expect(cellsOf(line)).toEqual(cells);
      }),
    );
  });

  test("no line takes long: blanks before a stray quote are read once", () => {
    const lines = [
      " ".repeat(LONGEST_LINE - 2),
      '"'.repeat(LONGEST_LINE - 1),
      '" '.repeat(LONGEST_LINE / 2 - 1),
    ];
    const start = performance.now();
    for (let times = 0; times < 20; times++) {
      for (const line of lines) cellsOf(`${line}x"`);
    }
    // Read once they take 2 ms together; read anew from each blank, 800 ms.
    expect(performance.now() - start).toBeLessThan(200);
  });
});
