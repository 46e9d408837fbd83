import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  businessClock,
  formatInstant,
  isPin,
  type TechnicalClock,
  technicalClock,
} from "../../src/platform/clock.ts";
import { NightdeskError } from "../../src/platform/errors.ts";

/** A technical clock whose hands the test moves. */
function handClock(now: number, elapsed: number) {
  const hands = { now, elapsed };
  const clock: TechnicalClock = { now: () => hands.now, elapsed: () => hands.elapsed };
  return { hands, clock };
}

const FRIDAY_NIGHT = Date.UTC(2026, 4, 29, 22, 0, 0);

describe("the business clock", () => {
  test("follows the technical clock when nobody pins it", () => {
    const { hands, clock } = handClock(1_000, 5);
    const business = businessClock(null, clock);
    expect(business.frozen).toBe(false);
    expect(business.now()).toBe(1_000);
    hands.now = 90_000;
    expect(business.now()).toBe(90_000);
  });

  test("stands still at an instant", () => {
    const { hands, clock } = handClock(1_000, 5);
    const business = businessClock("2026-05-29T22:00:00Z", clock);
    expect(business.frozen).toBe(true);
    hands.now = 9e12;
    hands.elapsed = 9e9;
    expect(business.now()).toBe(FRIDAY_NIGHT);
  });

  test("runs from +instant by elapsed time, whatever the wall clock does", () => {
    const { hands, clock } = handClock(1_000, 500.25);
    const business = businessClock("+2026-05-29T22:00:00Z", clock);
    expect(business.frozen).toBe(false);
    expect(business.now()).toBe(FRIDAY_NIGHT);
    hands.now = 0;
    hands.elapsed = 2_001;
    expect(business.now()).toBe(FRIDAY_NIGHT + 1_500);
  });

  test.each([
    ["2026-05-29T22:00Z", FRIDAY_NIGHT],
    ["2026-05-29T22:00:00.250Z", FRIDAY_NIGHT + 250],
    ["2026-05-29T22:00:00.5Z", FRIDAY_NIGHT + 500],
    ["2026-05-29T18:00:00-04:00", FRIDAY_NIGHT],
    ["2026-05-30T07:30:00+09:30", FRIDAY_NIGHT],
    ["2024-02-29T00:00Z", Date.UTC(2024, 1, 29)],
  ])("reads %p", (text, instant) => {
    expect(businessClock(text, technicalClock).now()).toBe(instant);
    expect(isPin(text)).toBe(true);
    expect(isPin(`+${text}`)).toBe(true);
  });

  test.each([
    "",
    "+",
    "now",
    "2026-05-29",
    "2026-05-29T22:00:00",
    "2026-05-29 22:00:00Z",
    "2026-05-29T22Z",
    "2026-05-29T22:00:00z",
    "2026-05-29T25:00:00Z",
    "2026-05-29T22:60:00Z",
    "2026-13-29T22:00:00Z",
    "2026-02-29T22:00:00Z",
    "2026-02-30T22:00:00Z",
    "2026-04-31T22:00:00Z",
    "2026-05-29T22:00:00+25:00",
    "-2026-05-29T22:00:00Z",
    "++2026-05-29T22:00:00Z",
    " 2026-05-29T22:00:00Z",
    "2026-05-29T22:00:00Z\n",
    "1780092000000",
  ])("refuses %p with bad_config", (text) => {
    expect(isPin(text)).toBe(false);
    try {
      businessClock(text, technicalClock);
    } catch (fault) {
      expect((fault as NightdeskError).code).toBe("bad_config");
      expect(fault).toBeInstanceOf(NightdeskError);
      return;
    }
    throw new Error("it was taken");
  });

  test("does not repeat a long text whole", () => {
    expect(() => businessClock("x".repeat(5000), technicalClock)).toThrow(/^NIGHTDESK_NOW is "x{40}"; give/);
  });
});

test("the technical clock is the machine's, also beside a pinned business clock", () => {
  businessClock("2001-01-01T00:00:00Z", technicalClock);
  const before = Date.now();
  const now = technicalClock.now();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});

test("elapsed time never goes back", () => {
  let last = technicalClock.elapsed();
  for (let at = 0; at < 1_000; at += 1) {
    const next = technicalClock.elapsed();
    expect(next).toBeGreaterThanOrEqual(last);
    last = next;
  }
});

test("an instant is written in UTC with milliseconds and reads back", () => {
  expect(formatInstant(FRIDAY_NIGHT)).toBe("2026-05-29T22:00:00.000Z");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (instant) => {
      expect(businessClock(formatInstant(instant), technicalClock).now()).toBe(instant);
    }),
  );
});
