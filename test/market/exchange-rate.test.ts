import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isCurrency, rateSymbol, wholeCurrency } from "../../src/market/exchange-rate.ts";
import { calendarOfSymbol, currencyOfSymbol, trySymbol } from "../../src/market/symbol.ts";

const HUNDREDTHS: readonly (readonly [string, string])[] = [
  ["GBp", "GBP"],
  ["GBX", "GBP"],
  ["ZAc", "ZAR"],
  ["ILA", "ILS"],
];
const currency = fc.string({
  unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  minLength: 3,
  maxLength: 3,
});

test.each([
  ["USD", true],
  ["ILS", true],
  ["DEM", true],
  ["GBp", true],
  ["ILA", true],
  ["XXX", false],
  ["XTS", false],
  ["ABC", false],
  ["usd", false],
  ["GBx", false],
  ["USDT", false],
  ["", false],
  ["toString", false],
])("whether %j is a currency: %p", (text, is) => {
  expect(isCurrency(text)).toBe(is);
});

describe("the rate between two currencies", () => {
  test.each(HUNDREDTHS.map((each) => [...each]))(
    "%s is a hundredth of %s, and so is its rate",
    (word, whole) => {
      expect(wholeCurrency(word)).toBe(whole);
      expect<string | null>(rateSymbol(word, "USD")).toBe(`${whole}USD=X`);
      expect<string | null>(rateSymbol("USD", word)).toBe(`USD${whole}=X`);
      expect(rateSymbol(word, whole)).toBeNull();
      expect(rateSymbol(whole, word)).toBeNull();
    },
  );

  test("has a symbol that is one, trades on weekdays and is quoted in the second currency", () => {
    fc.assert(
      fc.property(currency, currency, (from, to) => {
        const symbol = rateSymbol(from, to);
        if (wholeCurrency(from) === wholeCurrency(to)) return expect(symbol).toBeNull();
        if (symbol === null) throw new Error(`${from} to ${to} has a rate`);
        expect(trySymbol(symbol)).toBe(symbol);
        expect(calendarOfSymbol(symbol)).toBe("weekdays");
        expect(currencyOfSymbol(symbol)).toBe(wholeCurrency(to));
      }),
    );
  });

  test("is none where both are one, or where one is no currency", () => {
    for (const [from, to] of [
      ["USD", "USD"],
      ["usd", "EUR"],
      ["US", "EUR"],
      ["USDT", "EUR"],
      ["", "EUR"],
      ["EUR", "eur"],
      ["EUR", "US$"],
      ["constructor", "EUR"],
      ["EUR", "toString"],
    ] as const)
      expect(rateSymbol(from, to)).toBeNull();
  });

  test("of a currency that is whole, or of none that is known, the word stays", () => {
    for (const word of ["USD", "GBP", "gbp", "GBx", "", "XXX"]) expect(wholeCurrency(word)).toBe(word);
  });
});
