import { describe, expect, test } from "bun:test";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { targetSymbol } from "../../../src/portfolio/targets/target.ts";
import { readTargetFile } from "../../../src/portfolio/targets/target-file.ts";

describe("the symbol of a target is spelled as positions have it", () => {
  test.each([
    [" aapl ", "LONG", "AAPL"],
    ["brk.b", "SHORT", "BRK-B"],
    ["vod.l", "LONG", "VOD.L"],
    ["^vix", "LONG", "^VIX"],
    ["lake_house_2", "LONG", "LAKE_HOUSE_2"],
    ["aapl  261218c00200000", "LC", "AAPL261218C00200000"],
    ["AAPL261218P00200000", "SP", "AAPL261218P00200000"],
  ] as const)("%j %s is %s", (text, type, symbol) => {
    expect(targetSymbol(text, type)).toBe(symbol);
  });

  test.each([
    ["AAPL", "LC"],
    ["AAPL261218C00200000", "LONG"],
    ["AAPL261218C00200000", "LP"],
    ["AAPL261218P00200000", "SC"],
    ["AAPL261318C00200000", "LC"],
    ["", "LONG"],
    ["A B", "LONG"],
    ["x".repeat(101), "LONG"],
  ] as const)("%j is none of %s", (text, type) => {
    expect(() => targetSymbol(text, type)).toThrow(NightdeskError);
  });
});

describe("a file of target prices", () => {
  const HEADER = "symbol,position_type,target_eoy,target_next_year,downside,current_price";
  const read = (...rows: readonly string[]) =>
    readTargetFile(new TextEncoder().encode([...rows, ""].join("\n")), "targets.csv");

  test("is read, but for a current price; an empty cell is no price", () => {
    expect(read(HEADER, "aapl,long,261.38,300.59,200.00,180.00", "BND,SHORT,76.58,,,79")).toEqual({
      targets: [
        { symbol: "AAPL", type: "LONG", endOfYear: 261.38, nextYear: 300.59, downside: 200 },
        { symbol: "BND", type: "SHORT", endOfYear: 76.58, nextYear: null, downside: null },
      ],
      faults: [],
      rows: 2,
      ignoredColumns: ["current_price"],
    });
  });

  test("of the sample has 35 targets", async () => {
    const content = await Bun.file(new URL("target_prices.csv", import.meta.url)).bytes();
    const { targets, faults } = readTargetFile(content, "target_prices.csv");
    expect([targets.length, faults]).toEqual([35, []]);
  });

  test.each([
    ["AAPL,LONGISH,1,,,", "ERR_TGT_001", "position_type"],
    ["AAPL,,1,,,", "ERR_TGT_001", "position_type"],
    ["A B,LONG,1,,,", "ERR_POS_003", "symbol"],
    ["AAPL,LC,1,,,", "ERR_POS_003", "symbol"],
    ["AAPL,LONG,-1,,,", "ERR_TGT_002", "target_eoy"],
    ["AAPL,LONG,,1e3,,", "ERR_TGT_002", "target_next_year"],
    ["AAPL,LONG,,,1.1234567,", "ERR_TGT_002", "downside"],
    ["AAPL,LONG,,,,180", "ERR_TGT_003", "target_eoy"],
    ["BND,LONG,5,,,", "ERR_TGT_004", "symbol"],
    ["bnd,long,7,,,", "ERR_TGT_004", "symbol"],
  ])("with %s has the fault %s", (row, code, column) => {
    const { faults } = read(HEADER, "BND,LONG,5,,,", row);
    expect(faults).toMatchObject([{ code, column, row: 3 }]);
  });

  test("without its columns is refused as a whole", () => {
    expect(read("symbol,target", "AAPL,5").faults).toMatchObject([
      { code: "ERR_CSV_004", column: "position_type" },
    ]);
    expect(read().faults).toMatchObject([{ code: "ERR_CSV_003" }]);
  });
});
