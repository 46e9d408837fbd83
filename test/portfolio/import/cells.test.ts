import { describe, expect, test } from "bun:test";
import { type Cells, faultsOf, readRow } from "./position-csv.ts";

const only = (cells: Cells) => {
  const { faults, lots } = readRow(cells);
  expect(faults).toEqual([]);
  const [lot] = lots;
  if (lot === undefined) throw new Error("there is no lot");
  return lot;
};

test("a row is a lot", () => {
  expect(only({})).toEqual({
    row: 2,
    symbol: "AAPL",
    assetClass: "PUBLIC",
    subtype: null,
    type: "LONG",
    quantity: 100,
    entryPrice: 175.5,
    entryDate: only({}).entryDate,
    exit: null,
    option: null,
  });
});

describe("symbols", () => {
  test.each<[string, string, string]>([
    ["PUBLIC", "aapl", "AAPL"],
    ["PUBLIC", "BRK.B", "BRK-B"],
    ["PUBLIC", "BRK-B", "BRK-B"],
    ["PUBLIC", "vod.l", "VOD.L"],
    ["PUBLIC", "^VIX", "^VIX"],
    ["PUBLIC", "EURUSD=X", "EURUSD=X"],
    ["PUBLIC", "600519", "600519"],
    ["PUBLIC", "my_fund", "MY_FUND"],
    ["PUBLIC", "A".repeat(24), "A".repeat(24)],
    ["PRIVATE", "brk.b", "BRK.B"],
    ["PRIVATE", "A16Z_VC_FUND", "A16Z_VC_FUND"],
    ["PRIVATE", "A".repeat(100), "A".repeat(100)],
  ])("%s %s is %s", (assetClass, text, symbol) => {
    expect(only({ Symbol: text, "Investment Class": assetClass }).symbol).toBe(symbol);
  });

  test.each<[string, string, string]>([
    ["PUBLIC", "", "ERR_POS_001"],
    ["PUBLIC", "   ", "ERR_POS_001"],
    ["PRIVATE", "", "ERR_POS_001"],
    ["PUBLIC", "A".repeat(25), "ERR_POS_002"],
    ["PRIVATE", "A".repeat(101), "ERR_POS_002"],
    ["PUBLIC", "VT MGX", "ERR_POS_003"],
    ["PUBLIC", "SPAXX**", "ERR_POS_003"],
    ["PUBLIC", "--", "ERR_POS_003"],
    ["PUBLIC", "A=", "ERR_POS_003"],
    ["PUBLIC", "A^B", "ERR_POS_003"],
    ["PUBLIC", "AAPL\nMSFT", "ERR_POS_003"],
    ["PUBLIC", "Größe", "ERR_POS_003"],
    ["PRIVATE", "^VIX", "ERR_POS_003"],
    ["PRIVATE", "MY FUND", "ERR_POS_003"],
  ])("%s %j has %s", (assetClass, text, code) => {
    expect(faultsOf({ Symbol: text, "Investment Class": assetClass })).toEqual([`${code} Symbol`]);
  });
});

describe("quantities", () => {
  test.each<[string, number]>([
    ["100", 100],
    ["-0.5", -0.5],
    ["+3", 3],
    [".25", 0.25],
    ["7.", 7],
    ["0.000001", 0.000001],
    ["1.50000000000", 1.5],
    ["1000000000000", 1e12],
  ])("%s", (text, quantity) => {
    expect(only({ Quantity: text }).quantity).toBe(quantity);
  });

  test.each<[string, string]>([
    ["", "ERR_POS_004"],
    ["LOTS", "ERR_POS_005"],
    ["NaN", "ERR_POS_005"],
    ["Infinity", "ERR_POS_005"],
    ["1e3", "ERR_POS_005"],
    ["1,000", "ERR_POS_005"],
    ["$1,000", "ERR_POS_005"],
    ["10%", "ERR_POS_005"],
    ["(100)", "ERR_POS_005"],
    ["0x10", "ERR_POS_005"],
    ["--", "ERR_POS_005"],
    ["-", "ERR_POS_005"],
    [".", "ERR_POS_005"],
    ["1 000", "ERR_POS_005"],
    ["٣", "ERR_POS_005"],
    ["1000000000000.1", "ERR_POS_005"],
    ["-1000000000001", "ERR_POS_005"],
    ["1234567890.123456", "ERR_POS_005"],
    ["0", "ERR_POS_006"],
    ["-0.000000", "ERR_POS_006"],
    ["0.0000000000", "ERR_POS_006"],
    ["185.1234567", "ERR_POS_007"],
    ["0.0000001", "ERR_POS_007"],
  ])("%j has %s", (text, code) => {
    expect(faultsOf({ Quantity: text })).toEqual([`${code} Quantity`]);
  });
});

describe("prices", () => {
  const column = "Entry Price Per Share";

  test.each<[string, number]>([
    ["58.8", 58.8],
    ["0.0001", 0.0001],
    ["204.93740000", 204.9374],
    ["1000000000", 1e9],
  ])("%s", (text, price) => {
    expect(only({ [column]: text }).entryPrice).toBe(price);
  });

  test.each<[string, string]>([
    ["", "ERR_POS_008"],
    ["EXPENSIVE", "ERR_POS_009"],
    ["NaN", "ERR_POS_009"],
    ["-Infinity", "ERR_POS_009"],
    ["1e3", "ERR_POS_009"],
    ["$58.80", "ERR_POS_009"],
    ["1,000", "ERR_POS_009"],
    ["1000000000.01", "ERR_POS_009"],
    ["-58.80", "ERR_POS_010"],
    ["0", "ERR_POS_010"],
    ["-0.00", "ERR_POS_010"],
    ["63.12345", "ERR_POS_011"],
  ])("%j has %s", (text, code) => {
    expect(faultsOf({ [column]: text })).toEqual([`${code} ${column}`]);
    if (text === "" || code === "ERR_POS_010") return;
    const exit = { "Exit Date": "2025-07-01", "Exit Price Per Share": text };
    expect(faultsOf(exit)).toEqual([`${code} Exit Price Per Share`]);
  });
});

describe("dates", () => {
  test.each(["2026-05-29", "1926-05-29", "2024-02-29"])("%s", (day) => {
    expect(String(only({ "Entry Date": day }).entryDate)).toBe(day);
  });

  test.each<[string, string]>([
    ["", "ERR_POS_012"],
    ["06/30/2025", "ERR_POS_013"],
    ["2025-6-30", "ERR_POS_013"],
    ["20250630", "ERR_POS_013"],
    ["2025-02-30", "ERR_POS_013"],
    ["2025-06-30T00:00:00", "ERR_POS_013"],
    ["2026-05-30", "ERR_POS_014"],
    ["2099-12-31", "ERR_POS_014"],
    ["1926-05-28", "ERR_POS_015"],
    ["0001-01-01", "ERR_POS_015"],
  ])("%j has %s", (day, code) => {
    expect(faultsOf({ "Entry Date": day })).toEqual([`${code} Entry Date`]);
  });
});

describe("exits", () => {
  const exit = (date: string, price: string) => ({ "Exit Date": date, "Exit Price Per Share": price });

  test("a lot that was closed, perhaps on the day it was opened, perhaps for nothing", () => {
    const closed = only(exit("2026-05-29", "0"));
    expect(`${closed.exit?.date} ${closed.exit?.price}`).toBe("2026-05-29 0");
    expect(only(exit("2025-06-30", "180.25")).exit?.price).toBe(180.25);
    expect(only(exit("2025-06-30", "-0.00")).exit?.price).toBe(0);
  });

  test.each<[string, string, string[]]>([
    ["2025-06-29", "180", ["ERR_POS_018 Exit Date"]],
    ["2026-05-30", "180", ["ERR_POS_014 Exit Date"]],
    ["7/1/2025", "180", ["ERR_POS_013 Exit Date"]],
    ["", "180", ["ERR_POS_013 Exit Date"]],
    ["2025-07-01", "", ["ERR_POS_008 Exit Price Per Share"]],
    ["2025-07-01", "-1", ["ERR_POS_010 Exit Price Per Share"]],
    ["", "much", ["ERR_POS_013 Exit Date", "ERR_POS_009 Exit Price Per Share"]],
    ["soon", "", ["ERR_POS_013 Exit Date", "ERR_POS_008 Exit Price Per Share"]],
  ])("%j %j", (date, price, faults) => {
    expect(faultsOf(exit(date, price))).toEqual(faults);
  });
});

test("several cells of a row, each with its first fault, in the order of the columns", () => {
  const cells: Cells = {
    Symbol: "V Z",
    Quantity: "LOTS",
    "Entry Price Per Share": "1.23456",
    "Entry Date": "2099-01-01",
    "Investment Class": "PUBLIC",
    "Investment Subtype": "FUND",
    "Exit Date": "never",
    "Exit Price Per Share": "-1",
  };
  expect(faultsOf(cells)).toEqual([
    "ERR_POS_003 Symbol",
    "ERR_POS_005 Quantity",
    "ERR_POS_011 Entry Price Per Share",
    "ERR_POS_014 Entry Date",
    "ERR_POS_017 Investment Subtype",
    "ERR_POS_013 Exit Date",
    "ERR_POS_010 Exit Price Per Share",
  ]);
});

test("a message shows the cell short and printable, and says what to do", () => {
  const { faults } = readRow({ Symbol: "SPY", Quantity: `\u001b[31m${"9".repeat(200)}\nx` });
  expect(faults[0]?.symbol).toBe("SPY");
  expect(faults[0]?.message).toMatch(/^Quantity "\?\[31m9{35}\.\.\." is not a number; write .+\.$/);
});
