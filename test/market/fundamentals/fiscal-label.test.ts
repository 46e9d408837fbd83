import { expect, test } from "bun:test";
import fc from "fast-check";
import { fiscalLabel, fiscalYear } from "../../../src/market/fundamentals/fiscal-label.ts";
import { addDays, epochDayOf, fromEpochDay, isoDate, weekdayOf } from "../../../src/platform/iso-date.ts";

const QUARTER_DAYS = 7 * 13;
const YEARS = Array.from({ length: 30 }, (_, at) => 1996 + at);
const labelOf = (end: string, yearEnd: string) => {
  const { year, quarter } = fiscalLabel(isoDate(end), yearEnd);
  return `FY${year} Q${quarter}`;
};

/** The last day of a month. */
const monthEnd = (year: number, month: number) =>
  addDays(fromEpochDay(epochDayOf(month === 12 ? year + 1 : year, (month % 12) + 1, 1)), -1);

/** The day of the week that lies nearest to the last day of a month, as years of 52 or 53 weeks end. */
function nearestWeekday(year: number, month: number, weekday: number) {
  const end = monthEnd(year, month);
  const from = epochDayOf(Number(end.slice(0, 4)), Number(end.slice(5, 7)), Number(end.slice(8)));
  const near = [-3, -2, -1, 0, 1, 2, 3].find((days) => weekdayOf(from + days) === weekday) ?? 0;
  return fromEpochDay(from + near);
}

test.each([
  // Apple's years end on the last Saturday of September; vendors say its last day.
  ["2024-12-31", "09-30", "FY2025 Q1"],
  ["2024-12-28", "09-28", "FY2025 Q1"],
  ["2024-09-30", "09-30", "FY2024 Q4"],
  ["2024-09-28", "09-30", "FY2024 Q4"],
  ["2023-09-30", "09-28", "FY2023 Q4"],
  ["2024-06-29", "09-28", "FY2024 Q3"],
  ["2024-03-31", "09-30", "FY2024 Q2"],
  // A year that ends with the calendar's.
  ["2023-03-31", "12-31", "FY2023 Q1"],
  ["2023-12-31", "12-31", "FY2023 Q4"],
  // One that ends in the first days of January, or on the last ones of December.
  ["2021-01-02", "12-28", "FY2020 Q4"],
  ["2019-12-28", "01-02", "FY2019 Q4"],
  ["2021-04-03", "01-02", "FY2021 Q1"],
  // Nvidia's ends on the last Sunday of January, and bears the year it ends in.
  ["2025-01-26", "01-26", "FY2025 Q4"],
  ["2024-10-27", "01-26", "FY2025 Q3"],
  ["2022-01-30", "01-26", "FY2022 Q4"],
  ["2021-10-31", "01-26", "FY2022 Q3"],
  // The last day of February, whichever it is.
  ["2024-02-29", "02-28", "FY2024 Q4"],
  ["2023-02-28", "02-29", "FY2023 Q4"],
  ["2023-05-31", "02-29", "FY2024 Q1"],
  // Halves of a year are every other quarter.
  ["2024-09-30", "03-31", "FY2025 Q2"],
  ["2024-03-31", "03-31", "FY2024 Q4"],
])("what ends on %s is, with years that end on %s, %s", (end, yearEnd, label) => {
  expect(labelOf(end, yearEnd)).toBe(label);
});

test.each([
  ["2024-12-31", 2024],
  ["2025-01-01", 2024],
  ["2025-01-07", 2024],
  ["2025-01-08", 2025],
  ["2025-01-31", 2025],
  ["2024-09-28", 2024],
])("the fiscal year that ends on %s is %i", (end, year) => {
  expect(fiscalYear(isoDate(end))).toBe(year);
});

test("years of 52 or 53 weeks have quarters 1 to 4, whichever year's end they are counted from", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 0, max: 6 }),
      fc.nat({ max: YEARS.length - 2 }),
      (month, weekday, told) => {
        const ends = YEARS.map((year) => nearestWeekday(year, month, weekday));
        const yearEnd = (ends[told] ?? "").slice("YYYY-".length);
        const labels = ends.slice(1).flatMap((end, at) => {
          const before = ends[at] ?? end;
          const quarters = [1, 2, 3].map((quarter) => addDays(before, quarter * QUARTER_DAYS));
          return [...quarters, end].map((day) => fiscalLabel(day, yearEnd));
        });
        const expected = ends
          .slice(1)
          .flatMap((end) => [1, 2, 3, 4].map((quarter) => ({ year: fiscalYear(end), quarter })));
        expect(labels).toEqual(expected);
      },
    ),
  );
});

test("years that end with a month have quarters that end with months, and bear the year they end in", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom(...YEARS), (month, year) => {
      const yearEnd = monthEnd(year, month).slice("YYYY-".length);
      for (const quarter of [1, 2, 3, 4]) {
        const months = year * 12 + month - 1 - (4 - quarter) * 3;
        const end = monthEnd(Math.floor(months / 12), (months % 12) + 1);
        expect(fiscalLabel(end, yearEnd)).toEqual({ year, quarter });
      }
    }),
  );
});
