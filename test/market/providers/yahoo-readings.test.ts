import { describe, expect, test } from "bun:test";
import { readQuote } from "../../../src/market/providers/quote-answer.ts";
import { sectorWeightsOf } from "../../../src/market/providers/summary-group.ts";
import { SummaryReading } from "../../../src/market/providers/summary-reading.ts";
import { readTimeseries } from "../../../src/market/providers/timeseries-answer.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const TODAY = isoDate("2026-05-29");

describe("a dividend yield", () => {
  test.each([
    ["per cent, by the rate on the price", { dividendYield: 2, dividendRate: 2 }, 0.02],
    ["a fraction, by the rate on the price", { dividendYield: 0.02, dividendRate: 2 }, 0.02],
    ["per cent, by the trailing yield", { dividendYield: 2, trailingAnnualDividendYield: 0.018 }, 0.02],
    ["a fraction, by the trailing yield", { dividendYield: 0.02, trailingAnnualDividendYield: 0.018 }, 0.02],
    [
      "of a rate that was cut to a tenth since",
      { dividendYield: 0.5, dividendRate: 0.5, trailingAnnualDividendYield: 0.05 },
      0.005,
    ],
    ["nothing", { dividendYield: 0 }, 0],
    ["the trailing one where it alone is told", { trailingAnnualDividendYield: 0.018 }, 0.018],
    ["unknown where nothing tells its unit", { dividendYield: 0.4 }, null],
    [
      "unknown where a trailing yield of nothing is beside",
      { dividendYield: 2, trailingAnnualDividendYield: 0 },
      null,
    ],
    [
      "unknown where dividends are others altogether",
      { dividendYield: 1, trailingAnnualDividendYield: 0.1 },
      null,
    ],
  ])("is %s", (_, told, expected) => {
    const quote = { symbol: "AAA", currency: "USD", regularMarketPrice: 100, ...told };
    expect(readQuote(quote, TODAY).valuation).toMatchObject({
      kind: "told",
      values: { dividendYield: expected },
    });
  });
});

describe("a time series", () => {
  const line = (value: number, type = "annualTotalRevenue") => ({
    meta: { symbol: ["AAA"], type: [type] },
    [type]: [
      { asOfDate: "2025-12-31", periodType: "12M", currencyCode: "USD", reportedValue: { raw: value } },
    ],
  });
  const read = (...values: number[]) => {
    const result = values.map((value) => line(value));
    return readTimeseries([{ timeseries: { result, error: null } }], parseSymbol("AAA"));
  };

  test("may say the same twice", () => {
    expect(read(7, 7).fault).toBeNull();
  });

  test("that contradicts itself is refused", () => {
    expect(read(7, 8)).toEqual({
      statements: null,
      fault: "annualTotalRevenue: two values for the period to 2025-12-31",
    });
  });

  test("with an amount that nobody has is refused", () => {
    expect(read(-1e18).fault).toBe("annualTotalRevenue: an amount that nobody has");
  });
});

describe("weights of sectors", () => {
  const read = (...weights: Record<string, number>[]) => {
    const reading = new SummaryReading({ topHoldings: { sectorWeightings: weights } });
    return { weights: sectorWeightsOf(reading), fault: reading.fault };
  };

  test("are those of a fund", () => {
    expect(read({ technology: 0.6 }, { energy: 0.4 })).toEqual({
      weights: [
        { sector: "Technology", weight: 0.6 },
        { sector: "Energy", weight: 0.4 },
      ],
      fault: null,
    });
  });

  test("that are all nothing are none", () => {
    expect(read({ technology: 0 }, { energy: 0 })).toEqual({ weights: null, fault: null });
  });

  test.each([
    ["of a sector that nobody knows", [{ technology: 0.6 }, { weather: 0.4 }]],
    ["that are a small part of a fund", [{ technology: 0.2 }]],
    ["that are per cent", [{ technology: 60 }, { energy: 40 }]],
    ["of which one is many times the fund", [{ technology: 5 }, { energy: -4 }]],
  ])("%s are refused", (_, weights) => {
    const fault = "topHoldings.sectorWeightings: not the sectors of a fund";
    expect(read(...(weights as Record<string, number>[]))).toEqual({ weights: null, fault });
  });
});
