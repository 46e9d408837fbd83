import { describe, expect, test } from "bun:test";
import { believable } from "../../../src/market/fundamentals/believable.ts";

describe("what is told of a company", () => {
  test("is believed where it can be", () => {
    const values = {
      price: 187.3,
      marketCap: 2.9e12,
      trailingPe: -12,
      dividendYield: 0,
      grossMargin: -4,
      targetLow: 0,
      beta: -0.3,
      currency: "GBp",
      description: "Makes telephones.",
      isExpected: true,
      chief: null,
    };
    expect(believable(values)).toEqual(values);
  });

  test.each([
    ["price", 0],
    ["price", -1],
    ["marketCap", 0],
    ["marketCap", 1e18],
    ["sharesOutstanding", -5],
    ["dividendYield", 1.01],
    ["dividendYield", -0.01],
    ["beta", 1e6],
    ["targetHigh", -1],
    ["recommendationMean", 6],
    ["employees", -1],
    ["revenueAverage", 1e18],
    ["grossMargin", Number.NaN],
  ])("a %s of %p is not", (column, value) => {
    const told: object = { [column]: value, website: "a" };
    expect(believable(told)).toEqual({ [column]: null, website: "a" });
  });

  test.each(["", "XXX", "usd", "dollars"])("a currency %p is not", (currency) => {
    const told: object = { currency };
    expect(believable(told)).toEqual({ currency: null });
  });

  test("a text loses control characters, and what nobody reads of its length", () => {
    const told: object = {
      name: "\u001b[31mA\u0000 Company\n",
      sector: "  \t ",
      industry: "x".repeat(500),
      description: "y".repeat(500),
    };
    expect(believable(told)).toEqual({
      name: "[31mA  Company",
      sector: null,
      industry: "x".repeat(100),
      description: "y".repeat(500),
    });
  });
});
