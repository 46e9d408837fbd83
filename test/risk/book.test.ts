import { expect, test } from "bun:test";
import { type Holdings, netBook, type PrivateAsset } from "../../src/risk/book.ts";

const equity = (cents: number) => cents as Holdings["equity"];
const lot = (underlying: string, deltaDollars: number) => ({ underlying, deltaDollars });
const asset = (name: string, value: number) => ({ name, value: value as PrivateAsset["value"] });

test("lots and options net to their underlying, in code-unit order, weighed by the equity", () => {
  const book = netBook({
    equity: equity(100_050),
    positions: [lot("b", 100), lot("BRK-B", 50), lot("BRK-A", -20), lot("BRK-B", -30), lot("^VIX", 1)],
    privateAssets: [asset("Loan", 2_050), asset("Barn", 1_000), asset("Loan", 1_000)],
    unpriced: ["VIX260716C00025000", "AAPL260815P00200000", "VIX260716C00025000"],
  });
  expect(book.underlyings).toEqual([
    { name: "BRK-A", dollars: -20 },
    { name: "BRK-B", dollars: 20 },
    { name: "^VIX", dollars: 1 },
    { name: "b", dollars: 100 },
  ]);
  expect(book.privateAssets).toEqual([
    { name: "Barn", dollars: 10 },
    { name: "Loan", dollars: 30.5 },
  ]);
  expect(book.gross).toBe(181.5);
  expect(book.unpriced).toEqual(["AAPL260815P00200000", "VIX260716C00025000"]);
  expect(book.weights).toEqual({
    value: [-20 / 1000.5, 20 / 1000.5, 1 / 1000.5, 100 / 1000.5],
    reason: null,
  });
});

test("the order of lots does not show in the last bit", () => {
  const lots = [0.1, 0.2, 0.3];
  const totals = lots.map((_, n) => {
    const turned = [...lots.slice(n), ...lots.slice(0, n)];
    const positions = turned.map((dollars) => lot("A", dollars));
    return netBook({ equity: equity(1), positions, privateAssets: [], unpriced: [] }).gross;
  });
  expect(new Set(totals).size).toBe(1);
});

test("what nets to nothing is left out", () => {
  const book = netBook({
    equity: equity(1),
    positions: [lot("A", 5), lot("A", -5), lot("B", 0)],
    privateAssets: [asset("C", 0)],
    unpriced: [],
  });
  expect(book).toEqual({
    underlyings: [],
    privateAssets: [],
    weights: { value: [], reason: null },
    gross: 0,
    unpriced: [],
  });
});

test.each([0, -1])("with an equity of %d cents no weight is known", (cents) => {
  const { weights, gross } = netBook({
    equity: equity(cents),
    positions: [lot("A", 5)],
    privateAssets: [],
    unpriced: [],
  });
  expect(weights).toEqual({ value: null, reason: "non_positive_equity" });
  expect(gross).toBe(5);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("%d dollars are refused", (dollars) => {
  const holdings = { equity: equity(1), positions: [lot("A", dollars)], privateAssets: [], unpriced: [] };
  expect(() => netBook(holdings)).toThrow(RangeError);
});
