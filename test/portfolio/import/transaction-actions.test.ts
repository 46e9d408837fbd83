import { describe, expect, test } from "bun:test";
import { TRANSACTION_ACTIONS, type TransactionAction } from "../../../src/portfolio/import/transaction.ts";
import { type Cells, faultsOf, only, readRows, rowOf } from "./transaction-csv.ts";

/** Without what every transaction tells. */
const own = (action: TransactionAction, cells: Cells = {}) => {
  const { row, date, time, currency, note, ...rest } = only(action, cells);
  expect({ row, date: String(date) }).toEqual({ row: 2, date: "2025-06-30" });
  return rest as unknown as Record<string, unknown>;
};
const SHARE = { symbol: "AAPL", assetClass: "PUBLIC", option: null };
const PUT = "AAPL250815P00200000";

test.each<[TransactionAction, object]>([
  ["buy", { ...SHARE, quantity: 10, price: 175.5, fees: 0 }],
  ["short", { ...SHARE, quantity: 10, price: 175.5, fees: 0 }],
  ["sell", { ...SHARE, quantity: 10, price: 175.5, fees: 0, lot: null }],
  ["cover", { ...SHARE, quantity: 10, price: 175.5, fees: 0, lot: null }],
  ["deposit", { amount: 100_000 }],
  ["withdraw", { amount: 100_000 }],
  ["interest", { amount: 100_000 }],
  ["fee", { amount: 100_000 }],
  ["dividend", { ...SHARE, quantity: 1, price: 12.5, amount: 1250 }],
  ["split", { ...SHARE, numerator: 4, denominator: 1 }],
  ["value", { symbol: "MY_FUND", price: 105.25 }],
])("%s with the cells that it needs", (action, expected) => {
  expect(own(action)).toEqual({ action, ...expected });
  expect(only(action, { action: action.toUpperCase() })).toEqual(only(action));
});

test("every action is among them", () => {
  expect(readRows(...TRANSACTION_ACTIONS.map((action) => rowOf(action)))).toMatchObject({
    faults: [],
    warnings: [],
    rows: 11,
    transactions: TRANSACTION_ACTIONS.map((action, at) => ({ action, row: at + 2 })),
  });
});

describe("what every row may tell", () => {
  test.each<[Cells, object]>([
    [{}, { time: null, currency: null, note: null }],
    [{ time: "09:30" }, { time: "09:30:00" }],
    [{ time: "23:59:59" }, { time: "23:59:59" }],
    [{ currency: "usd" }, { currency: "USD" }],
    [{ currency: "GBp" }, { currency: "GBp" }],
    [{ currency: "GBP" }, { currency: "GBP" }],
    [{ currency: "ZAc" }, { currency: "ZAc" }],
    [{ currency: "gbx" }, { currency: "GBX" }],
    [{ note: ' He said "so", # 大\nand left ' }, { note: 'He said "so", # 大\nand left' }],
  ])("%j", (cells, expected) => {
    for (const action of TRANSACTION_ACTIONS) expect(only(action, cells)).toMatchObject(expected);
  });

  test.each(["9:30", "24:00", "12:60", "12:30:60", "12", "12:30 PM", "123000", "12:30:00Z"])(
    "time %j",
    (time) => {
      expect(faultsOf("deposit", { time })).toEqual(["ERR_TXN_007 time"]);
    },
  );

  test.each(["US", "USDT", "U$D", "€", "U D", "ÜSD"])("currency %j", (currency) => {
    expect(faultsOf("buy", { currency })).toEqual(["ERR_TXN_005 currency"]);
  });

  test.each([
    ["", "ERR_POS_012"],
    ["06/30/2025", "ERR_POS_013"],
    ["2025-02-29", "ERR_POS_013"],
    ["2026-05-30", "ERR_POS_014"],
    ["1926-05-28", "ERR_POS_015"],
  ])("date %j", (date, code) => {
    for (const action of TRANSACTION_ACTIONS) expect(faultsOf(action, { date })).toEqual([`${code} date`]);
  });

  test("the first and the last day", () => {
    for (const date of ["1926-05-29", "2026-05-29"]) expect(String(only("fee", { date }).date)).toBe(date);
  });

  test("an action that is none, with the cells that can be read all the same", () => {
    const cells = { date: "soon", currency: "$", time: "noon", symbol: "A B", quantity: "-1", price: "x" };
    const more = ["ERR_TXN_005 currency", "ERR_TXN_007 time"];
    expect(faultsOf("buy", { ...cells, action: "" })).toEqual([
      "ERR_POS_013 date",
      "ERR_TXN_001 action",
      ...more,
    ]);
    expect(faultsOf("buy", { ...cells, action: "bought" })).toEqual([
      "ERR_POS_013 date",
      "ERR_TXN_002 action",
      ...more,
    ]);
  });
});

describe("what a row is about", () => {
  const ABOUT = ["buy", "sell", "short", "cover", "dividend", "split"] as const;

  test.each([
    ["aapl", "AAPL", "PUBLIC"],
    ["BRK.B", "BRK-B", "PUBLIC"],
    ["vod.l", "VOD.L", "PUBLIC"],
    ["^VIX", "^VIX", "PUBLIC"],
    ["CASH_USD", "CASH_USD", "PRIVATE"],
    ["a16z_vc_fund", "A16Z_VC_FUND", "PRIVATE"],
    ["600519", "600519", "PRIVATE"],
    ["A".repeat(24), "A".repeat(24), "PUBLIC"],
    ["A".repeat(25), "A".repeat(25), "PRIVATE"],
    ["A".repeat(100), "A".repeat(100), "PRIVATE"],
  ])("%s is %s, %s", (symbol, expected, assetClass) => {
    for (const action of ABOUT) {
      expect(own(action, { symbol })).toMatchObject({ symbol: expected, assetClass, option: null });
    }
  });

  test("an option, in any spelling, that is traded and nothing else", () => {
    const option: Record<string, unknown> = {
      underlying: "AAPL",
      strike: 200,
      expiration: "2025-08-15",
      right: "PUT",
    };
    for (const symbol of [PUT, PUT.toLowerCase(), "AAPL  250815P00200000"]) {
      for (const action of ["buy", "sell", "short", "cover"] as const) {
        expect(own(action, { symbol })).toMatchObject({ symbol: PUT, assetClass: "OPTIONS", option });
      }
    }
    for (const action of ["dividend", "split", "value"] as const) {
      expect(faultsOf(action, { symbol: PUT })).toEqual(["ERR_POS_003 symbol"]);
    }
  });

  test.each([
    ["", "ERR_POS_001"],
    ["A".repeat(101), "ERR_POS_002"],
    ["VT MGX", "ERR_POS_003"],
    ["SPAXX**", "ERR_POS_003"],
    ["--", "ERR_POS_003"],
    ["Größe", "ERR_POS_003"],
    ["AAPL250230P00200000", "ERR_POS_003"],
  ])("symbol %j has %s", (symbol, code) => {
    for (const action of [...ABOUT, "value"] as const) {
      expect(faultsOf(action, { symbol })).toEqual([`${code} symbol`]);
    }
  });

  test("a value is of a private asset, whatever its name looks like", () => {
    expect(own("value", { symbol: "two-sigma" })).toMatchObject({ symbol: "TWO-SIGMA" });
    expect(own("value", { symbol: "fund.a" })).toMatchObject({ symbol: "FUND.A" });
    expect(faultsOf("value", { symbol: "^VIX" })).toEqual(["ERR_POS_003 symbol"]);
  });
});

test.each<[TransactionAction, Cells, string[]]>([
  ["deposit", { symbol: "AAPL" }, ["symbol"]],
  ["withdraw", { symbol: "EUR" }, ["symbol"]],
  ["interest", { symbol: "AAPL", fees: "1", lot: "1" }, ["symbol", "fees", "lot"]],
  ["fee", { symbol: "AAPL", quantity: "2" }, ["symbol", "quantity"]],
  ["deposit", { quantity: "100" }, ["quantity"]],
  ["dividend", { fees: "0.01" }, ["fees"]],
  ["dividend", { fees: "none" }, ["fees"]],
  ["split", { price: "1", fees: "1" }, ["price", "fees"]],
  ["split", { price: "free" }, ["price"]],
  ["value", { quantity: "1" }, ["quantity"]],
  ["value", { fees: "5" }, ["fees"]],
  ["buy", { lot: "3" }, ["lot"]],
  ["short", { lot: "3" }, ["lot"]],
  ["dividend", { lot: "3" }, ["lot"]],
  ["split", { lot: "3" }, ["lot"]],
  ["value", { lot: "3" }, ["lot"]],
])("%s %j: cells that it must not have", (action, cells, columns) => {
  expect(faultsOf(action, cells)).toEqual(columns.map((column) => `ERR_TXN_003 ${column}`));
});

test("cells that say nothing are no fault", () => {
  for (const action of TRANSACTION_ACTIONS) {
    for (const fees of ["0", "-0.00", ".0", "0."]) expect(only(action, { fees })).toEqual(only(action));
  }
  expect(own("split", { price: "0.00" })).toEqual(own("split"));
  for (const action of ["deposit", "withdraw", "interest", "fee"] as const) {
    expect(own(action, { quantity: "1.000" })).toEqual(own(action));
  }
});

test("the lot that is to be closed, as it is written", () => {
  for (const action of ["sell", "cover"] as const) {
    expect(own(action, { lot: " 0197-aB " })).toMatchObject({ lot: "0197-aB" });
  }
});

test("several cells of a row, each with its first fault, in the order of the columns", () => {
  const cells: Cells = {
    date: "2099-01-01",
    symbol: "V Z",
    quantity: "-5",
    price: "1.2345678",
    fees: "much",
    currency: "dollar",
    time: "late",
    lot: "1",
  };
  expect(faultsOf("buy", cells)).toEqual([
    "ERR_POS_014 date",
    "ERR_POS_003 symbol",
    "ERR_POS_006 quantity",
    "ERR_POS_011 price",
    "ERR_TXN_004 fees",
    "ERR_TXN_005 currency",
    "ERR_TXN_007 time",
    "ERR_TXN_003 lot",
  ]);
});
