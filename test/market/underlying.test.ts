import { describe, expect, test } from "bun:test";
import { trySymbol } from "../../src/market/symbol.ts";
import { underlyingOf } from "../../src/market/underlying.ts";

describe("the underlying of an option's root", () => {
  test.each([
    ["SPX", "^GSPC"],
    ["SPXW", "^GSPC"],
    ["XSP", "^GSPC"],
    ["NDX", "^NDX"],
    ["NDXP", "^NDX"],
    ["RUT", "^RUT"],
    ["VIX", "^VIX"],
    ["VIXW", "^VIX"],
    ["DJX", "^DJI"],
    ["OEX", "^OEX"],
    ["BRKB", "BRK-B"],
    ["BFB", "BF-B"],
  ])("%s is %s", (root, symbol) => {
    expect<string | null>(underlyingOf(root)).toBe(symbol);
    expect<string | null>(underlyingOf(` ${root.toLowerCase()} `)).toBe(symbol);
    // It is the one spelling under which its prices are stored.
    expect<string | null>(trySymbol(symbol)).toBe(symbol);
  });

  test.each([
    ["AAPL", "AAPL"],
    ["aapl", "AAPL"],
    ["SPY", "SPY"],
    ["BRK.B", "BRK-B"],
    ["BRK-B", "BRK-B"],
    // Names that every object has are roots like others.
    ["constructor", "CONSTRUCTOR"],
    ["valueof", "VALUEOF"],
  ])("%s, which has no other name, is %s", (root, symbol) => {
    expect<string | null>(underlyingOf(root)).toBe(symbol);
  });

  test.each([[""], [" "], ["7"], ["AAPL US"], ["__proto__"], ["A".repeat(25)]])("%p is no root", (root) => {
    expect(underlyingOf(root)).toBeNull();
  });
});
