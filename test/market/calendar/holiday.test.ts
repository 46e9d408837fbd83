import { describe, expect, test } from "bun:test";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { oracleDays } from "./oracle.ts";

const xnys = calendarOf("XNYS");
const START = isoDate("1990-01-01");
const END = isoDate("2100-12-31");

/** The days of mourning that a source is too old, or too careless, to know. */
const BUSH = "2018-12-05";
const CARTER = "2025-01-09";

function closedWeekdays(): IsoDate[] {
  return calendarOf("weekdays")
    .sessionsBetween(START, END)
    .filter((date) => !xnys.isSession(date));
}

describe("holidays of XNYS against independent sources, 1990 to 2100", () => {
  test("R's timeDate has the same days but for two days of mourning", () => {
    // Release 4022.108 is of January 2023 and lacks 2018-12-05, which QuantLib has; SPY has no bar on 2025-01-09.
    expect(oracleDays("holidays-timedate.txt").length).toBe(1063);
    expect(closedWeekdays()).toEqual(
      [...oracleDays("holidays-timedate.txt"), BUSH, CARTER].sort() as IsoDate[],
    );
  });

  test("QuantLib has the same days but for the newest day of mourning", () => {
    // Release 1.29 is of January 2023, two years before President Carter's funeral.
    expect(oracleDays("holidays-quantlib.txt").length).toBe(1064);
    expect(closedWeekdays()).toEqual([...oracleDays("holidays-quantlib.txt"), CARTER].sort() as IsoDate[]);
  });
});

test("SPY has a close on exactly the sessions of XNYS, 2023-07-03 to 2026-05-29", () => {
  const spy = oracleDays("spy-sessions.txt");
  expect(spy.length).toBe(730);
  expect(xnys.sessionsBetween(isoDate("2023-07-03"), isoDate("2026-05-29"))).toEqual(spy);
  expect(spy).not.toContain(isoDate(CARTER));
});

describe("the reason why XNYS is closed", () => {
  test.each([
    ["2025-07-04", "Independence Day"],
    ["2026-07-03", "Independence Day (observed)"],
    ["2027-07-05", "Independence Day (observed)"],
    ["2021-07-05", "Independence Day (observed)"],
    ["2023-01-02", "New Year's Day (observed)"],
    ["2024-01-01", "New Year's Day"],
    ["1998-01-19", "Martin Luther King Jr. Day"],
    ["2025-02-17", "Washington's Birthday"],
    ["2024-03-29", "Good Friday"],
    ["2038-04-23", "Good Friday"],
    ["2025-05-26", "Memorial Day"],
    ["2022-06-20", "Juneteenth (observed)"],
    ["2027-06-18", "Juneteenth (observed)"],
    ["2024-06-19", "Juneteenth"],
    ["2025-09-01", "Labor Day"],
    ["2025-11-27", "Thanksgiving Day"],
    ["2025-12-25", "Christmas Day"],
    ["2021-12-24", "Christmas Day (observed)"],
    ["2022-12-26", "Christmas Day (observed)"],
    ["1994-04-27", "the day of mourning for President Nixon"],
    ["2001-09-11", "the closure after the attacks of September 11"],
    ["2001-09-14", "the closure after the attacks of September 11"],
    ["2004-06-11", "the day of mourning for President Reagan"],
    ["2007-01-02", "the day of mourning for President Ford"],
    ["2012-10-29", "the closure for Hurricane Sandy"],
    ["2012-10-30", "the closure for Hurricane Sandy"],
    ["2018-12-05", "the day of mourning for President George H. W. Bush"],
    ["2025-01-09", "the day of mourning for President Carter"],
    ["2026-07-04", "a Saturday"],
    ["2023-01-01", "a Sunday"],
  ])("%s is %s", (date, reason) => {
    expect(xnys.closedBecause(isoDate(date))).toBe(reason);
    expect(xnys.isSession(isoDate(date))).toBe(false);
  });

  test.each([
    ["1997-01-20", "the exchange keeps Martin Luther King Jr. Day only since 1998"],
    ["2021-06-18", "Juneteenth only since 2022"],
    ["2020-06-19", "Juneteenth only since 2022"],
    ["2021-12-31", "a New Year's Day on Saturday is not observed"],
    ["2027-12-31", "a New Year's Day on Saturday is not observed"],
    ["2022-01-03", "a New Year's Day on Saturday is not observed"],
    ["2025-11-11", "Veterans Day is none of the exchange's"],
  ])("%s is a session: %s", (date) => {
    expect(xnys.closedBecause(isoDate(date))).toBeNull();
    expect(xnys.isSession(isoDate(date))).toBe(true);
  });
});
