import { describe, expect, test } from "bun:test";
import { estimateMarketBeta } from "../../src/risk/market-beta.ts";
import { estimateSymbol } from "../../src/risk/symbol-statistics.ts";
import { madeSeries, withHoles } from "./made-series.ts";

const LENGTH = 300;
const AT = LENGTH - 1;
const market = madeSeries(1, LENGTH);
const stock = madeSeries(2, LENGTH, market, 1.5);
const estimate = (series = stock, at = AT, window: 90 | 252 = 252) =>
  estimateMarketBeta(series, market, at, window, null);

describe("how much history an estimate needs", () => {
  test("29 returns are too few, 30 are enough and flagged, a full window is not", () => {
    expect(estimate(withHoles(stock, (t) => t <= AT - 29)).beta).toEqual({
      value: null,
      reason: "insufficient_history",
      n: 29,
      flags: [],
    });
    const short = estimate(withHoles(stock, (t) => t <= AT - 30));
    expect(short.beta).toMatchObject({ n: 30, reason: null, flags: ["limited_history"] });
    expect(estimate().beta).toMatchObject({ n: 252, flags: [] });
    expect(estimate(withHoles(stock, (t) => t === 200)).beta).toMatchObject({
      n: 251,
      flags: ["limited_history"],
    });
  });

  test("a window that reaches before the axis is a short one", () => {
    expect(estimate(stock, 99, 252).beta).toMatchObject({ n: 100, flags: ["limited_history"] });
    expect(estimate(stock, 28, 90).beta.reason).toBe("insufficient_history");
  });

  test.each([90, 252] as const)("a last return 5 sessions back is fresh, 6 is stale: window %d", (window) => {
    expect(
      estimate(
        withHoles(stock, (t) => t > AT - 5),
        AT,
        window,
      ).beta,
    ).toMatchObject({ n: window - 5, reason: null });
    const stale = estimate(
      withHoles(stock, (t) => t > AT - 6),
      AT,
      window,
    );
    expect(stale.beta).toEqual({ value: null, reason: "stale", n: window - 6, flags: [] });
    expect(stale.alpha.reason).toBe("stale");
  });

  test("what stopped before the window began is stale too; what has nothing in 252 sessions has no history", () => {
    expect(
      estimate(
        withHoles(stock, (t) => t > 150),
        AT,
        90,
      ).beta,
    ).toMatchObject({ n: 0, reason: "stale" });
    for (const last of [-1, AT - 252]) {
      const gone = withHoles(stock, (t) => t > last);
      expect(estimate(gone).beta).toMatchObject({ n: 0, reason: "insufficient_history" });
      expect(estimate(gone, AT, 90).beta).toMatchObject({ n: 0, reason: "insufficient_history" });
    }
  });

  test("sessions on which the market has no return do not count", () => {
    const holed = withHoles(market, (t) => t % 10 === 0);
    expect(estimateMarketBeta(stock, holed, AT, 90, null).beta.n).toBe(81);
    const stopped = withHoles(market, (t) => t > AT - 6);
    expect(estimateMarketBeta(stock, stopped, AT, 90, null).beta.reason).toBe("stale");
  });
});

test("the market on itself is exact, and only if it may be estimated at all", () => {
  const rows = { symbol: "SPY", series: market, actions: new Uint8Array(LENGTH) };
  const { marketBeta } = estimateSymbol(rows, market, AT);
  expect(marketBeta[252]).toEqual({
    window: 252,
    beta: { value: 1, reason: null, n: 252, se: 0, flags: [] },
    alpha: { value: 0, reason: null },
    rSquared: { value: 1, reason: null },
    seHac: { value: 0, reason: null },
    pValue: { value: null, reason: "exact" },
    interval: { value: { low: 1, high: 1 }, reason: null },
  });
  expect(estimateSymbol(rows, market, 20).marketBeta[90].beta.reason).toBe("insufficient_history");
  expect(estimateSymbol({ ...rows, symbol: "VOO" }, market, AT).marketBeta[90].pValue.reason).toBeNull();
});

test("a beta beyond 5 is flagged and not capped", () => {
  for (const [beta, flags] of [
    [4.8, []],
    [-4.8, []],
    [6, ["extreme"]],
    [-6, ["extreme"]],
  ] as const) {
    const made = estimate(madeSeries(3, LENGTH, market, beta)).beta;
    expect(made.flags).toEqual([...flags]);
    expect(made.value).toBeCloseTo(beta, 0);
  }
});

describe("what does not move", () => {
  const still = (value: number) => ({ ...stock, returns: stock.returns.map(() => value) });

  test.each([0, 0.001, -1 / 3])("a series of %d only has beta 0, and neither r_squared nor p", (value) => {
    const made = estimate(still(value));
    expect(made.beta).toMatchObject({ value: 0, se: 0 });
    expect(made.alpha.value).toBe(value);
    expect(made.rSquared).toEqual({ value: null, reason: "no_variation" });
    expect(made.pValue).toEqual({ value: null, reason: "no_variation" });
    expect(made.seHac.value).toBe(0);
  });

  test("a market that does not move gives no beta", () => {
    const made = estimateMarketBeta(stock, still(0.001), AT, 90, null);
    expect(made.beta).toEqual({ value: null, reason: "no_variation", n: 90, flags: [] });
    expect(made.interval.reason).toBe("no_variation");
  });
});

test("a series that is twice the market's is told apart from noise", () => {
  const twice = { ...market, returns: market.returns.map((value) => 2 * value) };
  const { beta, rSquared, pValue } = estimate(twice);
  expect(beta.value).toBeCloseTo(2, 14);
  expect(rSquared.value).toBe(1);
  expect(pValue).toEqual({ value: 0, reason: null });
});
