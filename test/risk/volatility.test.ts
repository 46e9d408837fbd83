import { expect, test } from "bun:test";
import { realisedVolatility } from "../../src/risk/volatility.ts";
import { madeSeries, withHoles } from "./made-series.ts";

const LENGTH = 300;
const AT = LENGTH - 1;
const series = madeSeries(5, LENGTH);

test("0.8 of the window is enough, one less is not", () => {
  for (const [window, enough] of [
    [21, 17],
    [63, 51],
    [252, 202],
  ] as const) {
    const last = (n: number) => withHoles(series, (t) => t <= AT - n);
    expect(realisedVolatility(last(enough), AT, window)).toMatchObject({
      n: enough,
      reason: null,
      flags: ["limited_history"],
    });
    expect(realisedVolatility(last(enough - 1), AT, window)).toEqual({
      value: null,
      reason: "insufficient_history",
      n: enough - 1,
      flags: [],
    });
    expect(realisedVolatility(series, AT, window)).toMatchObject({ n: window, flags: [] });
  }
});

test("a gap does not reach further back for a return", () => {
  const holed = withHoles(series, (t) => t === AT - 3);
  const loud = { ...holed, returns: holed.returns.map((value, t) => (t <= AT - 21 ? 9 : value)) };
  expect(realisedVolatility(loud, AT, 21)).toEqual(realisedVolatility(holed, AT, 21));
  expect(realisedVolatility(holed, AT, 21).n).toBe(20);
});

test("it is a sample deviation times the root of 252", () => {
  const returns = Float64Array.from({ length: 21 }, (_, t) => (t % 2 === 0 ? 0.01 : -0.01));
  const made = realisedVolatility({ returns, valid: new Uint8Array(21).fill(1) }, 20, 21);
  const mean = 0.01 / 21;
  const variance = (11 * (0.01 - mean) ** 2 + 10 * (0.01 + mean) ** 2) / 20;
  expect(made.value).toBeCloseTo(Math.sqrt(variance * 252), 14);
});

test("a price that stands still has volatility 0; one that stopped has none", () => {
  const still = { ...series, returns: series.returns.map(() => 0.0003) };
  expect(realisedVolatility(still, AT, 63).value).toBe(0);
  const stopped = withHoles(series, (t) => t > AT - 6);
  expect(realisedVolatility(stopped, AT, 252)).toMatchObject({ value: null, reason: "stale" });
});
