import { expect, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { Cents } from "../../src/platform/money.ts";
import { bookingSession } from "../../src/portfolio/booking.ts";
import { movedBetween } from "../../src/portfolio/interval.ts";
import { RunningTotals } from "../../src/portfolio/running-totals.ts";
import { accountsOf } from "./accounts.ts";
import { history, lots, market, portfolio } from "./books.ts";

test.each([
  ["2025-07-03", "2025-07-03", "a session"],
  ["2025-07-04", "2025-07-07", "a holiday before a weekend"],
  ["2025-07-05", "2025-07-07", "a Saturday"],
  ["2025-07-06", "2025-07-07", "a Sunday"],
  ["2025-11-27", "2025-11-28", "a holiday in the week"],
  ["2025-12-31", "2025-12-31", "the last session of a year"],
  ["2026-01-01", "2026-01-02", "a holiday that begins a year"],
  ["1985-06-03", "1990-01-02", "a day before the calendars begin"],
])("what happens on %s is in the books of %s: %s", (day, session) => {
  expect(bookingSession(isoDate(day))).toBe(isoDate(session));
});

const TRADES = [
  ["2025-07-01", 1],
  ["2025-07-02", 2],
  ["2025-07-03", 4],
] as const;

/** after, through, the sum of what moved in between */
test.each([
  ["2025-07-01", "2025-07-02", 2],
  ["2025-06-30", "2025-07-03", 7],
  ["2025-06-27", "2025-07-01", 1],
  ["2025-07-03", "2025-07-08", 0],
])("what came after %s and through %s sums to %d", (after, through, sum) => {
  const held = lots(...TRADES.map(([date, price]) => ({ quantity: -1, entry: [date, price] as const })));
  const { all } = accountsOf(portfolio(), held, market(history({ "06-27": 1 })));
  const moved = all.flatMap((account) => movedBetween(account, isoDate(after), isoDate(through)));
  expect(moved.reduce((total, { trade }) => total + trade / 100, 0)).toBe(sum);
});

test("running totals are of all amounts through a session, whatever order they came in", () => {
  const amounts = TRADES.map(([date, each]) => ({
    session: isoDate(date),
    cash: each as Cents,
    flow: (each * 10) as Cents,
    realized: (each * 100) as Cents,
  }));
  const totals = new RunningTotals([...amounts].reverse());
  expect(totals.through(isoDate("2025-06-30"))).toMatchObject({ cash: 0, flow: 0, realized: 0 });
  expect(totals.through(isoDate("2025-07-01"))).toMatchObject({ cash: 1, flow: 10, realized: 100 });
  expect(totals.through(isoDate("2025-07-02"))).toMatchObject({ cash: 3, flow: 30, realized: 300 });
  expect(totals.through(isoDate("2025-07-06"))).toMatchObject({ cash: 7, flow: 70, realized: 700 });
});
