import { describe, expect, test } from "bun:test";
import { BETA_WINDOWS, VOLATILITY_WINDOWS } from "../../src/risk/conventions.ts";
import type { Series } from "../../src/risk/sample.ts";
import { estimateSymbol } from "../../src/risk/symbol-statistics.ts";
import { Agreement, LOADING } from "./agreement.ts";
import { compareBeta } from "./compare-beta.ts";
import { MARKET, NO_ACTIONS, ORACLE, rowOf, SESSIONS, SYMBOLS, sessionAt, statisticsOf } from "./oracle.ts";

describe.each(Object.entries(ORACLE.dates))("50 symbols on %s", (date, { symbols }) => {
  const at = sessionAt(date);

  test("market betas equal those of statsmodels", () => {
    const agreement = new Agreement();
    for (const symbol of SYMBOLS) {
      const { marketBeta } = statisticsOf(symbol, at);
      for (const window of BETA_WINDOWS) {
        const expected = symbols[symbol]?.beta[window];
        if (expected === undefined) throw new Error(`${symbol} is not in the oracle`);
        compareBeta(agreement, `${symbol} ${window}`, marketBeta[window], expected);
      }
    }
    expect(agreement.disagreements).toEqual([]);
    expect(agreement.compared).toBeGreaterThan(800);
  });

  test("realised volatilities equal those of numpy", () => {
    const agreement = new Agreement();
    for (const symbol of SYMBOLS) {
      const { realised } = statisticsOf(symbol, at);
      for (const window of VOLATILITY_WINDOWS) {
        const { n, value, reason } = symbols[symbol]?.vol[window] ?? { n: -1, value: -1 };
        const place = `${symbol} ${window}`;
        agreement.same(`${place} n`, realised[window].n, n);
        if (reason === undefined) agreement.close(place, realised[window].value, value, LOADING);
        else agreement.same(place, [realised[window].value, realised[window].reason], [null, reason]);
      }
    }
    expect(agreement.disagreements).toEqual([]);
    expect(agreement.compared).toBe(300);
  });

  test("bad prints are flagged on every statistic of theirs, and on nobody else's", () => {
    for (const symbol of SYMBOLS) {
      const { marketBeta, realised } = statisticsOf(symbol, at);
      const all = [marketBeta[90].beta, marketBeta[252].beta, realised[21], realised[63], realised[252]];
      const flagged = all.filter(({ flags }) => flags.includes("outlier_returns")).length;
      expect([symbol, flagged]).toEqual([symbol, symbols[symbol]?.outlier ? 5 : 0]);
    }
  });
});

/** The series with everything after a session replaced by what would show anywhere. */
function futureChanged({ returns, valid }: Series, at: number): Series {
  return {
    returns: returns.map((value, t) => (t > at ? 1e6 * (t + 1) : value)),
    valid: valid.map((value, t) => (t > at ? 1 : value)),
  };
}

test("a past date's numbers are, to the bit, the same whatever comes later", () => {
  for (const at of [40, 300, sessionAt("2025-03-14"), SESSIONS - 2]) {
    for (const symbol of SYMBOLS) {
      const series = futureChanged(rowOf(symbol), at);
      const actions = NO_ACTIONS.map((_, t) => (t > at ? 1 : 0));
      const changed = estimateSymbol({ symbol, series, actions }, futureChanged(MARKET, at), at);
      expect(changed).toEqual(statisticsOf(symbol, at));
    }
  }
});

test("numbers do not depend on how much history lies before the windows", () => {
  const at = SESSIONS - 1;
  const cut = at - 251;
  const tail = ({ returns, valid }: Series): Series => ({
    returns: returns.slice(cut),
    valid: valid.slice(cut),
  });
  for (const symbol of SYMBOLS) {
    const rows = { symbol, series: tail(rowOf(symbol)), actions: NO_ACTIONS.slice(cut) };
    expect(estimateSymbol(rows, tail(MARKET), at - cut)).toEqual(statisticsOf(symbol, at));
  }
});
