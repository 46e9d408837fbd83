import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { anchorsOf, monthsBefore, PERIODS } from "../../../src/market/metrics/period.ts";
import type { PriceMetrics } from "../../../src/market/metrics/price-metrics.ts";
import { addDays, type IsoDate, isoDate, toEpochDay } from "../../../src/platform/iso-date.ts";
import { type MadeBar, measuredAt, seriesOf, sessionsOf } from "./made-series.ts";

const DAYS = sessionsOf("2022-01-03", "2024-12-31");
const LAST = DAYS.at(-1) as IsoDate;
const price = fc.double({ min: 0.5, max: 5_000, noNaN: true });
const walk = fc
  .array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: DAYS.length, maxLength: DAYS.length })
  .map((moves): readonly MadeBar[] => {
    let close = 100;
    return moves.map((move, at) => {
      close *= 1 + move;
      return { day: DAYS[at] as IsoDate, close, volume: 1_000 * (1 + Math.abs(move)) };
    });
  });
const index = fc.integer({ min: 300, max: DAYS.length - 1 });
const RUNS = { numRuns: 40 };

const returnsOf = ({ priceReturns, totalReturns }: PriceMetrics) =>
  PERIODS.flatMap((period) => [priceReturns[period], totalReturns[period]]);

function expectSame(actual: readonly unknown[], expected: readonly unknown[]): void {
  for (const [at, value] of expected.entries()) {
    if (typeof value === "number") expect(actual[at] as number).toBeCloseTo(value, 10);
    else expect(actual[at]).toBe(value);
  }
}

describe("periods", () => {
  test("a month before the last of one that is longer is the last of the shorter", () => {
    expect(monthsBefore(isoDate("2024-03-31"), 1)).toBe(isoDate("2024-02-29"));
    expect(monthsBefore(isoDate("2023-03-31"), 1)).toBe(isoDate("2023-02-28"));
    expect(monthsBefore(isoDate("2024-02-29"), 12)).toBe(isoDate("2023-02-28"));
    expect(monthsBefore(isoDate("2024-01-15"), 6)).toBe(isoDate("2023-07-15"));
  });

  test("of every session of 2010 to 2030 begin at sessions before it, and with all bars no return is unknown", () => {
    const xnys = calendarOf("XNYS");
    const all = sessionsOf("2008-12-01", "2030-12-31");
    const series = seriesOf(all.map((day, at) => ({ day, close: 100 + (at % 7), volume: 1 })));
    for (const session of sessionsOf("2010-01-04", "2030-12-31")) {
      const anchors = anchorsOf(session);
      for (const period of PERIODS) {
        const anchor = anchors[period] as IsoDate;
        expect(xnys.isSession(anchor) && anchor < session).toBe(true);
      }
      expect(anchors.ytd?.slice(0, 4)).toBe(String(Number(session.slice(0, 4)) - 1));
      expect(returnsOf(measuredAt(series, session)).filter((each) => typeof each !== "number")).toEqual([]);
    }
  });

  test("begin nowhere before the calendar does", () => {
    expect(anchorsOf(isoDate("1990-01-02"))).toEqual(
      Object.fromEntries(PERIODS.map((period) => [period, null])) as never,
    );
    const series = seriesOf(sessionsOf("1990-01-02", "1990-12-31").map((day) => ({ day, close: 3 })));
    const { priceReturns } = measuredAt(series, isoDate("1990-12-31"));
    expect(priceReturns).toMatchObject({
      "6m": 0,
      "1y": "insufficient_history",
      ytd: "insufficient_history",
    });
  });
});

test("a split anywhere changes no return, and the year's range and the volumes as shares do", () => {
  fc.assert(
    fc.property(walk, index, index, fc.constantFrom(2, 3, 7, 0.1, 1.5), (bars, at, on, ratio) => {
      const exDay = bars[on]?.day as IsoDate;
      const split = bars.map(({ day, close, volume = 0 }) =>
        day < exDay ? { day, close, volume } : { day, close: close / ratio, volume: volume * ratio },
      );
      const action = { exDay: toEpochDay(exDay), split: ratio, dividend: 0 };
      const session = bars[at]?.day as IsoDate;
      const [plain, made] = [seriesOf(bars), seriesOf(split, [action])].map((each) =>
        measuredAt(each, session),
      ) as [PriceMetrics, PriceMetrics];
      expectSame(returnsOf(made), returnsOf(plain));
      const shares = session < exDay ? 1 : ratio;
      expectSame(
        [(made.week52High as number) * shares, (made.averageVolume as number) / shares, made.fromHigh],
        [plain.week52High, plain.averageVolume, plain.fromHigh],
      );
    }),
    RUNS,
  );
});

test("prices and dividends in other units change no return", () => {
  fc.assert(
    fc.property(walk, index, price, (bars, at, unit) => {
      const dividend = { exDay: toEpochDay(bars[at - 10]?.day as IsoDate), split: 1, dividend: 2 };
      const scaled = bars.map((bar) => ({ ...bar, close: bar.close * unit }));
      const session = bars[at]?.day as IsoDate;
      expectSame(
        returnsOf(measuredAt(seriesOf(scaled, [{ ...dividend, dividend: 2 * unit }]), session)),
        returnsOf(measuredAt(seriesOf(bars, [dividend]), session)),
      );
    }),
    RUNS,
  );
});

test("later bars and later splits never change an earlier session", () => {
  fc.assert(
    fc.property(walk, index, (bars, at) => {
      const session = bars[at]?.day as IsoDate;
      const later = { exDay: toEpochDay(addDays(session, 1)), split: 4, dividend: 1 };
      const known = seriesOf(bars.slice(0, at + 1));
      expect(measuredAt(seriesOf(bars, [later]), session)).toEqual(measuredAt(known, session));
    }),
    RUNS,
  );
});

describe("what is not known", () => {
  const bars = DAYS.map((day, at) => ({ day, close: 100 + at, volume: 5 }));
  const without = (...days: readonly (string | undefined)[]) => bars.filter(({ day }) => !days.includes(day));
  const at = (back: number) => DAYS.at(-1 - back) as IsoDate;

  test("without the session's own close is everything", () => {
    const { close, closeSession, ...rest } = measuredAt(seriesOf(without(LAST)), LAST);
    expect([close, closeSession]).toEqual(["no_price", null]);
    const flat = Object.values(rest).flatMap((each) =>
      typeof each === "object" ? Object.values(each) : [each],
    );
    expect(new Set(flat)).toEqual(new Set(["no_price"]));
  });

  test("of another calendar is nothing within five days of its last bar", () => {
    const coins = { calendar: "everyday" } as const;
    expect(measuredAt(seriesOf(without(LAST), [], coins), LAST)).toMatchObject({
      close: bars.at(-2)?.close,
      closeSession: at(1),
    });
    const gap = bars.filter(({ day }) => day < addDays(LAST, -5));
    expect(measuredAt(seriesOf(gap, [], coins), LAST).close).toBe("no_price");
  });

  test("where a period begins is carried over five sessions and no further", () => {
    const start = anchorsOf(LAST)["1m"] as IsoDate;
    const holes = (count: number) => {
      const last = DAYS.indexOf(start);
      return without(...DAYS.slice(last - count + 1, last + 1));
    };
    const { priceReturns } = measuredAt(seriesOf(holes(5)), LAST);
    const stood = bars[DAYS.indexOf(start) - 5]?.close as number;
    expect(priceReturns["1m"]).toBeCloseTo((bars.at(-1)?.close as number) / stood - 1, 12);
    expect(measuredAt(seriesOf(holes(6)), LAST).priceReturns["1m"]).toBe("no_price_at_start");
  });

  test("of a young share is what begins before it; its range is told from a month on", () => {
    const young = (count: number) => measuredAt(seriesOf(bars.slice(-count)), LAST);
    expect(young(30).priceReturns).toMatchObject({ mtd: expect.any(Number), ytd: "insufficient_history" });
    const start = DAYS.indexOf(anchorsOf(LAST).qtd as IsoDate);
    for (const [first, isKnown] of [
      [start - 2, true],
      [start, true],
      [start + 1, false],
    ] as const) {
      const { qtd } = measuredAt(seriesOf(bars.slice(first)), LAST).priceReturns;
      expect(typeof qtd === "number").toBe(isKnown);
    }
    expect(young(20).week52High).toBe(bars.at(-1)?.close as number);
    expect(young(19)).toMatchObject({
      week52High: "insufficient_history",
      averageVolume: "insufficient_history",
    });
  });

  test("of a series with dividends in its prices is what the price alone did", () => {
    const metrics = measuredAt(seriesOf(bars, [], { basis: "total_return" }), LAST);
    expect(new Set(Object.values(metrics.priceReturns))).toEqual(new Set(["total_return_basis"]));
    expect(Object.values(metrics.totalReturns).every((each) => typeof each === "number")).toBe(true);
    expect(metrics).toMatchObject({ week52High: "total_return_basis", averageVolume: 5 });
  });

  test("without volumes is their average; a volume of nothing is one", () => {
    const silent = bars.map(({ day, close }) => ({ day, close }));
    expect(measuredAt(seriesOf(silent), LAST).averageVolume).toBe("no_volume");
    const still = bars.map((bar) => ({ ...bar, volume: 0 }));
    expect(measuredAt(seriesOf(still), LAST)).toMatchObject({ averageVolume: 0, averageDollarVolume: 0 });
  });
});
