import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { BETA_WINDOWS, type BetaWindow } from "../../src/risk/conventions.ts";
import { type BetaStatistic, estimateBeta, estimateMarketBeta } from "../../src/risk/market-beta.ts";
import { MarketWindow } from "../../src/risk/market-window.ts";
import type { Series } from "../../src/risk/sample.ts";
import { madeSeries, withHoles } from "./made-series.ts";
import { MARKET, rowOf, SESSIONS, SYMBOLS } from "./oracle.ts";

/** A beta with the bits of its numbers, so that -0 is not 0. Which of its many bits NaN has is up to the engine. */
function bitsOf(beta: BetaStatistic): unknown {
  const { reason, n, flags, value } = beta;
  const se = beta.reason === null ? beta.se : null;
  const bits = (number: number | null) =>
    number === null || Number.isNaN(number) ? number : new BigUint64Array(Float64Array.of(number).buffer)[0];
  return { reason, n, flags: [...flags], value: bits(value), se: bits(se) };
}

/** All that can be told of a series at one session and window, by each of the three ways to it. */
function threeWays(series: Series, market: Series, at: number, window: BetaWindow): readonly unknown[] {
  return [
    new MarketWindow(market, at, window).beta(series),
    estimateBeta(series, market, at, window),
    estimateMarketBeta(series, market, at, window, null).beta,
  ].map(bitsOf);
}

function expectAlike(series: Series, market: Series, at: number, window: BetaWindow): void {
  const [prepared, alone, whole] = threeWays(series, market, at, window);
  expect(alone).toEqual(whole);
  expect(prepared).toEqual(alone);
}

const LONGEST = 400;
const window = fc.constantFrom(...BETA_WINDOWS);
/** Returns of a day, and now and then what no day brings: nothing at all, a bad print, the ends of doubles. */
const oneReturn = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -0.1, max: 0.1, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 60_000, -0.999999, 1e-300, 1e200, -1e308) },
);
const holes = fc.oneof(
  fc.constant<readonly number[]>([]),
  fc.array(fc.nat({ max: LONGEST - 1 }), { maxLength: 4 }),
  // Enough of them to have too few returns, or a last one too long ago.
  fc.array(fc.nat({ max: LONGEST - 1 }), { minLength: 150, maxLength: 600 }),
  fc
    .tuple(fc.nat({ max: LONGEST - 1 }), fc.nat({ max: 300 }))
    .map(([from, count]) => Array.from({ length: count }, (_, at) => from + at)),
);

/** A row of so many sessions with holes, in which the returns mean nothing. */
function seriesOf(length: number): fc.Arbitrary<Series> {
  const returns = fc.oneof(
    fc.nat().map((seed) => madeSeries(seed, length).returns),
    fc.array(oneReturn, { minLength: length, maxLength: length }).map((all) => Float64Array.from(all)),
    oneReturn.map((value) => new Float64Array(length).fill(value)),
  );
  return fc.tuple(returns, holes).map(([each, missing]) => {
    const isMissing = new Set(missing);
    return withHoles({ returns: each, valid: new Uint8Array(length).fill(1) }, (t) => isMissing.has(t));
  });
}

describe("a beta by a prepared window, alone, and with its whole regression are the same to the last bit", () => {
  test("of any two series, at any session of a long or a short axis", () => {
    const length = fc.oneof(fc.integer({ min: 1, max: LONGEST }), fc.constantFrom(90, 91, 252, 253));
    const drawn = length.chain((sessions) =>
      fc.tuple(seriesOf(sessions), seriesOf(sessions), fc.nat({ max: sessions - 1 })),
    );
    const kinds = new Set<string>();
    fc.assert(
      fc.property(drawn, window, ([series, market, at], of) => {
        expectAlike(series, market, at, of);
        const { reason, n } = estimateBeta(series, market, at, of);
        kinds.add(reason ?? (n === of ? "whole" : "limited"));
      }),
      { numRuns: 1_000 },
    );
    // Of a thousand, dozens are of the rarest kind.
    expect([...kinds].sort()).toEqual(["insufficient_history", "limited", "no_variation", "stale", "whole"]);
  });

  test("of a series of which every session is there, which takes the short way", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.double({ min: -8, max: 8, noNaN: true }),
        window,
        (one, two, beta, of) => {
          const market = madeSeries(one, LONGEST);
          const series = madeSeries(two, LONGEST, market, beta);
          expectAlike(series, market, LONGEST - 1, of);
          expectAlike(market, market, LONGEST - 1, of);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("of the 50 symbols of the oracle, at the ends and in the middle of what is stored of them", () => {
    const values = new Set<string>();
    for (const at of [0, 29, 30, 89, 90, 91, 251, 252, 253, 400, SESSIONS - 1]) {
      for (const of of BETA_WINDOWS) {
        const prepared = new MarketWindow(MARKET, at, of);
        for (const symbol of SYMBOLS) {
          const beta = prepared.beta(rowOf(symbol));
          expect(bitsOf(beta)).toEqual(bitsOf(estimateBeta(rowOf(symbol), MARKET, at, of)));
          if (beta.value !== null) values.add(`${beta.value}`);
        }
      }
    }
    expect(values.size).toBeGreaterThan(500);
  });
});

describe("a prepared window", () => {
  const market = madeSeries(1, LONGEST);
  const stock = madeSeries(2, LONGEST, market, 1.5);
  const at = LONGEST - 1;

  test.each(BETA_WINDOWS.map((of) => [of]))(
    "of %d sessions is the same for many symbols, in any order",
    (of) => {
      const others = [
        stock,
        withHoles(stock, (t) => t % 7 === 0),
        madeSeries(3, LONGEST, market, -2),
        market,
      ];
      const prepared = new MarketWindow(market, at, of);
      const there = others.map((series) => bitsOf(prepared.beta(series)));
      const back = others.toReversed().map((series) => bitsOf(prepared.beta(series)));
      expect(back.toReversed()).toEqual(there);
      expect(
        new Set(there.map((each) => JSON.stringify(each, (_, v) => (typeof v === "bigint" ? String(v) : v))))
          .size,
      ).toBe(4);
    },
  );

  test("reads nothing after its session, and nothing before its window", () => {
    for (const of of BETA_WINDOWS) {
      const noise = madeSeries(9, LONGEST);
      const middle = 320;
      const within = (t: number) => t > middle - of && t <= middle;
      const other = (series: Series): Series => ({
        returns: series.returns.map((value, t) => (within(t) ? value : (noise.returns[t] as number))),
        valid: series.valid,
      });
      const beta = new MarketWindow(market, middle, of).beta(stock);
      expect(beta.value).toBeCloseTo(1.5, 0);
      expect(bitsOf(new MarketWindow(other(market), middle, of).beta(other(stock)))).toEqual(bitsOf(beta));
    }
  });

  test("flags a beta beyond 5, and says why there is none", () => {
    const beta = (series: Series) => new MarketWindow(market, at, 90).beta(series);
    expect(beta(madeSeries(3, LONGEST, market, 6)).flags).toEqual(["extreme"]);
    expect(beta(stock)).toMatchObject({ n: 90, reason: null, flags: [] });
    expect(beta(withHoles(stock, (t) => t > at - 6))).toMatchObject({ value: null, reason: "stale" });
    expect(beta(withHoles(stock, (t) => t < at - 20)).reason).toBe("insufficient_history");
    const still = { ...market, returns: market.returns.map(() => 0.001) };
    expect(new MarketWindow(still, at, 90).beta(stock).reason).toBe("no_variation");
  });
});
