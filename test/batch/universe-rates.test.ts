import { expect, test } from "bun:test";
import type { Requirement } from "../../src/market/collect/needs.ts";
import { parseSymbol } from "../../src/market/symbol.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { Lot } from "../../src/portfolio/portfolio.ts";
import { lotOf } from "./made-state.ts";
import { before, INCEPTION, option, rangeOf, TO, wantedOf } from "./made-universe.ts";

const from = before(INCEPTION, 5);
const ratesOf = (universe: readonly Requirement[]) =>
  universe.filter(({ reasons }) => reasons.includes("exchange_rate"));

test.each([
  ["VOD.L", "GBp", "USD", "GBPUSD=X"],
  ["VOD.L", "GBP", "USD", "GBPUSD=X"],
  ["NPN.JO", "ZAc", "USD", "ZARUSD=X"],
  ["SAP.DE", "EUR", "GBP", "EURGBP=X"],
  ["AAPL", null, "EUR", "USDEUR=X"],
  ["BTC-EUR", null, "USD", "EURUSD=X"],
])("%s in %s in a portfolio in %s wants %s", (symbol, told, currency, rate) => {
  const known = new Map(told === null ? [] : [[symbol, told]]);
  const universe = wantedOf([lotOf(symbol, INCEPTION)], { told: known }, currency);
  expect(ratesOf(universe)).toEqual([
    { symbol: parseSymbol(rate), from, through: TO, reasons: ["exchange_rate"] },
  ]);
});

test.each([
  ["AAPL", null, "USD"],
  ["AAPL", "USD", "USD"],
  ["VOD.L", "GBp", "GBP"],
  // No provider has told its currency yet.
  ["VOD.L", null, "USD"],
  ["^GSPC", null, "USD"],
])("%s in %s in a portfolio in %s wants none", (symbol, told, currency) => {
  const known = new Map(told === null ? [] : [[symbol, told]]);
  expect(ratesOf(wantedOf([lotOf(symbol, INCEPTION)], { told: known }, currency))).toEqual([]);
});

test("of what was sold they are wanted to the end: cash in its currency may come after its exit", () => {
  const told = new Map([["VOD.L", "GBp"]]);
  const universe = wantedOf([lotOf("VOD.L", INCEPTION, isoDate("2026-05-13"))], { told });
  expect(rangeOf(universe, "GBPUSD=X")).toEqual([from, TO, ["exchange_rate"]]);
});

test("of a private asset and of an option they are wanted as of others", () => {
  const home = lotOf("HOUSE", INCEPTION, null, { assetClass: "PRIVATE" });
  const inPounds = home.events.map((event) => ({ ...event, currency: "GBP" }));
  const names = (lots: readonly Lot[], currency: string) =>
    ratesOf(wantedOf(lots, {}, currency)).map(({ symbol }) => String(symbol));
  expect(names([{ ...home, events: inPounds }], "USD")).toEqual(["GBPUSD=X"]);
  expect(names([home], "EUR")).toEqual([]);
  expect(names([lotOf("x", INCEPTION, null, option("AAPL"))], "EUR")).toEqual(["USDEUR=X"]);
});
