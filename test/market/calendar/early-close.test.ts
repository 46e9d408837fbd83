import { describe, expect, test } from "bun:test";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { newYorkClockAt } from "../../../src/market/calendar/new-york.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { oracleLines } from "./oracle.ts";

const xnys = calendarOf("XNYS");

function closeInNewYork(date: string): string {
  const clock = newYorkClockAt(xnys.closeOf(isoDate(date)));
  expect(clock.date).toBe(isoDate(date));
  expect(clock.milliseconds).toBe(0);
  return `${Math.floor(clock.minutes / 60)}:${String(clock.minutes % 60).padStart(2, "0")}`;
}

test("every early close from 1990 to 2040 is the list's, and every other session ends at 16:00", () => {
  const listed = oracleLines("early-closes.txt").map(([, date, close]) => `${date} ${close}`);
  const found = xnys
    .sessionsBetween(isoDate("1990-01-01"), isoDate("2040-12-31"))
    .map((date) => `${date} ${closeInNewYork(date)}`)
    .filter((line) => !line.endsWith(" 16:00"));
  expect(listed.length).toBe(112);
  expect(found).toEqual(listed);
});

describe("sessions that look like an early close and are none", () => {
  test.each([
    ["1990-11-23", "the day after Thanksgiving is short since 1992"],
    ["1991-11-29", "the day after Thanksgiving is short since 1992"],
    ["1991-07-03", "3 July is short since 1995"],
    ["1996-07-03", "until 2012 it was the Friday after a 4 July on Thursday"],
    ["2002-07-03", "until 2012 it was the Friday after a 4 July on Thursday"],
    ["2013-07-05", "since 2013 it is the Wednesday before a 4 July on Thursday"],
    ["2019-07-05", "since 2013 it is the Wednesday before a 4 July on Thursday"],
    ["2020-07-02", "with 4 July on Saturday no session is short"],
    ["2008-12-26", "the Friday after Christmas was short in 1997 and 2003 only"],
    ["2025-12-26", "the Friday after Christmas was short in 1997 and 2003 only"],
    ["2021-12-23", "with Christmas Day observed on the 24th no session is short"],
    ["2022-12-23", "with Christmas Day on Sunday no session is short"],
    ["2021-12-31", "New Year's Eve is a full session"],
  ])("%s ends at 16:00: %s", (date) => {
    expect(closeInNewYork(date)).toBe("16:00");
  });
});

test("the rule goes on to 2100", () => {
  expect(closeInNewYork("2098-07-03")).toBe("13:00");
  expect(closeInNewYork("2100-11-26")).toBe("13:00");
  expect(closeInNewYork("2099-12-24")).toBe("13:00");
});

test("the close of a day that is no session is refused with the reason and the sessions around it", () => {
  expect(() => xnys.closeOf(isoDate("2025-07-04"))).toThrow(
    "2025-07-04 is Independence Day; the session before it is 2025-07-03, the next one is 2025-07-07.",
  );
});
