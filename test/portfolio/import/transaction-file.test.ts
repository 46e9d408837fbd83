import { describe, expect, test } from "bun:test";
import { TRANSACTION_ACTIONS } from "../../../src/portfolio/import/transaction.ts";
import { TRANSACTION_FAULTS } from "../../../src/portfolio/import/transaction-fault.ts";
import { HEADER, placesOf, read, readRows, rowOf } from "./transaction-csv.ts";

const tooLarge = new Uint8Array(10 * 1024 * 1024 + 1);

describe("the file as a whole", () => {
  test.each<[string, string | Uint8Array, string, string[]]>([
    ["too large", tooLarge, "a.csv", ["ERR_CSV_001 - -"]],
    ["of another kind", `${HEADER}\n${rowOf("fee")}`, "a.xlsx", ["ERR_CSV_002 - -"]],
    ["both", tooLarge, "a.txt", ["ERR_CSV_001 - -", "ERR_CSV_002 - -"]],
    ["empty", "", "a.csv", ["ERR_CSV_003 - -"]],
    ["a header and blank rows", `${HEADER}\n,,,\n \n# x\n`, "a.csv", ["ERR_CSV_003 - -"]],
    ["a header with an open quote", `"${HEADER}\n`, "a.csv", ["ERR_CSV_006 1 -"]],
    ["more rows than are read", `${HEADER}${"\n,".repeat(100_001)}`, "a.csv", ["ERR_CSV_001 - -"]],
    [
      "neither of the columns",
      "symbol;price\nA;1\n",
      "a.csv",
      ["ERR_CSV_004 1 date", "ERR_CSV_004 1 action"],
    ],
    ["without an action", "Date,Price\n2026-01-05,1\n", "a.csv", ["ERR_CSV_004 1 action"]],
    ["a column twice", "Date,Action,ACTION\n2026-01-05,fee,\n", "a.csv", ["ERR_CSV_005 1 action"]],
    ["more cells than columns", "date,action,price\n2026-01-05,fee,1,000\n", "a.csv", ["ERR_CSV_006 2 -"]],
  ])("%s", (_name, content, fileName, places) => {
    const file = read(content, fileName);
    expect(placesOf(file)).toEqual(places);
    expect(file.transactions).toEqual([]);
  });

  test("without rows it says what to add", () => {
    expect(read("").faults[0]?.message).toContain("a row for each transaction");
  });

  test("after ten thousand faults it is enough", () => {
    const { faults, rows } = readRows(...Array.from({ length: 10_100 }, () => rowOf("fee", { price: "0" })));
    expect([faults.length, rows]).toEqual([10_001, 10_000]);
    expect(faults.at(-1)).toMatchObject({ code: "ERR_CSV_006", row: null });
  });
});

test("columns in any case and order, with a mark, quotes, comments and columns of no use", () => {
  const file = read(
    '\uFEFF# mine\r\n"PRICE",Action,,Account,Date\r\n\r\n# x\r\n"12.50",Deposit,,a,2026-01-05\r\n7,FEE,,,2026-01-02\r\n',
  );
  expect(file).toMatchObject({ faults: [], warnings: [], rows: 2, ignoredColumns: ["Account"] });
  expect(file.transactions.map((each) => `${each.row} ${each.action} ${each.date}`)).toEqual([
    "5 deposit 2026-01-05",
    "6 fee 2026-01-02",
  ]);
});

test("a file has only the columns that its actions need; a row of another has what is missing told", () => {
  const file = read("date,action\n2026-01-05,deposit\n2026-01-05,buy\n2026-01-05,value\n");
  expect(placesOf(file)).toEqual([
    "ERR_POS_008 2 price",
    "ERR_POS_001 3 symbol",
    "ERR_POS_004 3 quantity",
    "ERR_POS_008 3 price",
    "ERR_POS_001 4 symbol",
    "ERR_POS_008 4 price",
  ]);
});

test("a bad row hides nothing of the others, and is told with its symbol", () => {
  const file = readRows(rowOf("buy"), '"buy', rowOf("sell", { quantity: "0" }), rowOf("cover"), "\0");
  expect(placesOf(file)).toEqual(["ERR_CSV_006 3 -", "ERR_POS_006 4 quantity", "ERR_CSV_006 6 -"]);
  expect(file.faults[1]?.symbol).toBe("AAPL");
  expect(file.transactions.map(({ row }) => row)).toEqual([2, 5]);
  expect(file.rows).toBe(5);
});

test("a row that repeats another is a warning, and both are there", () => {
  const again = rowOf("buy", { symbol: " aapl ", quantity: "+10.0", price: "175.500", fees: "0" });
  const others = [rowOf("buy", { note: "x" }), rowOf("buy", { time: "09:30" }), rowOf("short")];
  const file = readRows(
    rowOf("buy"),
    ...others,
    again,
    ...TRANSACTION_ACTIONS.map((action) => rowOf(action)),
  );
  expect(file.faults).toEqual([]);
  expect(file.transactions).toHaveLength(5 + 11);
  const told = file.warnings.map(({ code, row, column, message }) => `${code} ${row} ${column} ${message}`);
  const message = (first: number) => `The row repeats row ${first}; remove it unless it happened twice.`;
  expect(told).toEqual([
    `ERR_POS_023 6 null ${message(2)}`,
    `ERR_POS_023 7 null ${message(2)}`,
    `ERR_POS_023 9 null ${message(5)}`,
  ]);
});

/** What is wrong with a row, for each fault that a row can have. */
const FAULTY = {
  ERR_POS_001: rowOf("buy", { symbol: "" }),
  ERR_POS_002: rowOf("buy", { symbol: "A".repeat(101) }),
  ERR_POS_003: rowOf("sell", { symbol: "A B" }),
  ERR_POS_004: rowOf("short", { quantity: "" }),
  ERR_POS_005: rowOf("cover", { quantity: "x" }),
  ERR_POS_006: rowOf("sell", { quantity: "-1" }),
  ERR_POS_007: rowOf("buy", { quantity: "1.1234567" }),
  ERR_POS_008: rowOf("deposit", { price: "" }),
  ERR_POS_009: rowOf("value", { price: "x" }),
  ERR_POS_010: rowOf("withdraw", { price: "-1" }),
  ERR_POS_011: rowOf("fee", { price: "1.234" }),
  ERR_POS_012: rowOf("interest", { date: "" }),
  ERR_POS_013: rowOf("dividend", { date: "x" }),
  ERR_POS_014: rowOf("split", { date: "2026-05-30" }),
  ERR_POS_015: rowOf("buy", { date: "1900-01-01" }),
  ERR_TXN_001: rowOf("buy", { action: "" }),
  ERR_TXN_002: rowOf("buy", { action: "reinvest" }),
  ERR_TXN_003: rowOf("deposit", { symbol: "AAPL" }),
  ERR_TXN_004: rowOf("buy", { fees: "-1" }),
  ERR_TXN_005: rowOf("buy", { currency: "dollars" }),
  ERR_TXN_006: rowOf("split", { quantity: "0.3333" }),
  ERR_TXN_007: rowOf("buy", { time: "noon" }),
};

test("every fault of a row, in one file: each is told with its row, beside the good rows", () => {
  const file = readRows(rowOf("buy"), ...Object.values(FAULTY), rowOf("fee"));
  expect(file.faults.map(({ code, row }) => `${code} ${row}`)).toEqual(
    Object.keys(FAULTY).map((code, at) => `${code} ${at + 3}`),
  );
  expect(file.transactions.map(({ action }) => action)).toEqual(["buy", "fee"]);
  const others = ["ERR_POS_023", ...[1, 2, 3, 4, 5, 6].map((number) => `ERR_CSV_00${number}`)];
  expect([...Object.keys(FAULTY), ...others].sort()).toEqual(Object.keys(TRANSACTION_FAULTS).sort());
});

test("every code has a title of its own", () => {
  const titles = Object.values(TRANSACTION_FAULTS);
  expect(new Set<string>(titles).size).toBe(titles.length);
  expect(Object.keys(TRANSACTION_FAULTS)).toHaveLength(6 + 16 + 7);
});

/** Patterns that look twice at a piece of a cell would take its square, which the time that a test has does not allow. */
test("cells as long as a row may be", () => {
  const long = [`${"0".repeat(60_000)}x`, "A".repeat(60_000), `1${" ".repeat(60_000)}1:`];
  const columns = ["symbol", "quantity", "price", "fees", "currency", "time"] as const;
  for (const action of TRANSACTION_ACTIONS) {
    const rows = columns.flatMap((column) => long.map((text) => rowOf(action, { [column]: text })));
    expect(readRows(...rows).faults.length).toBeGreaterThanOrEqual(rows.length);
  }
});
