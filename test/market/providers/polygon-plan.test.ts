import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { planPolygon } from "../../../src/market/providers/polygon-plan.ts";
import type { PriceQuery } from "../../../src/market/providers/provider.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";

const FIRST = isoDate("2026-01-01");
const NAMES = fc.integer({ min: 0, max: 25 }).map((at) => parseSymbol(`T${String.fromCharCode(65 + at)}`));

function queryOf(symbol: PriceQuery["symbol"], days: readonly number[], whole = false): PriceQuery {
  const sessions = [...days].sort((a, b) => a - b).map((day) => addDays(FIRST, day));
  return { symbol, from: sessions[0] ?? FIRST, sessions, whole };
}

const query = fc
  .record({
    symbol: NAMES,
    days: fc.uniqueArray(fc.nat(12), { maxLength: 6 }),
    whole: fc.oneof(
      { arbitrary: fc.constant(false), weight: 5 },
      { arbitrary: fc.constant(true), weight: 1 },
    ),
  })
  .map(({ symbol, days, whole }) => queryOf(symbol, days, whole));
const queries = fc.array(query, { maxLength: 25, size: "max" });

/** What it costs to have so many by days, and the rest ticker by ticker; nobody's whole history is had by days. */
function costOf(byDay: readonly PriceQuery[], all: number): number {
  if (byDay.length === 0) return 3 * all;
  return new Set(byDay.flatMap(({ sessions }) => sessions)).size + 2 + 3 * (all - byDay.length);
}

describe("the plan of Polygon's requests", () => {
  test("has every query in exactly one list", () => {
    fc.assert(
      fc.property(queries, (all) => {
        const { byDay, byTicker } = planPolygon(all);
        expect([...byDay, ...byTicker]).toHaveLength(all.length);
        expect(new Set([...byDay, ...byTicker])).toEqual(new Set(all));
        expect(byDay.filter((each) => each.whole || each.sessions.length === 0)).toEqual([]);
      }),
    );
  });

  test("has just the days of its queries by day, each once, the newest first", () => {
    fc.assert(
      fc.property(queries, (all) => {
        const { byDay, days } = planPolygon(all);
        expect(days).toEqual([...new Set(byDay.flatMap(({ sessions }) => sessions))].sort().reverse());
      }),
    );
  });

  test("tells what it costs: never more than three requests a query, and the least of all ways to part them", () => {
    fc.assert(
      fc.property(queries, (all) => {
        const { byDay, requests } = planPolygon(all);
        expect(requests).toBe(costOf(byDay, all.length));
        expect(requests).toBeLessThanOrEqual(3 * all.length);
        const parts = all
          .filter(({ whole, sessions }) => !whole && sessions.length > 0)
          .toSorted((a, b) => a.sessions.length - b.sessions.length);
        const costs = Array.from({ length: parts.length + 1 }, (_, many) =>
          costOf(parts.slice(0, many), all.length),
        );
        expect(requests).toBe(Math.min(...costs));
      }),
    );
  });

  test("leaves the list that it is given as it is", () => {
    fc.assert(
      fc.property(queries, (all) => {
        const before = [...all];
        planPolygon(all);
        expect(all).toEqual(before);
      }),
    );
  });

  test("has a thousand queries of one session for three requests", () => {
    const all = Array.from({ length: 1_000 }, (_, at) => queryOf(parseSymbol(`T${at}`), [7]));
    const plan = planPolygon(all);
    expect(plan).toMatchObject({ byTicker: [], days: [addDays(FIRST, 7)], requests: 3 });
    expect(plan.byDay).toHaveLength(1_000);
  });

  test("asks ticker by ticker where that costs as much, and for whole histories", () => {
    const one = queryOf(parseSymbol("AAPL"), [1]);
    expect(planPolygon([one])).toEqual({ byDay: [], days: [], byTicker: [one], requests: 3 });
    const whole = queryOf(parseSymbol("IBM"), [1], true);
    const [two, three] = [queryOf(parseSymbol("MSFT"), [1]), queryOf(parseSymbol("ORCL"), [1, 2, 3, 4, 5])];
    expect(planPolygon([whole, three, one, two])).toEqual({
      byDay: [one, two],
      days: [addDays(FIRST, 1)],
      byTicker: [three, whole],
      requests: 9,
    });
    expect(planPolygon([])).toEqual({ byDay: [], days: [], byTicker: [], requests: 0 });
  });
});
