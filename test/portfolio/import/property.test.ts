import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Column } from "../../../src/portfolio/import/columns.ts";
import type { PositionFault } from "../../../src/portfolio/import/position-fault.ts";
import type { PositionFile } from "../../../src/portfolio/import/position-file.ts";
import { type Cells, HEADER, read, rowOf } from "./position-csv.ts";

const CELLS: Readonly<Record<Column, readonly string[]>> = {
  Symbol: ["", "AAPL", "BRK.B", "A B", "AAPL250815P00200000", "CASH_USD"],
  Quantity: ["1", "-2.5", "0", "x"],
  "Entry Price Per Share": ["1", "0", "1.23456"],
  "Entry Date": ["2025-01-02", "2027-01-01", ""],
  "Investment Class": ["", "PUBLIC", "OPTIONS", "PRIVATE", "X"],
  "Investment Subtype": ["", "STOCK", "PUT"],
  "Underlying Symbol": ["", "AAPL", "?"],
  "Strike Price": ["", "200", "0"],
  "Expiration Date": ["", "2025-08-15", "x"],
  "Option Type": ["", "PUT", "CALL"],
  "Exit Date": ["", "2025-07-01", "2024-01-01"],
  "Exit Price Per Share": ["", "0", "-1"],
};

const cells: fc.Arbitrary<Cells> = fc.record(
  Object.fromEntries(Object.entries(CELLS).map(([column, texts]) => [column, fc.constantFrom(...texts)])),
);

const outcome = ({ lots, faults, warnings, rows }: PositionFile) => ({
  rows,
  lots: lots.map((lot) => JSON.stringify({ ...lot, row: 0 })).sort(),
  faults: faults.map(({ code, column, symbol }) => `${code} ${column} ${symbol}`).sort(),
  warnings: warnings.map(({ code, column, symbol }) => `${code} ${column} ${symbol}`).sort(),
});

const textOf = (rows: readonly string[]) => [HEADER, ...rows].join("\n");

describe("for any rows", () => {
  test("their order changes the numbers of the rows and nothing else", () => {
    const shuffled = fc
      .array(cells.map(rowOf), { minLength: 1, maxLength: 12 })
      .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(outcome(read(textOf(others)))).toEqual(outcome(read(textOf(rows))));
      }),
    );
  });

  test("a row is a lot or has a fault, at most one a cell, and is judged as if it were alone", () => {
    fc.assert(
      fc.property(fc.array(cells.map(rowOf), { minLength: 1, maxLength: 8 }), (rows) => {
        const file = read(textOf(rows));
        expect(file.rows).toBe(rows.length);
        rows.forEach((row, at) => {
          const line = at + 2;
          const faults = file.faults.filter((fault) => fault.row === line);
          const lots = file.lots.filter((lot) => lot.row === line);
          expect(lots.length > 0).toBe(faults.length === 0);
          expect(new Set(faults.map(({ column }) => column)).size).toBe(faults.length);
          const alone = read(textOf([row]));
          const asIn = (row: number) => (fault: PositionFault) => ({ ...fault, row });
          expect(faults.map(asIn(2))).toEqual(alone.faults.map(asIn(2)));
          expect(lots.map((lot) => ({ ...lot, row: 2 }))).toEqual(alone.lots.slice());
        });
      }),
    );
  });

  test("a lot's sign, right and type belong together", () => {
    fc.assert(
      fc.property(cells.map(rowOf), (row) => {
        for (const { type, quantity, option, assetClass, symbol } of read(textOf([row])).lots) {
          expect(["SHORT", "SC", "SP"].includes(type)).toBe(quantity < 0);
          expect(option !== null).toBe(assetClass === "OPTIONS");
          if (option === null) continue;
          const letter = option.right.slice(0, 1);
          expect([symbol, type.slice(1)]).toEqual([`AAPL250815${letter}00200000`, letter]);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe("for any bytes", () => {
  const whole = (content: Uint8Array) => {
    const { lots, faults, rows } = read(content);
    expect(lots.length + faults.length).toBeGreaterThan(0);
    const lines = new TextDecoder("latin1").decode(content).split(/\r\n|\n|\r/).length;
    for (const { row } of [...lots, ...faults]) {
      if (row === null) continue;
      expect(row).toBeGreaterThan(0);
      expect(row).toBeLessThanOrEqual(lines);
    }
    expect(lots.length).toBeLessThanOrEqual(rows);
  };

  test("there are lots or faults, and nothing is thrown", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), whole));
  });

  test("also after a header", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '"',
        '""',
        ",",
        "\n",
        "\r",
        "\r\n",
        "#",
        " ",
        "\u00a0",
        "\0",
        "\uFEFF",
        "A,1,1,2025-01-02",
      ),
      fc.string({ maxLength: 3 }),
      cells.map(rowOf),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    const bytes = fc.tuple(text, fc.uint8Array({ maxLength: 4 }), text).map(([before, raw, after]) => {
      const encoder = new TextEncoder();
      return Buffer.concat([encoder.encode(`${HEADER}\n${before}`), raw, encoder.encode(after)]);
    });
    fc.assert(fc.property(bytes, whole), { numRuns: 500 });
  });
});

test("a file of ten thousand lots", () => {
  const rows = Array.from({ length: 10_000 }, (_, at) =>
    rowOf({ Symbol: `S${at}`, Quantity: `${at % 2 === 0 ? "" : "-"}${at + 1}.25` }),
  );
  const { lots, faults, warnings } = read(textOf(rows));
  expect([lots.length, faults.length, warnings.length]).toEqual([10_000, 0, 0]);
  expect(lots.every(({ row, symbol }) => symbol === `S${row - 2}`)).toBe(true);
  expect(lots.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(-5000);
});
