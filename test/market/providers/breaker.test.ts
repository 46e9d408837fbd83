import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Breaker } from "../../../src/market/providers/breaker.ts";

const COOL_DOWN = 300_000;
const trip = fc.integer({ min: 1, max: 9 });

/** A breaker that has just been opened by failures at instant 0. */
function opened(tripAfter = 3): Breaker {
  const breaker = new Breaker(tripAfter, COOL_DOWN);
  for (let count = 0; count < tripAfter; count++) breaker.failed(0);
  return breaker;
}

describe("a breaker", () => {
  test("opens after exactly so many failures in a row, whatever came before the last success", () => {
    fc.assert(
      fc.property(trip, fc.array(fc.boolean(), { maxLength: 40 }), (tripAfter, outcomes) => {
        const breaker = new Breaker(tripAfter, COOL_DOWN);
        let inARow = 0;
        for (const isGood of outcomes) {
          if (inARow === tripAfter) break;
          inARow = isGood ? 0 : inARow + 1;
          if (isGood) breaker.succeeded();
          else breaker.failed(0);
          expect(breaker.failures).toBe(inARow);
          expect(breaker.state(0)).toBe(inARow === tripAfter ? "open" : "closed");
          expect(breaker.openUntil).toBe(inARow === tripAfter ? COOL_DOWN : null);
        }
      }),
    );
  });

  test("closed, lets all pass; open, nobody until the cool-down is over", () => {
    const closed = new Breaker(3, COOL_DOWN);
    expect([1, 2, 3].map(() => closed.admit(0))).toEqual([true, true, true]);
    const breaker = opened();
    expect([0, 1, COOL_DOWN - 1].map((now) => breaker.admit(now))).toEqual([false, false, false]);
  });

  test("lets a single probe through after the cool-down", () => {
    fc.assert(
      fc.property(trip, fc.integer({ min: 2, max: 20 }), fc.nat(), (tripAfter, asking, later) => {
        const breaker = opened(tripAfter);
        const now = COOL_DOWN + later;
        expect(breaker.state(now)).toBe("probing");
        const admitted = Array.from({ length: asking }, () => breaker.admit(now));
        expect(admitted).toEqual(admitted.map((_, at) => at === 0));
      }),
    );
  });

  test("closes by the probe's success, and counts failures from none again", () => {
    const breaker = opened(2);
    breaker.admit(COOL_DOWN);
    breaker.succeeded();
    expect([breaker.state(COOL_DOWN), breaker.openUntil, breaker.failures]).toEqual(["closed", null, 0]);
    breaker.failed(COOL_DOWN);
    expect(breaker.state(COOL_DOWN)).toBe("closed");
    breaker.failed(COOL_DOWN);
    expect(breaker.state(COOL_DOWN)).toBe("open");
  });

  test("opens for another cool-down by the probe's failure", () => {
    const breaker = opened();
    const now = COOL_DOWN + 7;
    breaker.admit(now);
    breaker.failed(now + 5);
    expect(breaker.openUntil).toBe(now + 5 + COOL_DOWN);
    expect(breaker.admit(now + 5 + COOL_DOWN - 1)).toBe(false);
    expect([1, 2].map(() => breaker.admit(now + 5 + COOL_DOWN))).toEqual([true, false]);
  });

  test("a probe that was stopped decides nothing: the next one probes", () => {
    const breaker = opened();
    breaker.admit(COOL_DOWN);
    breaker.stopped();
    expect([breaker.state(COOL_DOWN), breaker.failures]).toEqual(["probing", 3]);
    expect([1, 2].map(() => breaker.admit(COOL_DOWN))).toEqual([true, false]);
  });
});
