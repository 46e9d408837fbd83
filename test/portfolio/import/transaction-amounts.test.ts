import { describe, expect, test } from "bun:test";
import type { TransactionAction } from "../../../src/portfolio/import/transaction.ts";
import { type Cells, faultsOf, NEEDED, only, readRows, rowOf } from "./transaction-csv.ts";

const TRADES = ["buy", "sell", "short", "cover"] as const;
const CASH = ["deposit", "withdraw", "interest", "fee"] as const;
const PUT = "AAPL250815P00200000";

describe("quantities", () => {
  test.each<[string, number]>([
    ["+3", 3],
    [".25", 0.25],
    ["0.001001", 0.001001],
    ["1000000000000", 1e12],
  ])("%s", (quantity, expected) => {
    for (const action of TRADES) {
      expect(only(action, { quantity, price: "0.5" })).toMatchObject({ quantity: expected });
    }
    expect(only("dividend", { quantity, price: "10" })).toMatchObject({ quantity: expected });
  });

  test.each([
    ["LOTS", "ERR_POS_005"],
    ["1,000", "ERR_POS_005"],
    ["1e3", "ERR_POS_005"],
    ["1000000000001", "ERR_POS_005"],
    ["1234567890.123456", "ERR_POS_005"],
    ["0", "ERR_POS_006"],
    ["-10", "ERR_POS_006"],
    ["0.0000001", "ERR_POS_007"],
  ])("%j has %s", (quantity, code) => {
    for (const action of [...TRADES, ...CASH, "dividend"] as const) {
      expect(faultsOf(action, { quantity })).toEqual([`${code} quantity`]);
    }
  });

  test("a trade and a split need one", () => {
    for (const action of [...TRADES, "split"] as const) {
      expect(faultsOf(action, { quantity: "" })).toEqual(["ERR_POS_004 quantity"]);
    }
  });
});

describe("prices", () => {
  test.each<[string, number]>([
    ["58.8", 58.8],
    ["0.000001", 0.000001],
    ["204.93740000000", 204.9374],
    ["1000000000000", 1e12],
  ])("%s", (price, expected) => {
    for (const action of [...TRADES, "value"] as const) {
      const quantity = action === "value" ? "" : "1";
      expect(only(action, { price, quantity })).toMatchObject({ price: expected });
    }
  });

  test.each([
    ["", "ERR_POS_008"],
    ["EXPENSIVE", "ERR_POS_009"],
    ["$58.80", "ERR_POS_009"],
    ["NaN", "ERR_POS_009"],
    ["10000000000001", "ERR_POS_009"],
    ["-58.8", "ERR_POS_010"],
    ["1.1234567", "ERR_POS_011"],
  ])("%j has %s", (price, code) => {
    for (const action of [...TRADES, "value"] as const) {
      expect(faultsOf(action, { price })).toEqual([`${code} price`]);
    }
    if (price.startsWith("-")) return;
    for (const action of [...CASH, "dividend"] as const) {
      expect(faultsOf(action, { price })).toEqual([`${code} price`]);
    }
  });

  test("0 is the price of an option, or the end of what became worthless, which is told", () => {
    for (const action of TRADES) {
      const file = readRows(rowOf(action, { symbol: PUT, price: "0" }));
      expect(file).toMatchObject({ faults: [], warnings: [], transactions: [{ price: 0 }] });
    }
    for (const action of ["buy", "short"] as const) {
      expect(faultsOf(action, { price: "0" })).toEqual(["ERR_POS_010 price"]);
      expect(faultsOf(action, { price: "-0.0", symbol: "MY_FUND" })).toEqual(["ERR_POS_010 price"]);
    }
    for (const action of ["sell", "cover"] as const) {
      const { faults, warnings } = readRows(rowOf(action, { price: "0" }));
      expect(faults).toEqual([]);
      expect(warnings).toMatchObject([{ code: "ERR_POS_010", row: 2, column: "price", symbol: "AAPL" }]);
    }
    expect(only("value", { price: "0" })).toMatchObject({ price: 0 });
  });

  test("what a row comes to stays within what cents hold", () => {
    const large: Cells = { quantity: "1000000000000", price: "10" };
    for (const action of [...TRADES, "dividend"] as const) {
      expect(only(action, large)).toMatchObject({ quantity: 1e12, price: 10 });
      expect(faultsOf(action, { ...large, price: "10.01" })).toEqual(["ERR_POS_009 price"]);
    }
    expect(faultsOf("buy", { ...large, symbol: PUT })).toEqual(["ERR_POS_009 price"]);
    expect(faultsOf("dividend", { ...large, price: "-10.01" })).toEqual(["ERR_POS_009 price"]);
  });
});

describe("fees", () => {
  test.each<[string, number]>([
    ["", 0],
    ["0", 0],
    ["4.95", 495],
    [".5", 50],
    ["1.10000", 110],
    ["9999999999999.99", 999_999_999_999_999],
  ])("%j", (fees, expected) => {
    for (const action of TRADES) expect(only(action, { fees })).toMatchObject({ fees: expected });
  });

  test.each(["free", "-4.95", "1.005", "$1", "1e2", "10000000000001"])("%j", (fees) => {
    for (const action of TRADES) expect(faultsOf(action, { fees })).toEqual(["ERR_TXN_004 fees"]);
  });
});

describe("amounts of cash", () => {
  test.each<[string, number]>([
    ["0.01", 1],
    ["4.35", 435],
    ["1.15", 115],
    ["1234.50000", 123_450],
    ["9999999999999.99", 999_999_999_999_999],
    ["10000000000000", 1e15],
  ])("%s", (price, amount) => {
    for (const action of CASH) expect(only(action, { price })).toMatchObject({ amount });
  });

  test.each<[TransactionAction, string, string]>([
    ["deposit", "1.001", "ERR_POS_011"],
    ["withdraw", "1.001", "ERR_POS_011"],
    ["interest", "-1.001", "ERR_POS_011"],
    ["fee", "0.001", "ERR_POS_011"],
    ["deposit", "10000000000000.01", "ERR_POS_009"],
    ["deposit", "0", "ERR_POS_010"],
    ["withdraw", "0.00", "ERR_POS_010"],
    ["interest", "-0", "ERR_POS_010"],
    ["fee", "0", "ERR_POS_010"],
    ["deposit", "-5", "ERR_POS_010"],
    ["withdraw", "-5", "ERR_POS_010"],
    ["fee", "-5", "ERR_POS_010"],
  ])("%s %s has %s", (action, price, code) => {
    expect(faultsOf(action, { price })).toEqual([`${code} price`]);
  });

  test("interest that was paid is below 0", () => {
    expect(only("interest", { price: "-12.34" })).toMatchObject({ amount: -1234 });
  });

  test("what is missing is asked for in the currency it would be in", () => {
    const message = (cells: Cells) => readRows(rowOf("deposit", { price: "", ...cells })).faults[0]?.message;
    expect(message({})).toBe("price is empty; write the whole amount in it, in EUR.");
    expect(message({ currency: "USD" })).toBe("price is empty; write the whole amount in it, in USD.");
  });
});

describe("dividends", () => {
  test.each<[Cells, object]>([
    [{ price: "31.67" }, { quantity: 1, price: 31.67, amount: 3167 }],
    [
      { quantity: "1", price: "31.67" },
      { quantity: 1, price: 31.67, amount: 3167 },
    ],
    [
      { quantity: "123", price: "0.2575" },
      { quantity: 123, price: 0.2575, amount: 3167 },
    ],
    [
      { quantity: "50", price: "0.0101" },
      { quantity: 50, price: 0.0101, amount: 50 },
    ],
    [
      { quantity: "150", price: "0.0101" },
      { quantity: 150, price: 0.0101, amount: 152 },
    ],
    [
      { quantity: "100", price: "-0.25" },
      { quantity: 100, price: -0.25, amount: -2500 },
    ],
    [
      { symbol: "MY_FUND", price: "5" },
      { symbol: "MY_FUND", assetClass: "PRIVATE", amount: 500 },
    ],
  ])("%j", (cells, expected) => {
    expect(only("dividend", cells)).toMatchObject(expected);
  });

  test.each(["0", "0.00", "0.004", "-0.005"])("%s is none", (price) => {
    expect(faultsOf("dividend", { price })).toEqual(["ERR_POS_010 price"]);
  });
});

test("a message says what the cell has and what to do", () => {
  for (const action of Object.keys(NEEDED) as TransactionAction[]) {
    const cells: Cells = {
      price: "x",
      quantity: "x",
      symbol: "x y",
      fees: "x",
      currency: "x",
      time: "x",
      lot: "x",
    };
    for (const { message } of readRows(rowOf(action, { ...cells, date: "x" })).faults) {
      expect(message).toMatch(/^[a-z]+ "x( y)?" .+[;,] .*\b(?:write|leave|correct|use)\b.+\.$/);
    }
  }
});
