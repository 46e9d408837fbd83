import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  CALENDAR_IDS,
  type CalendarId,
  calendarOf,
  SETTLING_MS,
} from "../../../src/market/calendar/calendar.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

function lastCompleted(id: CalendarId, instant: string): string {
  return calendarOf(id).lastCompletedSession(Date.parse(instant));
}

describe("XNYS: the close plus 30 minutes", () => {
  test.each([
    ["a winter's day, a millisecond before 16:30", "2025-01-15T21:29:59.999Z", "2025-01-14"],
    ["a winter's day at 16:30", "2025-01-15T21:30:00.000Z", "2025-01-15"],
    ["a summer's day, a millisecond before 16:30", "2025-07-15T20:29:59.999Z", "2025-07-14"],
    ["a summer's day at 16:30", "2025-07-15T20:30:00.000Z", "2025-07-15"],
    ["an early close, a millisecond before 13:30", "2025-07-03T17:29:59.999Z", "2025-07-02"],
    ["an early close at 13:30", "2025-07-03T17:30:00.000Z", "2025-07-03"],
    ["an early close in winter at 13:29", "2025-11-28T18:29:00.000Z", "2025-11-26"],
    ["an early close in winter at 13:30", "2025-11-28T18:30:00.000Z", "2025-11-28"],
    ["the unscheduled close of 15:56 at 16:26", "2005-06-01T20:26:00.000Z", "2005-06-01"],
    ["the Friday before the clock changes in spring", "2025-03-07T21:30:00.000Z", "2025-03-07"],
    ["the Sunday on which it changes", "2025-03-09T16:00:00.000Z", "2025-03-07"],
    ["the Monday after, 16:29", "2025-03-10T20:29:00.000Z", "2025-03-07"],
    ["the Monday after, 16:30", "2025-03-10T20:30:00.000Z", "2025-03-10"],
    ["the Friday before it changes in autumn", "2025-10-31T20:30:00.000Z", "2025-10-31"],
    ["the Monday after it changed in autumn, 16:29", "2025-11-03T21:29:00.000Z", "2025-10-31"],
    ["the Monday after it changed in autumn, 16:30", "2025-11-03T21:30:00.000Z", "2025-11-03"],
    ["a holiday at night", "2025-07-05T02:00:00.000Z", "2025-07-03"],
    ["a Sunday", "2025-07-06T22:00:00.000Z", "2025-07-03"],
    ["21:00 in New York is the next day in UTC", "2025-01-16T02:00:00.000Z", "2025-01-15"],
    ["one minute after midnight in New York", "2025-01-16T05:01:00.000Z", "2025-01-15"],
    ["five closed days after 10 September 2001", "2001-09-17T12:00:00.000Z", "2001-09-10"],
    ["the last evening of 2100", "2101-01-01T04:59:00.000Z", "2100-12-31"],
  ])("%s", (_name, instant, session) => {
    expect(lastCompleted("XNYS", instant)).toBe(session);
  });

  test("before the first session's close and after 2100 there is no answer", () => {
    expect(() => lastCompleted("XNYS", "1990-01-02T21:29:59.999Z")).toThrow(/1989.*1990 to 2100/);
    expect(lastCompleted("XNYS", "1990-01-02T21:30:00Z")).toBe("1990-01-02");
    expect(() => lastCompleted("XNYS", "2101-01-01T05:00:00Z")).toThrow(/2101.*1990 to 2100/);
    expect(() => calendarOf("XNYS").lastCompletedSession(Number.NaN)).toThrow(/1990 to 2100/);
  });
});

describe("the other calendars", () => {
  test.each<[CalendarId, string, string, string]>([
    ["weekdays", "17:29 in New York", "2025-07-04T21:29:59.999Z", "2025-07-03"],
    ["weekdays", "17:30 in New York, though XNYS is closed", "2025-07-04T21:30:00.000Z", "2025-07-04"],
    ["weekdays", "a Sunday", "2025-07-06T23:00:00.000Z", "2025-07-04"],
    ["everyday", "00:29 UTC", "2025-07-05T00:29:59.999Z", "2025-07-03"],
    ["everyday", "00:30 UTC", "2025-07-05T00:30:00.000Z", "2025-07-04"],
    ["everyday", "a Saturday is complete on Sunday", "2025-07-06T12:00:00.000Z", "2025-07-05"],
    ["foreign", "00:30 UTC", "2025-07-05T00:30:00.000Z", "2025-07-04"],
  ])("%s at %s", (id, _name, instant, session) => {
    expect(lastCompleted(id, instant)).toBe(session);
  });
});

test("it is the newest session that had closed 30 minutes before, at any instant and in every calendar", () => {
  const first = Date.parse("1990-01-10T00:00:00Z");
  const last = Date.parse("2100-12-25T00:00:00Z");
  expect(SETTLING_MS).toBe(1_800_000);
  fc.assert(
    fc.property(fc.constantFrom(...CALENDAR_IDS), fc.integer({ min: first, max: last }), (id, now) => {
      const calendar = calendarOf(id);
      const session = calendar.lastCompletedSession(now);
      expect(calendar.isSession(session)).toBe(true);
      expect(calendar.closeOf(session) + SETTLING_MS).toBeLessThanOrEqual(now);
      expect(calendar.closeOf(calendar.nextSession(session)) + SETTLING_MS).toBeGreaterThan(now);
      expect(calendar.nextSession(isoDate(session)) > session).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
