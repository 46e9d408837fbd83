import { describe, expect, test } from "bun:test";
import { type Cells, faultsOf, readRow } from "./position-csv.ts";

const only = (cells: Cells) => {
  const { faults, lots } = readRow(cells);
  expect(faults).toEqual([]);
  return lots[0];
};

describe("classes", () => {
  test.each<[Cells, string]>([
    [{}, "PUBLIC"],
    [{ Symbol: "CASH_USD" }, "PRIVATE"],
    [{ Symbol: "cash_usd" }, "PRIVATE"],
    [{ Symbol: "CASHX" }, "PUBLIC"],
    [{ Symbol: "CASH_USD", "Investment Class": "PUBLIC" }, "PUBLIC"],
    [{ "Investment Class": "private" }, "PRIVATE"],
    [{ "Investment Class": " Public " }, "PUBLIC"],
    [{ Symbol: "AAPL250815P00200000" }, "OPTIONS"],
  ])("%j is %s", (cells, assetClass) => {
    expect(String(only(cells)?.assetClass)).toBe(assetClass);
  });

  test("of an unknown class everything else is still checked, but not what depends on it", () => {
    const unknown = { "Investment Class": "CRYPTO", "Investment Subtype": "ANY" };
    expect(faultsOf(unknown)).toEqual(["ERR_POS_016 Investment Class"]);
    expect(faultsOf({ ...unknown, "Entry Price Per Share": "0" })).toEqual(["ERR_POS_016 Investment Class"]);
    expect(faultsOf({ ...unknown, Symbol: "", "Underlying Symbol": "AAPL" })).toEqual([
      "ERR_POS_016 Investment Class",
    ]);
    expect(faultsOf({ ...unknown, Symbol: "V Z", Quantity: "0", "Entry Price Per Share": "-1" })).toEqual([
      "ERR_POS_003 Symbol",
      "ERR_POS_006 Quantity",
      "ERR_POS_010 Entry Price Per Share",
      "ERR_POS_016 Investment Class",
    ]);
  });

  test.each<[string, string]>([
    ["PUBLIC", "STOCK ETF MUTUAL_FUND BOND CASH"],
    [
      "PRIVATE",
      "PRIVATE_EQUITY VENTURE_CAPITAL HEDGE_FUND PRIVATE_REIT REAL_ESTATE CRYPTOCURRENCY CRYPTO ART MONEY_MARKET TREASURY_BILLS CASH COMMODITY OTHER",
    ],
  ])("the subtypes of %s", (assetClass, subtypes) => {
    for (const subtype of subtypes.split(" ")) {
      const cells = { "Investment Class": assetClass, "Investment Subtype": subtype.toLowerCase() };
      expect(only(cells)?.subtype).toBe(subtype);
    }
  });

  test.each([
    ["PUBLIC", "FUND"],
    ["PUBLIC", "CALL"],
    ["PUBLIC", "HEDGE_FUND"],
    ["PRIVATE", "STOCK"],
    ["", "HEDGE_FUND"],
  ])("%j has no %s", (assetClass, subtype) => {
    const cells = { "Investment Class": assetClass, "Investment Subtype": subtype };
    expect(faultsOf(cells)).toEqual(["ERR_POS_017 Investment Subtype"]);
  });

  test("a class that goes against an option's columns or symbol is kept, with a warning", () => {
    for (const cells of [{ "Strike Price": "200" }, { Symbol: "AAPL250815P00200000" }]) {
      const row = { ...cells, "Investment Class": "PUBLIC" };
      const { faults, warnings, lots } = readRow(row);
      expect([faults.length, lots[0]?.assetClass]).toEqual([0, "PUBLIC"]);
      expect(warnings.map(({ code, column }) => [code, column])).toEqual([
        ["ERR_POS_016", "Investment Class"],
      ]);
      expect(readRow(row, { strict: true }).faults).toEqual(warnings);
    }
  });
});
