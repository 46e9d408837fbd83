import { describe, expect, test } from "bun:test";
import { type BetaCandidate, estimateBetaPrior, shrinkBeta } from "../../src/risk/beta-prior.ts";
import { BETA_WINDOWS } from "../../src/risk/conventions.ts";
import { Agreement, LOADING } from "./agreement.ts";
import { ORACLE, SYMBOLS, sessionAt, statisticsOf } from "./oracle.ts";

describe.each(Object.entries(ORACLE.dates))("50 symbols on %s", (date, { symbols, prior }) => {
  test.each([...BETA_WINDOWS])("prior and shrunk betas of %d sessions equal numpy's", (window) => {
    const agreement = new Agreement();
    const candidates = SYMBOLS.map((symbol) => ({
      symbol,
      type: ORACLE.types[symbol] ?? null,
      beta: statisticsOf(symbol, sessionAt(date)).marketBeta[window].beta,
    }));
    const made = estimateBetaPrior(window, candidates);
    const expected = prior[window];
    agreement.same("members", made.members, expected?.members);
    agreement.close("mu", made.moments.value?.mu, expected?.mu ?? Number.NaN, LOADING);
    agreement.close("tau2", made.moments.value?.tau2, expected?.tau2 ?? Number.NaN, LOADING);
    for (const each of candidates) {
      const shrunk = shrinkBeta(each, made);
      const { value, reason } = symbols[each.symbol]?.shrunk[window] ?? { value: Number.NaN };
      if (reason === undefined) agreement.close(each.symbol, shrunk.value, value, LOADING);
      else agreement.same(each.symbol, [shrunk.value, shrunk.reason], [null, reason]);
    }
    expect(agreement.disagreements).toEqual([]);
    expect(estimateBetaPrior(window, candidates.toReversed())).toEqual(made);
  });
});

const candidate = (n: number, change: Partial<BetaCandidate> = {}): BetaCandidate => ({
  symbol: `S${String(n).padStart(2, "0")}`,
  type: "equity",
  beta: { value: 1 + n / 100, reason: null, n: 252, se: 0.1, flags: [] },
  ...change,
});
const crowd = (count: number) => Array.from({ length: count }, (_, n) => candidate(n));
const measured = (value: number, n: number) => ({ value, reason: null, n, se: 0.1, flags: [] });

test("29 equities are too few, 30 are enough", () => {
  const few = estimateBetaPrior(252, crowd(29));
  expect(few.moments).toEqual({ value: null, reason: "insufficient_cross_section" });
  expect(few.members).toHaveLength(29);
  expect(shrinkBeta(candidate(3), few)).toEqual({
    value: null,
    reason: "insufficient_cross_section",
    n: 252,
    flags: [],
  });
  expect(estimateBetaPrior(252, crowd(30)).moments.reason).toBeNull();
});

test("the variance of true betas is never taken for less than 0.01", () => {
  expect(estimateBetaPrior(252, crowd(30)).moments.value).toEqual({ mu: 1.145, tau2: 0.01 });
});

test.each<[string, Partial<BetaCandidate>, boolean]>([
  ["unknown type", { type: null }, true],
  ["fund", { type: "fund" }, false],
  ["factor ETF of unknown type", { symbol: "TLT", type: null }, false],
  ["factor ETF typed an equity", { symbol: "SPY", type: "equity" }, false],
  ["beta of 5", { beta: measured(5, 252) }, true],
  ["beta beyond 5", { beta: measured(-5.0001, 252) }, false],
  ["0.8 of the window", { beta: measured(1, 202) }, true],
  ["less than 0.8 of the window", { beta: measured(1, 201) }, false],
  ["no beta", { beta: { value: null, reason: "stale", n: 252, flags: [] } }, false],
])("%s: member or not", (_, change, isMember) => {
  expect(estimateBetaPrior(252, [...crowd(40), candidate(99, change)]).members).toHaveLength(
    isMember ? 41 : 40,
  );
});

test("what cannot be shrunk says why, and what can is drawn by its uncertainty", () => {
  const prior = estimateBetaPrior(252, crowd(31));
  const shrink = (change: Partial<BetaCandidate>) => shrinkBeta(candidate(50, change), prior);
  expect(shrink({ type: "fund" }).reason).toBe("not_an_equity");
  expect(shrink({ symbol: "SPY" }).reason).toBe("not_an_equity");
  expect(shrink({ beta: { value: null, reason: "stale", n: 9, flags: [] } }).reason).toBe("stale");
  expect(shrink({ beta: { value: 2, reason: null, n: 252, se: 0, flags: ["extreme"] } })).toEqual({
    value: 2,
    reason: null,
    n: 252,
    flags: ["extreme"],
  });
  expect(shrink({ beta: { value: 2, reason: null, n: 252, se: 0.1, flags: [] } }).value).toBeCloseTo(
    1.575,
    12,
  );
});
