import { describe, expect, test } from "bun:test";
import { type Cells, faultsOf, PUT_COLUMNS, readRow } from "./position-csv.ts";

const OCC = "AAPL250815P00200000";
const option = (cells: Cells): Cells => ({ Symbol: "", "Investment Class": "OPTIONS", ...cells });
const columns = (cells: Cells = {}) => option({ ...PUT_COLUMNS, ...cells });

function contractOf(cells: Cells) {
  const { faults, lots } = readRow(cells);
  expect(faults).toEqual([]);
  const { underlying, strike, expiration, right } = lots[0]?.option ?? {};
  return [lots[0]?.symbol, underlying, strike, expiration, right].join(" ");
}

const WHOLE = `${OCC} AAPL 200 2025-08-15 PUT`;

describe("a contract", () => {
  test.each<[string, Cells]>([
    ["from its columns", columns()],
    ["from its columns, of no stated class", columns({ "Investment Class": "" })],
    ["from its columns, under its underlying", columns({ Symbol: "aapl" })],
    ["from its symbol", option({ Symbol: OCC })],
    ["from its symbol, of no stated class", { Symbol: OCC }],
    ["from its symbol in lower case", option({ Symbol: OCC.toLowerCase() })],
    ["from its symbol with the root padded", option({ Symbol: "AAPL  250815P00200000" })],
    ["from both", columns({ Symbol: OCC })],
    ["from its symbol and some columns", option({ Symbol: OCC, "Strike Price": "200.0000" })],
    ["in any case", columns({ "Underlying Symbol": "aapl", "Option Type": "put" })],
    ["with its subtype", columns({ "Investment Subtype": "put" })],
  ])("%s", (_name, cells) => {
    expect(contractOf(cells)).toBe(WHOLE);
  });

  test.each<[string, Cells, string]>([
    ["thousandths", { "Strike Price": "42.125" }, "AAPL250815P00042125 AAPL 42.125 2025-08-15 PUT"],
    [
      "a strike that no double is",
      { "Strike Price": "1.005" },
      "AAPL250815P00001005 AAPL 1.005 2025-08-15 PUT",
    ],
    ["a small strike", { "Strike Price": "0.5" }, "AAPL250815P00000500 AAPL 0.5 2025-08-15 PUT"],
    [
      "the largest strike",
      { "Strike Price": "99999.999" },
      "AAPL250815P99999999 AAPL 99999.999 2025-08-15 PUT",
    ],
    ["a call", { "Option Type": "CALL" }, "AAPL250815C00200000 AAPL 200 2025-08-15 CALL"],
    ["years to come", { "Expiration Date": "2099-01-02" }, "AAPL990102P00200000 AAPL 200 2099-01-02 PUT"],
    ["a share class", { "Underlying Symbol": "BRK.B" }, "BRKB250815P00200000 BRK-B 200 2025-08-15 PUT"],
    ["an index", { "Underlying Symbol": "^SPX" }, "SPX250815P00200000 ^SPX 200 2025-08-15 PUT"],
  ])("%s", (_name, cells, contract) => {
    expect(contractOf(columns(cells))).toBe(contract);
  });

  test.each<[string, Cells, string]>([
    ["BRKB250815P00200000", { "Underlying Symbol": "BRK.B" }, "BRKB250815P00200000 BRK-B"],
    ["BRK.B250815P00200000", {}, "BRKB250815P00200000 BRK-B"],
    ["BRKB250815P00200000", {}, "BRKB250815P00200000 BRKB"],
    ["SPXW250815P00200000", {}, "SPXW250815P00200000 SPX"],
    ["SPXW250815P00200000", { "Underlying Symbol": "SPX" }, "SPXW250815P00200000 SPX"],
    ["VIX250815P00200000", { "Underlying Symbol": "VIX" }, "VIX250815P00200000 VIX"],
  ])("%s %j", (symbol, cells, start) => {
    expect(contractOf(option({ Symbol: symbol, ...cells }))).toBe(`${start} 200 2025-08-15 PUT`);
  });

  test.each<[string, string, string]>([
    ["1", "CALL", "LC"],
    ["1", "PUT", "LP"],
    ["-1", "CALL", "SC"],
    ["-1", "PUT", "SP"],
  ])("%s %s is %s", (quantity, right, type) => {
    const { lots } = readRow(columns({ Quantity: quantity, "Option Type": right }));
    expect(String(lots[0]?.type)).toBe(type);
  });

  test("a premium that is not known is 0", () => {
    expect(readRow(columns({ "Entry Price Per Share": "0.0000" })).lots[0]?.entryPrice).toBe(0);
    expect(faultsOf(columns({ "Entry Price Per Share": "-0.01" }))).toEqual([
      "ERR_POS_010 Entry Price Per Share",
    ]);
  });
});

describe("a term that is missing or invalid", () => {
  test.each<[string, Cells, string[]]>([
    [
      "no underlying",
      columns({ Symbol: "AAPL", "Underlying Symbol": "" }),
      ["ERR_POS_019 Underlying Symbol"],
    ],
    ["a bad underlying", columns({ "Underlying Symbol": "A PL" }), ["ERR_POS_019 Underlying Symbol"]],
    [
      "one too long to be listed",
      columns({ "Underlying Symbol": "TOOLONG" }),
      ["ERR_POS_019 Underlying Symbol"],
    ],
    ["no strike", columns({ "Strike Price": "" }), ["ERR_POS_020 Strike Price"]],
    ["a strike of 0", columns({ "Strike Price": "0" }), ["ERR_POS_020 Strike Price"]],
    ["a negative strike", columns({ "Strike Price": "-200" }), ["ERR_POS_020 Strike Price"]],
    ["a strike in words", columns({ "Strike Price": "high" }), ["ERR_POS_020 Strike Price"]],
    ["a strike with four decimals", columns({ "Strike Price": "1.0001" }), ["ERR_POS_020 Strike Price"]],
    ["a strike beyond eight digits", columns({ "Strike Price": "100000" }), ["ERR_POS_020 Strike Price"]],
    ["no expiration", columns({ "Expiration Date": "" }), ["ERR_POS_021 Expiration Date"]],
    ["a bad expiration", columns({ "Expiration Date": "8/15/2025" }), ["ERR_POS_013 Expiration Date"]],
    ["another century", columns({ "Expiration Date": "2100-01-01" }), ["ERR_POS_021 Expiration Date"]],
    ["no right", columns({ "Option Type": "" }), ["ERR_POS_022 Option Type"]],
    ["a bad right", columns({ "Option Type": "STRADDLE" }), ["ERR_POS_022 Option Type"]],
    [
      "all of them",
      option({}),
      [
        "ERR_POS_001 Symbol",
        "ERR_POS_019 Underlying Symbol",
        "ERR_POS_020 Strike Price",
        "ERR_POS_021 Expiration Date",
        "ERR_POS_022 Option Type",
      ],
    ],
    [
      "one column makes it an option",
      { "Strike Price": "200", "Underlying Symbol": "AAPL" },
      ["ERR_POS_021 Expiration Date", "ERR_POS_022 Option Type"],
    ],
  ])("%s", (_name, cells, faults) => {
    expect(faultsOf(cells)).toEqual(faults);
  });
});

describe("a symbol", () => {
  test.each<[Cells, string]>([
    [{ "Underlying Symbol": "MSFT" }, "ERR_POS_019 Underlying Symbol"],
    [{ "Strike Price": "201" }, "ERR_POS_020 Strike Price"],
    [{ "Expiration Date": "2025-08-16" }, "ERR_POS_021 Expiration Date"],
    [{ "Option Type": "CALL" }, "ERR_POS_022 Option Type"],
    [{ "Investment Subtype": "CALL" }, "ERR_POS_017 Investment Subtype"],
  ])("that %j contradicts", (cells, fault) => {
    expect(faultsOf(columns({ Symbol: OCC, ...cells }))).toEqual([fault]);
  });

  test.each<[string, string]>([
    ["MSFT", "ERR_POS_003"],
    ["A PL", "ERR_POS_003"],
    ["AAPL251345P00200000", "ERR_POS_003"],
    ["AAPL250815P00000000", "ERR_POS_003"],
    ["AAPLLLL250815P00200000", "ERR_POS_003"],
    ["AAPL_AUGUST_2025_PUT_OF_200", "ERR_POS_002"],
  ])("%s", (symbol, code) => {
    expect(faultsOf(columns({ Symbol: symbol }))).toEqual([`${code} Symbol`]);
  });
});
