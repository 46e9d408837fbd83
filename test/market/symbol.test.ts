import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bySymbol, calendarOfSymbol, parseSymbol, trySymbol } from "../../src/market/symbol.ts";
import { NightdeskError } from "../../src/platform/errors.ts";

describe("a symbol and its calendar", () => {
  test.each([
    ["AAPL", "AAPL", "XNYS"],
    ["  aapl\t", "AAPL", "XNYS"],
    ["a", "A", "XNYS"],
    ["BRK.B", "BRK-B", "XNYS"],
    ["brk.b", "BRK-B", "XNYS"],
    ["BRK-B", "BRK-B", "XNYS"],
    ["RDS.A", "RDS-A", "XNYS"],
    ["LEN.C", "LEN-C", "XNYS"],
    ["UHAL-B", "UHAL-B", "XNYS"],
    ["VOD.L", "VOD.L", "foreign"],
    ["ASML.AS", "ASML.AS", "foreign"],
    ["BRK.D", "BRK.D", "foreign"],
    ["7203.T", "7203.T", "foreign"],
    ["BT-A.L", "BT-A.L", "foreign"],
    ["0P000071W8.TO", "0P000071W8.TO", "foreign"],
    ["BTC-USD", "BTC-USD", "everyday"],
    ["btc-eur", "BTC-EUR", "everyday"],
    ["ETH-BTC", "ETH-BTC", "everyday"],
    ["EURUSD=X", "EURUSD=X", "weekdays"],
    ["GC=F", "GC=F", "weekdays"],
    ["^GSPC", "^GSPC", "XNYS"],
    ["^vix", "^VIX", "XNYS"],
    ["^FTSE", "^FTSE", "foreign"],
    ["^N225", "^N225", "foreign"],
    ["A23456789012345678901234", "A23456789012345678901234", "XNYS"],
  ])("%p is %s on %s", (text, symbol, calendar) => {
    expect(parseSymbol(text) as string).toBe(symbol);
    expect(calendarOfSymbol(parseSymbol(text))).toBe(calendar as "XNYS");
  });

  test.each([
    [""],
    [" "],
    ["190.5"],
    ["12345"],
    ["HOME_EQUITY"],
    ["A".repeat(25)],
    ["A".repeat(200)],
    ["A B"],
    ["BRK..B"],
    ["BRK.B.C"],
    [".B"],
    ["-A"],
    ["A-"],
    ["A--B"],
    ["^"],
    ["^^GSPC"],
    ["A^B"],
    ["=X"],
    ["EURUSD="],
    ["EURUSD=XX"],
    ["VOD.LONDON"],
    ["VOD.L1"],
    ["AAPL,MSFT"],
    ["AAPL\nMSFT"],
    ["AAPL\0"],
    ["'A'"],
    ["=1+1"],
    ["../etc"],
  ])("%p is none", (text) => {
    expect(trySymbol(text)).toBeNull();
    expect(() => parseSymbol(text)).toThrow(NightdeskError);
  });

  test.each([["ß"], ["ﬁ"], ["ı"], ["ſ"], ["Å"], ["АAPL"]])(
    "%p is none, though its upper case may look like one",
    (text) => {
      expect(trySymbol(text)).toBeNull();
    },
  );

  test("the fault names the text, shortened", () => {
    expect(() => parseSymbol("x y")).toThrow('"x y" is not a symbol');
    expect(() => parseSymbol(`${"_".repeat(1000)}`)).toThrow(`"${"_".repeat(40)}" is not a symbol`);
  });
});

test("a symbol reads as itself, whatever was given", () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[ ^]?[A-Za-z0-9]{1,9}[-.=]?[A-Za-z0-9]{0,4} ?$/));
  fc.assert(
    fc.property(text, (given) => {
      const symbol = trySymbol(given);
      if (symbol === null) return;
      expect(trySymbol(symbol)).toBe(symbol);
      expect(symbol).toMatch(/^[\^A-Z0-9][A-Z0-9.=-]*$/);
      expect(trySymbol(` ${given.toLowerCase()} `)).toBe(symbol);
    }),
    { numRuns: 500 },
  );
});

test("symbols are ordered by code unit", () => {
  const symbols = ["BRK-B", "^VIX", "A", "AA", "0P000071W8.TO", "Z", "BRK"];
  expect([...symbols].sort(bySymbol)).toEqual(["0P000071W8.TO", "A", "AA", "BRK", "BRK-B", "Z", "^VIX"]);
  expect(bySymbol("A", "A")).toBe(0);
});
