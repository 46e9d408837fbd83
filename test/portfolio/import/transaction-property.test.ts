import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { TRANSACTION_ACTIONS, type Transaction } from "../../../src/portfolio/import/transaction.ts";
import type { TransactionFile } from "../../../src/portfolio/import/transaction-file.ts";
import { type Cells, HEADER, lineOf, read, readRows } from "./transaction-csv.ts";

/** A whole number of millionths or hundredths, written out: what is read back must be the very same double. */
const written = (units: number, decimals: number): string => {
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  return `${units < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
};
const numberOf = (units: number, decimals: number) => units / 10 ** decimals;

const symbol = fc.constantFrom(
  ["AAPL", { symbol: "AAPL", assetClass: "PUBLIC", option: null }],
  ["BRK.B", { symbol: "BRK-B", assetClass: "PUBLIC", option: null }],
  ["my_fund", { symbol: "MY_FUND", assetClass: "PRIVATE", option: null }],
) as fc.Arbitrary<[string, object]>;
const contract = fc.constant([
  "SPXW260619C05000000",
  {
    symbol: "SPXW260619C05000000",
    assetClass: "OPTIONS",
    option: { underlying: "SPX", strike: 5000, expiration: "2026-06-19", right: "CALL" },
  },
]) as fc.Arbitrary<[string, object]>;
const lot = fc.constantFrom(null, "7", "0197f3a2");
const micros = (max: number) => fc.integer({ min: 1, max });
const hundredths = fc.integer({ min: 1, max: 1e15 });

/** The cells of one action, and what they tell. */
type Told = readonly [cells: Cells, own: object];

const trade: fc.Arbitrary<Told> = fc
  .tuple(
    fc.constantFrom("buy", "sell", "short", "cover"),
    fc.oneof(symbol, contract),
    micros(1e9),
    micros(1e12),
    fc.integer({ min: 0, max: 1e15 }),
    lot,
  )
  .map(([action, [name, instrument], quantity, price, fees, of]) => {
    const cells = {
      action,
      symbol: name,
      quantity: written(quantity, 6),
      price: written(price, 6),
      fees: written(fees, 2),
    };
    const own = { action, ...instrument, quantity: numberOf(quantity, 6), price: numberOf(price, 6), fees };
    if (action === "buy" || action === "short") return [cells, own];
    return [
      { ...cells, lot: of ?? "" },
      { ...own, lot: of },
    ];
  });
const cash: fc.Arbitrary<Told> = fc
  .tuple(fc.constantFrom("deposit", "withdraw", "interest", "fee"), hundredths, fc.boolean(), fc.boolean())
  .map(([action, units, isNegative, hasOne]) => {
    const amount = action === "interest" && isNegative ? -units : units;
    return [
      { action, price: written(amount, 2), quantity: hasOne ? "1" : "" },
      { action, amount },
    ];
  });
const dividend: fc.Arbitrary<Told> = fc
  .tuple(symbol, fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }))
  .filter(([, , price]) => price !== 0)
  .map(([[name, instrument], quantity, price]) => [
    { action: "dividend", symbol: name, quantity: String(quantity), price: written(price, 2) },
    { action: "dividend", ...instrument, quantity, price: numberOf(price, 2), amount: quantity * price },
  ]);
const split: fc.Arbitrary<Told> = fc
  .tuple(
    symbol,
    fc.constantFrom(["4", 4, 1], ["0.1", 1, 10], ["1.5", 3, 2], ["0.025", 1, 40], ["2:7", 2, 7]),
    fc.constantFrom("", "0"),
  )
  .map(([[name, instrument], [quantity, numerator, denominator], price]) => [
    { action: "split", symbol: name, quantity: String(quantity), price },
    { action: "split", ...instrument, numerator, denominator },
  ]);
const value: fc.Arbitrary<Told> = fc
  .tuple(fc.constantFrom("my_fund", "house", "600519"), micros(1e15 - 1))
  .map(([name, price]) => [
    { action: "value", symbol: name, price: written(price, 6) },
    { action: "value", symbol: name.toUpperCase(), price: numberOf(price, 6) },
  ]);

const note = fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll("\0", "").trim());
const recorded = fc.record({
  date: fc.integer({ min: -36_000, max: 0 }).map((days): IsoDate => addDays(isoDate("2026-05-29"), days)),
  time: fc.constantFrom(null, "00:00:00", "09:30:15", "23:59:59"),
  currency: fc.constantFrom(null, "USD", "GBp", "JPY"),
  note: note.map((text) => text || null),
});

/** A line of a file, and the transaction that it is but for its row. */
const row = fc.tuple(recorded, fc.oneof(trade, cash, dividend, split, value)).map(([every, [cells, own]]) => {
  const text = Object.fromEntries(Object.entries(every).map(([column, each]) => [column, each ?? ""]));
  return { line: lineOf({ ...text, ...cells }), transaction: { ...every, ...own } };
});

const withoutRow = ({ row: _row, ...rest }: Transaction): object => rest;

test("any right transaction, written as CSV, is read back the same, in the order of the file", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const file = readRows(...rows.map(({ line }) => line));
      expect(file.faults).toEqual([]);
      expect(file.transactions.map(withoutRow)).toEqual(rows.map(({ transaction }) => transaction));
    }),
    { numRuns: 500 },
  );
});

const CELLS: Readonly<Record<keyof Required<Cells>, readonly string[]>> = {
  date: ["2026-01-05", "2025-01-02", "2027-01-01", ""],
  action: [...TRANSACTION_ACTIONS, "Buy", "bought", ""],
  symbol: ["", "AAPL", "BRK.B", "my_fund", "A B", "AAPL250815P00200000"],
  quantity: ["", "1", "2.5", "-1", "0", "x", "1:3", "999999999999"],
  price: ["", "1", "0", "-2.50", "1.234", "1.1234567", "999999999999"],
  fees: ["", "0", "1.25", "-1", "1.005"],
  currency: ["", "USD", "GBp", "US"],
  note: ["", "x"],
  time: ["", "09:30", "9:30"],
  lot: ["", "3"],
};
const cells: fc.Arbitrary<Cells> = fc.record(
  Object.fromEntries(Object.entries(CELLS).map(([column, texts]) => [column, fc.constantFrom(...texts)])),
);
const line = fc.oneof(
  row.map((each) => each.line.replaceAll(/[\r\n]/g, " ")),
  cells.map(lineOf).filter((each) => /[^,]/.test(each)),
);

describe("for any rows", () => {
  test("their order is that of the result, and changes nothing else", () => {
    const shuffled = fc.array(line, { minLength: 1, maxLength: 12 }).chain((rows) => {
      const places = rows.map((_, at) => at);
      return fc.tuple(fc.constant(rows), fc.shuffledSubarray(places, { minLength: rows.length }));
    });
    fc.assert(
      fc.property(shuffled, ([rows, places]) => {
        const [file, other] = [readRows(...rows), readRows(...places.map((at) => rows[at] ?? ""))];
        const moved = <T extends { row: number | null }>(each: T) => ({
          ...each,
          row: each.row === null ? null : places.indexOf(each.row - 2) + 2,
        });
        const inOrder = (list: readonly { row: number | null }[]) =>
          list.map(moved).sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
        expect(other.transactions).toEqual(inOrder(file.transactions) as unknown as Transaction[]);
        expect(other.faults).toEqual(inOrder(file.faults) as unknown as TransactionFile["faults"]);
        expect(other.warnings).toHaveLength(file.warnings.length);
      }),
      { numRuns: 300 },
    );
  });

  test("a row is a transaction or has a fault, at most one a cell", () => {
    fc.assert(
      fc.property(line, (text) => {
        const { transactions, faults, rows } = readRows(text);
        expect(rows).toBe(1);
        expect(transactions.length === 1).toBe(faults.length === 0);
        expect(new Set(faults.map(({ column }) => column)).size).toBe(faults.length);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("for any bytes", () => {
  const whole = (content: Uint8Array) => {
    const { transactions, faults, rows } = read(content);
    expect(transactions.length + faults.length).toBeGreaterThan(0);
    expect(transactions.length).toBeLessThanOrEqual(rows);
  };

  test("there are transactions or faults, and nothing is thrown", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), whole));
  });

  test("also after a header", () => {
    const piece = fc.oneof(
      fc.constantFrom('"', '""', ",", "\n", "\r\n", "#", " ", "\0", "\uFEFF"),
      fc.string({ unit: "binary", maxLength: 3 }),
      line,
    );
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => `${HEADER}\n${pieces.join("")}`);
    const bytes = fc
      .tuple(text, fc.uint8Array({ maxLength: 4 }))
      .map(([before, raw]) => Buffer.concat([new TextEncoder().encode(before), raw]));
    fc.assert(fc.property(bytes, whole), { numRuns: 500 });
  });

  test("and in any one cell", () => {
    const column = fc.constantFrom(...(Object.keys(CELLS) as (keyof Cells)[]));
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 30 }), fc.double().map(String));
    const action = fc.constantFrom(...TRANSACTION_ACTIONS);
    fc.assert(
      fc.property(action, column, text, (word, at, cell) => {
        const base: Cells = { date: "2026-01-05", action: word, symbol: "AAPL", quantity: "1", price: "1" };
        whole(new TextEncoder().encode(`${HEADER}\n${lineOf({ ...base, [at]: cell })}`));
      }),
      { numRuns: 2000 },
    );
  });
});
