import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { CALENDAR_IDS, calendarOf } from "../../../src/market/calendar/calendar.ts";
import { NightdeskError } from "../../../src/platform/errors.ts";
import { addDays, fromEpochDay, isoDate, toEpochDay } from "../../../src/platform/iso-date.ts";

const START = isoDate("1990-01-01");
const END = isoDate("2100-12-31");
const xnys = calendarOf("XNYS");

const anyId = fc.constantFrom(...CALENDAR_IDS);
const anyDay = fc
  .integer({ min: toEpochDay(isoDate("1990-01-15")), max: toEpochDay(isoDate("2100-12-15")) })
  .map(fromEpochDay);

function faultOf(action: () => unknown): NightdeskError {
  try {
    action();
  } catch (error) {
    if (error instanceof NightdeskError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("every calendar", () => {
  test("the next and the previous session are each other's inverse and nothing lies between", () => {
    fc.assert(
      fc.property(anyId, anyDay, (id, date) => {
        const calendar = calendarOf(id);
        const [previous, next] = [calendar.previousSession(date), calendar.nextSession(date)];
        expect(previous < date && date < next).toBe(true);
        expect(calendar.isSession(previous) && calendar.isSession(next)).toBe(true);
        expect(calendar.sessionsBetween(addDays(previous, 1), addDays(next, -1))).toEqual(
          calendar.isSession(date) ? [date] : [],
        );
        const between = calendar.isSession(date) ? date : previous;
        expect(calendar.previousSession(next)).toBe(between);
        expect(calendar.nextSession(previous)).toBe(calendar.isSession(date) ? date : next);
        expect(calendar.sessionOnOrBefore(date)).toBe(between);
      }),
      { numRuns: 2000 },
    );
  });

  test("sessionsBetween is the days that isSession accepts, countSessions their number", () => {
    fc.assert(
      fc.property(anyId, anyDay, fc.integer({ min: -5, max: 12 }), (id, from, length) => {
        const calendar = calendarOf(id);
        const to = addDays(from, length);
        const days = Array.from({ length: Math.max(0, length + 1) }, (_, index) => addDays(from, index));
        const sessions = days.filter((day) => calendar.isSession(day));
        expect(calendar.sessionsBetween(from, to)).toEqual(sessions);
        expect(calendar.countSessions(from, to)).toBe(sessions.length);
      }),
      { numRuns: 2000 },
    );
  });

  test("a session is closed for no reason, and only a session", () => {
    for (const id of CALENDAR_IDS) {
      const calendar = calendarOf(id);
      for (let day = toEpochDay(START); day <= toEpochDay(END); day++) {
        const date = fromEpochDay(day);
        if (calendar.isSession(date) !== (calendar.closedBecause(date) === null))
          throw new Error(`${id} ${date}`);
      }
    }
  });

  test("ordinals count the sessions from 0 and lead back to them", () => {
    for (const id of CALENDAR_IDS) {
      const calendar = calendarOf(id);
      const sessions = calendar.sessionsBetween(START, END);
      expect(sessions.length).toBeGreaterThan(27_000);
      sessions.forEach((session, index) => {
        if (calendar.ordinalOf(session) !== index || calendar.sessionAt(index) !== session) {
          throw new Error(`${id} ${session}`);
        }
      });
      expect(calendar.countSessions(START, END)).toBe(sessions.length);
    }
    expect(xnys.ordinalOf(isoDate("1990-01-01"))).toBe(0);
    expect(xnys.ordinalOf(isoDate("1990-01-02"))).toBe(0);
    expect(xnys.ordinalOf(isoDate("1990-01-03"))).toBe(1);
  });

  test("is one object by its id", () => {
    for (const id of CALENDAR_IDS) {
      expect(calendarOf(id)).toBe(calendarOf(id));
      expect(calendarOf(id).id).toBe(id);
    }
  });
});

test("XNYS has 250 to 253 sessions a year, but 248 in 2001 and 254 in two leap years before 1998", () => {
  const odd: Record<number, number> = {};
  const usual = new Set<number>();
  for (let year = 1990; year <= 2100; year++) {
    const count = xnys.countSessions(isoDate(`${year}-01-01`), isoDate(`${year}-12-31`));
    if (count < 250 || count > 253) odd[year] = count;
    else usual.add(count);
  }
  // 2001 lost four days in September; 1992 and 1996 had 262 weekdays and no Martin Luther King Jr. Day yet.
  expect(odd).toEqual({ 1992: 254, 1996: 254, 2001: 248 });
  expect([...usual].sort()).toEqual([250, 251, 252, 253]);
});

test("weekdays are Monday to Friday, holidays or not; the others are every day", () => {
  const week = ["2025-06-30", "2025-07-01", "2025-07-02", "2025-07-03", "2025-07-04"].map(isoDate);
  const [monday, sunday] = [isoDate("2025-06-30"), isoDate("2025-07-06")];
  expect(calendarOf("weekdays").sessionsBetween(monday, sunday)).toEqual(week);
  expect(calendarOf("weekdays").closedBecause(isoDate("2025-07-05"))).toBe("a Saturday");
  expect(calendarOf("everyday").countSessions(monday, sunday)).toBe(7);
  expect(calendarOf("foreign").isSession(sunday)).toBe(true);
});

test("closes of weekdays and everyday", () => {
  expect(new Date(calendarOf("weekdays").closeOf(isoDate("2025-01-15"))).toISOString()).toBe(
    "2025-01-15T22:00:00.000Z",
  );
  expect(new Date(calendarOf("weekdays").closeOf(isoDate("2025-07-15"))).toISOString()).toBe(
    "2025-07-15T21:00:00.000Z",
  );
  expect(new Date(calendarOf("everyday").closeOf(isoDate("2025-07-15"))).toISOString()).toBe(
    "2025-07-16T00:00:00.000Z",
  );
  expect(new Date(calendarOf("foreign").closeOf(isoDate("2025-07-15"))).toISOString()).toBe(
    "2025-07-16T00:00:00.000Z",
  );
});

describe("a day that is no session", () => {
  test("is refused by name, with the sessions around it", () => {
    const fault = faultOf(() => xnys.assertSession(isoDate("2012-10-29")));
    expect(fault.code).toBe("not_a_session");
    expect(fault.message).toBe(
      "2012-10-29 is the closure for Hurricane Sandy; the session before it is 2012-10-26, the next one is 2012-10-31.",
    );
    expect(fault.details).toEqual({
      date: "2012-10-29",
      calendar: "XNYS",
      reason: "the closure for Hurricane Sandy",
      previous: "2012-10-26",
      next: "2012-10-31",
    });
  });

  test("names no session before the first one", () => {
    expect(faultOf(() => xnys.assertSession(START)).message).toBe(
      "1990-01-01 is New Year's Day; the next one is 1990-01-02.",
    );
  });

  test("is not said of a session", () => {
    expect(() => xnys.assertSession(isoDate("2025-07-03"))).not.toThrow();
  });
});

describe("the bounds", () => {
  test("1990 and 2100 are inside", () => {
    expect(xnys.nextSession(START)).toBe(isoDate("1990-01-02"));
    expect(xnys.previousSession(END)).toBe(isoDate("2100-12-30"));
    expect(xnys.isSession(END)).toBe(true);
    expect(xnys.sessionOnOrBefore(END)).toBe(END);
    expect(calendarOf("everyday").sessionAt(0)).toBe(START);
  });

  const first = isoDate("1990-01-02");
  test.each<[string, () => unknown, number]>([
    ["isSession", () => xnys.isSession(isoDate("1989-12-29")), 1989],
    ["isSession", () => xnys.isSession(isoDate("2101-01-03")), 2101],
    ["closedBecause", () => xnys.closedBecause(isoDate("1970-01-01")), 1970],
    ["nextSession", () => xnys.nextSession(END), 2101],
    ["previousSession", () => xnys.previousSession(first), 1989],
    ["previousSession", () => xnys.previousSession(START), 1989],
    ["sessionOnOrBefore", () => xnys.sessionOnOrBefore(START), 1989],
    ["sessionsBetween", () => xnys.sessionsBetween(first, isoDate("2101-01-01")), 2101],
    ["countSessions", () => xnys.countSessions(isoDate("1980-02-29"), first), 1980],
    ["sessionAt", () => xnys.sessionAt(-1), 1989],
    ["sessionAt", () => xnys.sessionAt(1_000_000), 2101],
    ["closeOf", () => xnys.closeOf(isoDate("9999-12-31")), 9999],
  ])("%s beyond them names the year and the limits", (_name, action, year) => {
    const fault = faultOf(action);
    expect(fault.code).toBe("calendar_range");
    expect(fault.message).toEndWith(`lies in ${year}; the calendars cover the years 1990 to 2100.`);
    expect(fault.details).toEqual({ year, first_year: 1990, last_year: 2100 });
  });
});
