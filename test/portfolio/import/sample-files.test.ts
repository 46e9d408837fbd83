import { describe, expect, test } from "bun:test";
import { read } from "./position-csv.ts";

const bytesOf = (name: string) => Bun.file(new URL(name, import.meta.url)).bytes();

test("each row of the error cases has the code that it expects, and no other", async () => {
  const content = await bytesOf("csv_error_cases.csv");
  const expected = new TextDecoder()
    .decode(content)
    .trim()
    .split("\n")
    .flatMap((line, at) => (at === 0 || line.startsWith("OK,") ? [] : [`${at + 1} ${line.split(",")[0]}`]));
  const { faults, lots, rows, ignoredColumns } = read(content, { strict: true });
  expect(faults.map(({ row, code }) => `${row} ${code}`)).toEqual(expected);
  expect(expected).toHaveLength(12);
  expect(rows).toBe(17);
  expect(lots.map(({ symbol }) => symbol)).toEqual(["VFINX", "PG", "PG", "MCD", "T", "CAT"]);
  expect(ignoredColumns).toEqual(["expected_code"]);
});

describe("real portfolios", () => {
  const value = (name: string) =>
    bytesOf(name).then((content) => {
      const { lots, faults, warnings } = read(content);
      expect(faults).toEqual([]);
      const cents = lots.reduce((sum, { quantity, entryPrice, option }) => {
        return sum + Math.abs(quantity) * entryPrice * (option === null ? 1 : 100) * 100;
      }, 0);
      const types: Record<string, number> = {};
      for (const { type } of lots) types[type] = (types[type] ?? 0) + 1;
      return { lots: lots.length, gross: Math.round(cents) / 100, types, repeated: warnings.length };
    });

  test.each<[string, Awaited<ReturnType<typeof value>>]>([
    ["demo_hnw.csv", { lots: 39, gross: 2_844_520.58, types: { LONG: 39 }, repeated: 6 }],
    [
      "demo_hedgefundstyle.csv",
      { lots: 30, gross: 4_799_980.4, types: { LONG: 13, SHORT: 9, LC: 4, SC: 1, SP: 3 }, repeated: 0 },
    ],
    [
      "test_contrarian_value.csv",
      { lots: 31, gross: 4_150_253.75, types: { LONG: 15, SHORT: 8, LC: 4, SP: 4 }, repeated: 0 },
    ],
  ])("%s", async (name, expected) => {
    expect(await value(name)).toEqual(expected);
  });
});
