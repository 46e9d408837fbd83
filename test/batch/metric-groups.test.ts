import { describe, expect, test } from "bun:test";
import type { MeasuredSymbol } from "../../src/batch/metric-state.ts";
import { isEmpty } from "../../src/batch/plan.ts";
import type { PriceChange } from "../../src/batch/plan-state.ts";
import type { RunScope } from "../../src/batch/scope.ts";
import { METRIC_METHOD } from "../../src/market/metrics/metric.ts";
import { planOf, state, TO } from "./made-plan.ts";
import { changeOf, day, days, rowsOf } from "./made-state.ts";

/** A wanted symbol with metrics of the sessions from 5 through one. */
const measured = (symbol: string, done: number, part: Partial<MeasuredSymbol> = {}): MeasuredSymbol => ({
  id: 7,
  symbol,
  first: day(0),
  last: day(TO),
  wanted: { from: day(0), through: null },
  rates: new Set(),
  rows: done < 5 ? [] : rowsOf(days(5, done), METRIC_METHOD),
  ...part,
});

interface Made {
  readonly symbols: readonly MeasuredSymbol[];
  readonly changes?: readonly PriceChange[];
  readonly marks?: readonly {
    readonly id: number;
    readonly symbol: string;
    readonly from: ReturnType<typeof day>;
  }[];
  readonly through?: number;
  readonly scope?: Partial<RunScope>;
}

/** Planned metrics as `SYMBOL why first-last`; the rest of the database is done through the same session. */
function planned({ symbols, changes = [], marks = [], through = TO, scope = {} }: Made) {
  const newest =
    symbols
      .flatMap(({ rows }) => rows.map(({ session }) => session))
      .sort()
      .at(-1) ?? null;
  const metrics = { symbols, changes: marks, newest };
  const plan = planOf(state(through, { changes, metrics, last: day(through) }), {
    to: day(through),
    ...scope,
  });
  const number = (session: unknown) => days(0, through).indexOf(session as never);
  const told = plan.metrics.map(
    ({ symbol, why, sessions }) =>
      `${symbol} ${why} ${number(sessions[0])}-${number(sessions.at(-1))} (${sessions.length})`,
  );
  return { plan, told };
}

describe("metrics are planned", () => {
  test("of every wanted symbol, from its first bar and its portfolio's inception through the last session", () => {
    const symbols = [measured("AAA", 0), measured("YOUNG", 0, { first: day(12) })];
    expect(planned({ symbols }).told).toEqual(["AAA missing 5-20 (16)", "YOUNG missing 12-20 (9)"]);
  });

  test("at the last session alone, where there is no portfolio", () => {
    const plan = planOf(
      state(0, { portfolios: [], metrics: { symbols: [measured("AAA", 0)], changes: [], newest: null } }),
    );
    expect(plan.metrics.map(({ sessions }) => sessions)).toEqual([[day(TO)]]);
    expect(isEmpty(plan)).toBe(false);
  });

  test("for as long as the symbol is wanted", () => {
    const wanted = { from: day(8), through: day(11) };
    expect(planned({ symbols: [measured("AAA", 0, { wanted })] }).told).toEqual(["AAA missing 8-11 (4)"]);
  });

  test("not at all where all is there and current", () => {
    const { plan, told } = planned({ symbols: [measured("AAA", TO)] });
    expect(told).toEqual([]);
    expect([isEmpty(plan), plan.isWhole]).toEqual([true, true]);
  });

  test("again where another version made them, or somebody wants them again", () => {
    const rows = [...rowsOf(days(5, 7), "symbol_metrics/0"), ...rowsOf(days(8, 20), METRIC_METHOD)];
    expect(planned({ symbols: [measured("AAA", 0, { rows })] }).told).toEqual(["AAA outdated 5-7 (3)"]);
    const scope = { force: true, from: day(18) };
    expect(planned({ symbols: [measured("AAA", TO)], scope }).told).toEqual(["AAA forced 18-20 (3)"]);
  });

  test("and leave their marks where newer ones than the scope's are stored", () => {
    const metrics = { symbols: [measured("AAA", TO)], changes: [], newest: day(TO) };
    const whole = (to: number) => planOf(state(0, { portfolios: [], metrics }), { to: day(to) }).isWhole;
    expect([whole(18), whole(TO)]).toEqual([false, true]);
  });
});

describe("metrics are stale", () => {
  const LONG = 400;
  const all = (symbol: string, part: Partial<MeasuredSymbol> = {}) =>
    measured(symbol, LONG, { last: day(LONG), ...part });

  test("after a corrected close from its session on for a year and some sessions, and no others are", () => {
    const changes = [changeOf(1, "AAA", day(100), day(100), day(101))];
    const [own, ...others] = planned({ symbols: [all("AAA"), all("BBB")], changes, through: LONG }).told;
    expect(others).toEqual([]);
    const [, from, last] = /stale (\d+)-(\d+)/.exec(own ?? "") ?? [];
    expect(Number(from)).toBe(100);
    // 252 sessions a year, five for a start without a bar, and a margin.
    expect(Number(last)).toBeWithin(100 + 252 + 5, 100 + 252 + 15);
  });

  test("not if they have seen the change", () => {
    const changes = [changeOf(3, "AAA", day(10), day(10), day(11))];
    const rows = [...rowsOf(days(5, 12), METRIC_METHOD, 3), ...rowsOf(days(13, 20), METRIC_METHOD, 2)];
    expect(planned({ symbols: [measured("AAA", 0, { rows })], changes }).told).toEqual([
      "AAA stale 13-20 (8)",
    ]);
  });

  test("after a change of reference data from its day on, whatever the session's distance", () => {
    const marks = [{ id: 1, symbol: "AAA", from: day(9) }];
    const { told } = planned({ symbols: [all("AAA"), all("BBB")], marks, through: LONG });
    expect(told).toEqual(["AAA stale 9-400 (392)"]);
  });

  test("after a change of a rate that amounts were exchanged by", () => {
    const changes = [changeOf(1, "EURUSD=X", day(18), day(18), null)];
    const symbols = [measured("AAA", TO, { rates: new Set(["EURUSD=X"]) }), measured("BBB", TO)];
    expect(planned({ symbols, changes }).told).toEqual(["AAA stale 18-20 (3)"]);
  });

  test("also where the symbol is no longer wanted: its mark is forgotten with the others", () => {
    const marks = [{ id: 1, symbol: "AAA", from: day(9) }];
    const rows = rowsOf(days(5, 12), METRIC_METHOD);
    expect(planned({ symbols: [measured("AAA", 0, { wanted: null, rows })], marks }).told).toEqual([
      "AAA stale 9-12 (4)",
    ]);
  });
});
