import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import type { TradedBar } from "../../../src/market/collect/as-traded.ts";
import { examine } from "../../../src/market/collect/quality.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const xnys = calendarOf("XNYS");
const today = isoDate("2024-06-14");
const session = isoDate("2024-06-12");
const good = { session, close: 10, open: 9.9, high: 10.5, low: 9.5, volume: 100 } satisfies TradedBar;
const look = (changed: Partial<TradedBar>) => examine({ ...good, ...changed }, xnys, today);

const DEFECTS: readonly (readonly [string, Partial<TradedBar>, string])[] = [
  ["null_price", { close: null }, "there is no close"],
  ["null_price", { close: Number.NaN }, "there is no close"],
  ["not_positive", { close: 0 }, "the close is 0"],
  ["not_positive", { close: -3 }, "the close is -3"],
  ["not_positive", { close: Number.POSITIVE_INFINITY }, "the close is Infinity"],
  ["not_a_session", { session: isoDate("2024-06-08") }, "2024-06-08 is a Saturday"],
  ["not_a_session", { session: isoDate("2024-05-27") }, "2024-05-27 is Memorial Day"],
  ["future", { session: isoDate("2024-06-17") }, "2024-06-17 has not come yet"],
  ["high_below_low", { high: 9.4, low: 9.5 }, "high 9.4 is below low 9.5"],
  ["close_outside_range", { close: 10.6 }, "close 10.6 is not in 9.5 to 10.5"],
  ["close_outside_range", { close: 9.4 }, "close 9.4 is not in 9.5 to 10.5"],
  ["close_outside_range", { close: 10.6, low: null }, "close 10.6 is not in ? to 10.5"],
];

test.each(DEFECTS)("%s, for %j: %s", (reason, changed, detail) => {
  const { bar, defect } = look(changed);
  expect(bar).toBeNull();
  expect<unknown>(defect).toEqual({ reason, detail });
});

describe("what is good", () => {
  test("a sound bar is stored as it is", () => {
    expect(look({})).toEqual({ bar: good, defect: null });
  });

  test("a row of a day without a session that says nothing is passed over", () => {
    expect(look({ session: isoDate("2024-05-27"), close: null })).toEqual({ bar: null, defect: null });
  });

  test("zeros beside a close are values that a vendor does not have; a volume of 0 is one", () => {
    expect(look({ open: 0, high: 0, low: 0, volume: 0 }).bar).toEqual({
      ...good,
      open: null,
      high: null,
      low: null,
      volume: 0,
    });
    expect(look({ volume: -1 }).bar?.volume).toBeNull();
    expect(look({ volume: Number.NaN }).bar?.volume).toBeNull();
    expect(look({ open: Number.NaN }).bar?.open).toBeNull();
  });

  test("a close a thousandth beyond the range is a vendor's rounding, and no more than that", () => {
    expect(look({ close: 10.5104 }).bar?.close).toBe(10.5104);
    expect(look({ close: 10.512 }).defect?.reason).toBe("close_outside_range");
  });

  test("today's own day is no future", () => {
    expect(look({ session: today }).defect).toBeNull();
  });
});

test("whatever a bar is like, what is stored of it can be: positive prices, the high not below the low", () => {
  const value = fc.option(fc.double(), { nil: null });
  fc.assert(
    fc.property(value, value, value, value, value, (close, open, high, low, volume) => {
      const { bar } = look({ close, open, high, low, volume });
      if (bar === null) return;
      for (const price of [bar.close, bar.open, bar.high, bar.low])
        expect(price === null || (price > 0 && Number.isFinite(price))).toBe(true);
      expect((bar.high ?? Number.POSITIVE_INFINITY) >= (bar.low ?? 0)).toBe(true);
      expect(bar.volume === null || (bar.volume >= 0 && Number.isFinite(bar.volume))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
