import { describe, expect, test } from "bun:test";
import { type Holdings, netBook } from "../../src/risk/book.ts";
import { buildProForma, type ProFormaInput } from "../../src/risk/pro-forma.ts";
import { absent, measured } from "../../src/risk/statistic.ts";
import { madeSeries, withHoles } from "./made-series.ts";

const LENGTH = 300;
const AT = LENGTH - 1;
const market = madeSeries(11, LENGTH);
const [a, b] = [madeSeries(12, LENGTH), madeSeries(13, LENGTH)];
const input = (series: ProFormaInput["series"], beta = 2): ProFormaInput => ({
  series,
  beta: measured(beta, { n: 252, flags: [] }),
});
const bookOf = (positions: Record<string, number>, cents = 10_000) =>
  netBook({
    equity: cents as Holdings["equity"],
    positions: Object.entries(positions).map(([underlying, deltaDollars]) => ({ underlying, deltaDollars })),
    privateAssets: [],
    unpriced: [],
  });
const build = (positions: Record<string, number>, inputs: Record<string, ProFormaInput>, over = market) =>
  buildProForma(bookOf(positions), new Map(Object.entries(inputs)), over, AT);

test("today's weights on 252 sessions, and none before", () => {
  const { series } = build({ A: 60, B: -40 }, { A: input(a), B: input(b) });
  expect(series.valid.reduce((sum, value) => sum + value, 0)).toBe(252);
  expect(series.valid[AT - 252]).toBe(0);
  for (const t of [AT - 251, AT]) {
    expect(series.returns[t]).toBe(0.6 * (a.returns[t] ?? 0) - 0.4 * (b.returns[t] ?? 0));
  }
});

test("nothing after the date", () => {
  const { series } = buildProForma(bookOf({ A: 60 }), new Map([["A", input(a)]]), market, AT - 1);
  expect([series.valid[AT - 1], series.valid[AT]]).toEqual([1, 0]);
});

test("a missing return enters as beta times the market's, and its weight is told", () => {
  const holed = withHoles(b, (t) => t === 200);
  const { series, filled } = build({ A: 60, B: -40 }, { A: input(a), B: input(holed, 1.5) });
  expect(series.returns[200]).toBe(0.6 * (a.returns[200] ?? 0) - 0.4 * (1.5 * (market.returns[200] ?? 0)));
  expect(filled[200]).toBeCloseTo(0.4, 15);
  expect(filled[201]).toBe(0);
});

describe("a session counts", () => {
  test("if at least half of the covered weight has a return of its own", () => {
    const holed = withHoles(b, (t) => t === 200);
    const inputs = { A: input(a), B: input(holed) };
    expect(build({ A: 50, B: -50 }, inputs).series.valid[200]).toBe(1);
    expect(build({ A: 49, B: -51 }, inputs).series.valid[200]).toBe(0);
    expect(build({ A: 49, B: -51 }, inputs).series.valid[201]).toBe(1);
  });

  test("if the market has a return", () => {
    const inputs = { A: input(a) };
    const over = withHoles(market, (t) => t === 200);
    expect(build({ A: 50 }, inputs, over).series.valid[200]).toBe(0);
  });
});

describe("covered is", () => {
  const last = (n: number) => withHoles(b, (t) => t <= AT - n);
  const uncoveredOf = (extra: ProFormaInput) => {
    const { uncovered, coverage } = build({ A: 75, B: 25 }, { A: input(a), B: extra });
    return [uncovered.map(({ reason }) => reason), coverage.coverage];
  };

  test("what has at least 60 returns in the 252 sessions", () => {
    expect(uncoveredOf(input(last(60)))).toEqual([[], 1]);
    expect(uncoveredOf(input(last(59)))).toEqual([["insufficient_history"], 0.75]);
    expect(uncoveredOf(input(withHoles(b, (t) => t > 60)))).toEqual([["insufficient_history"], 0.75]);
  });

  test("what has a beta", () => {
    const none = { series: b, beta: absent("stale", { n: 9, flags: [] }) };
    expect(uncoveredOf(none)).toEqual([["stale"], 0.75]);
  });

  test("what is known at all; with nothing covered there is no series", () => {
    const nothing = build({ B: 25 }, { A: input(a) });
    expect(nothing).toMatchObject({ reason: "nothing_covered", coverage: { coverage: 0 } });
    expect(nothing.uncovered).toEqual([{ name: "B", dollars: 25, reason: "unknown_symbol" }]);
    expect(nothing.series.valid.every((value) => value === 0)).toBe(true);
  });
});

test("without equity there is no series", () => {
  const made = buildProForma(bookOf({ A: 5 }, 0), new Map([["A", input(a)]]), market, AT);
  expect(made).toMatchObject({ reason: "non_positive_equity", coverage: { coverage: 1 } });
  expect(made.series.valid.every((value) => value === 0)).toBe(true);
});

test("a book of nothing but the market has an exact beta, any other has none", () => {
  const spy = input(market, 1);
  expect(build({ SPY: -50 }, { SPY: spy }).exactBeta).toBe(-0.5);
  for (const other of ["A", "Z"]) {
    const made = build({ SPY: 50, [other]: 1 }, { SPY: spy, [other]: input(a) });
    expect(made.exactBeta).toBeNull();
  }
  expect(build({ A: 50 }, { A: input(market, 1) }).exactBeta).toBeNull();
});

test("bad prints that entered are flagged", () => {
  const flagged = { series: a, beta: measured(1, { n: 9, flags: ["outlier_returns", "limited_history"] }) };
  expect(build({ A: 5, B: 5 }, { A: flagged, B: input(b) }).flags).toEqual(["outlier_returns"]);
  expect(build({ B: 5 }, { A: flagged, B: input(b) }).flags).toEqual([]);
});
