import { describe, expect, test } from "bun:test";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { type DailyReturn, performanceOf, periodStart } from "../../src/portfolio/performance.ts";

/** period, date, the session at whose close it begins */
test.each([
  ["mtd", "2025-07-15", "2025-06-30"],
  ["mtd", "2025-07-01", "2025-06-30"],
  ["mtd", "2025-06-30", "2025-05-30"], // May ended on a Saturday.
  ["mtd", "2026-01-02", "2025-12-31"],
  ["mtd", "2025-12-01", "2025-11-28"], // The day after Thanksgiving, then a weekend.
  ["mtd", "2024-04-01", "2024-03-28"], // Good Friday ends March.
  ["qtd", "2025-07-01", "2025-06-30"],
  ["qtd", "2025-09-30", "2025-06-30"],
  ["qtd", "2025-10-01", "2025-09-30"],
  ["qtd", "2026-02-17", "2025-12-31"],
  ["qtd", "2024-05-15", "2024-03-28"],
  ["ytd", "2025-07-15", "2024-12-31"],
  ["ytd", "2025-01-02", "2024-12-31"],
  ["ytd", "2023-01-03", "2022-12-30"], // 2022 ended on a Saturday.
  ["one_year", "2026-05-29", "2025-05-29"],
  ["one_year", "2026-07-06", "2025-07-03"], // A Sunday after a holiday.
  ["one_year", "2026-11-27", "2025-11-26"], // Thanksgiving.
  ["one_year", "2024-02-29", "2023-02-28"], // There was no such day a year before.
  ["one_year", "2025-02-28", "2024-02-28"],
  ["one_year", "2027-01-04", "2026-01-02"],
] as const)("%s on %s begins at the close of %s", (period, date, start) => {
  expect(periodStart(period, isoDate(date))).toBe(isoDate(start));
});

const days = (from: string, to: string, returnOf: (session: string) => number | null): DailyReturn[] =>
  calendarOf("XNYS")
    .sessionsBetween(isoDate(from), isoDate(to))
    .map((session, at) => {
      const dailyReturn = at === 0 ? 0 : returnOf(session);
      return { session, dailyReturn, reason: dailyReturn === null ? ("non_positive_equity" as const) : null };
    });

const at = (all: readonly DailyReturn[], session: string) =>
  performanceOf(all)[all.findIndex((day) => day.session === session)];

describe("returns are linked day by day", () => {
  const steady = days("2024-12-31", "2026-02-27", () => 0.001);
  const grown = (sessions: number) => 1.001 ** sessions - 1;
  const sessionsAfter = (start: string, date: string) =>
    calendarOf("XNYS").countSessions(isoDate(start), isoDate(date)) - 1;

  /** date, start of month, quarter, year and one year before */
  test.each([
    ["2025-12-31", "2025-11-28", "2025-09-30", "2024-12-31", "2024-12-31"],
    ["2026-01-02", "2025-12-31", "2025-12-31", "2025-12-31", "2025-01-02"],
    ["2026-02-27", "2026-01-30", "2025-12-31", "2025-12-31", "2025-02-27"],
  ])("on %s", (date, month, quarter, year, yearAgo) => {
    const made = at(steady, date);
    const starts = { mtd: month, qtd: quarter, ytd: year, one_year: yearAgo, since_inception: "2024-12-31" };
    for (const [period, start] of Object.entries(starts)) {
      expect(made?.[period as keyof typeof starts].value).toBeCloseTo(grown(sessionsAfter(start, date)), 12);
    }
  });

  test("a loss and a gain of a half do not cancel", () => {
    const two = days("2025-06-30", "2025-07-02", (session) => (session === "2025-07-01" ? -0.5 : 0.5));
    expect(at(two, "2025-07-02")?.mtd).toEqual({ value: -0.25, reason: null });
    expect(at(two, "2025-07-02")?.since_inception).toEqual({ value: -0.25, reason: null });
  });

  test("the inception's own is 0, whatever had been before", () => {
    const made = at(
      days("2025-07-15", "2025-07-16", () => 0.01),
      "2025-07-15",
    );
    expect(made?.since_inception).toEqual({ value: 0, reason: null });
  });
});

test("a period that began before the inception has no return, but for one that began with it", () => {
  const young = days("2025-06-30", "2025-12-31", () => 0.001);
  const unknown = { value: null, reason: "before_inception" } as const;
  const july = at(young, "2025-07-15");
  expect(july?.mtd.value).toBeCloseTo(1.001 ** 10 - 1, 12);
  expect(july?.qtd).toEqual(july?.mtd as never);
  expect([july?.ytd, july?.one_year]).toEqual([unknown, unknown]);
  expect(at(young, "2025-06-30")).toMatchObject({
    mtd: unknown,
    qtd: unknown,
    since_inception: { value: 0 },
  });
});

describe("a day without a return", () => {
  const unknown = { value: null, reason: "non_positive_equity" } as const;
  const broken = days("2025-06-30", "2025-08-29", (session) => (session === "2025-07-08" ? null : 0.01));

  test("leaves none to any period that it lies in", () => {
    expect(at(broken, "2025-07-07")?.mtd.value).toBeCloseTo(1.01 ** 4 - 1, 12);
    expect(at(broken, "2025-07-08")?.mtd).toEqual(unknown);
    expect(at(broken, "2025-07-31")?.mtd).toEqual(unknown);
    expect(at(broken, "2025-08-29")?.since_inception).toEqual(unknown);
  });

  test("and takes nothing from a later one", () => {
    expect(at(broken, "2025-08-29")?.mtd.value).toBeCloseTo(1.01 ** 21 - 1, 12);
  });
});

test("after everything was lost no number is made of nothing: a later period has its return, or a reason", () => {
  const lost = (session: string) => (session === "2025-07-08" ? -1 : session === "2025-07-09" ? null : 0.01);
  const made = at(days("2025-06-30", "2025-08-29", lost), "2025-08-29");
  for (const { value, reason } of Object.values(made ?? {})) {
    expect(Number.isNaN(value)).toBe(false);
    expect(value === null).toBe(reason !== null);
  }
});
