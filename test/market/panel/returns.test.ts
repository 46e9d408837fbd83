import { expect, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { SessionAxis } from "../../../src/market/panel/align.ts";
import { fillReturns } from "../../../src/market/panel/returns.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const sessions = calendarOf("XNYS").sessionsBetween(isoDate("2025-01-02"), isoDate("2025-03-31"));
const axis = new SessionAxis(sessions);
const blank = (returns: Float64Array) => ({
  returns,
  valid: new Uint8Array(sessions.length),
  actions: new Uint8Array(sessions.length),
});
const price = fc.double({ min: 0.01, max: 1e6, noNaN: true });

test("any subset of sessions is laid where it belongs", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(price, { nil: null }), { minLength: sessions.length, maxLength: sessions.length }),
      (prices) => {
        const present = sessions.filter((_, at) => prices[at] !== null);
        const aligned = axis.align(
          present.join(""),
          prices.filter((each) => each !== null),
        );
        expect([...aligned]).toEqual(prices.map((each) => each ?? Number.NaN));
      },
    ),
  );
});

test("days off the axis are left out", () => {
  const aligned = axis.align("2024-12-312025-01-022025-01-042025-04-01", [1, 2, 3, 4]);
  expect([...aligned].filter((each) => !Number.isNaN(each))).toEqual([2]);
});

test("a return exists exactly where a session and the one before it have closes, and equals their ratio", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(price, { nil: Number.NaN }), {
        minLength: sessions.length,
        maxLength: sessions.length,
      }),
      (prices) => {
        const returns = new Float64Array(sessions.length).fill(Number.NaN);
        const valid = new Uint8Array(sessions.length);
        fillReturns(sessions, Float64Array.from(prices), [], "as_traded", {
          returns,
          valid,
          actions: new Uint8Array(sessions.length),
        });
        for (let t = 0; t < sessions.length; t++) {
          const expected = t === 0 ? Number.NaN : (prices[t] as number) / (prices[t - 1] as number) - 1;
          expect(Object.is(returns[t], expected)).toBe(true);
          expect(valid[t]).toBe(Number.isNaN(expected) ? 0 : 1);
        }
      },
    ),
  );
});

test("a split leaves the return of its day as it is, a reverse split too", () => {
  fc.assert(
    fc.property(
      price,
      price,
      fc.integer({ min: 1, max: 200 }),
      fc.boolean(),
      fc.integer({ min: 1, max: sessions.length - 1 }),
      (p0, p1, n, reverse, at) => {
        const split = reverse ? 1 / n : n;
        const row = (close: number, adjustments: Parameters<typeof fillReturns>[2]) => {
          const returns = new Float64Array(sessions.length).fill(Number.NaN);
          const closes = new Float64Array(sessions.length).fill(Number.NaN);
          closes[at - 1] = p0;
          closes[at] = close;
          fillReturns(sessions, closes, adjustments, "as_traded", blank(returns));
          return returns[at] as number;
        };
        const exDate = sessions[at] ?? isoDate("2025-01-02");
        const plain = row(p1, []);
        const after = row(p1 / split, [{ exDate, split, dividend: 0 }]);
        expect(Math.abs(after - plain)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(plain)));
      },
    ),
  );
});

test("a session on which a split or dividend counted is marked, whatever the basis", () => {
  for (const basis of ["as_traded", "split_adjusted", "total_return"] as const) {
    const row = blank(new Float64Array(sessions.length).fill(Number.NaN));
    const closes = new Float64Array(sessions.length).fill(10);
    const exDate = sessions[3] ?? isoDate("2025-01-02");
    fillReturns(sessions, closes, [{ exDate, split: 1, dividend: 0.1 }], basis, row);
    expect([...row.actions].flatMap((mark, at) => (mark === 1 ? [at] : []))).toEqual([3]);
  }
});
