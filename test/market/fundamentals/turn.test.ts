import { expect, test } from "bun:test";
import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { lastTurn, MONTH_SESSIONS, WEEK_SESSIONS } from "../../../src/market/fundamentals/turn.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";

const xnys = calendarOf("XNYS");
const SESSIONS = xnys.sessionsBetween(isoDate("2015-01-02"), isoDate("2026-05-29"));
const PERIODS = [WEEK_SESSIONS, MONTH_SESSIONS];

const letters = fc.stringMatching(/^[A-Z]{1,5}$/).map(parseSymbol);
const from = fc.nat({ max: SESSIONS.length - 1 - 3 * MONTH_SESSIONS });

test("a symbol has its turn exactly once in as many sessions as it comes round in, whenever they begin", () => {
  fc.assert(
    fc.property(letters, fc.constantFrom(...PERIODS), from, (symbol, every, at) => {
      const period = SESSIONS.slice(at, at + every);
      expect(period.filter((session) => lastTurn(symbol, session, every) === session)).toHaveLength(1);
    }),
  );
});

test("the last turn is the newest one, and the next is not due before a whole round has passed", () => {
  fc.assert(
    fc.property(letters, fc.constantFrom(...PERIODS), from, (symbol, every, at) => {
      const sessions = SESSIONS.slice(at, at + 3 * every);
      const turns = sessions.filter((session) => lastTurn(symbol, session, every) === session);
      const places = turns.map((turn) => sessions.indexOf(turn));
      expect(places.slice(1).map((place, n) => place - (places[n] ?? 0))).toEqual([every, every]);
      for (const session of sessions.slice(every)) {
        const newest = turns.filter((turn) => turn <= session).at(-1);
        expect(lastTurn(symbol, session, every)).toBe(newest as never);
      }
    }),
  );
});

test("on a day without a session the last turn is that of the session before", () => {
  const symbol = parseSymbol("AAPL");
  for (const every of PERIODS) {
    const friday = lastTurn(symbol, isoDate("2026-05-22"), every);
    for (const day of ["2026-05-23", "2026-05-24", "2026-05-25"])
      expect(lastTurn(symbol, isoDate(day), every)).toBe(friday);
  }
});

test.each([
  [
    "of letters",
    (at: number) => `${String.fromCharCode(65 + (at % 26), 65 + (Math.floor(at / 26) % 26))}X${at}`,
  ],
  ["that count up", (at: number) => `K${String(at).padStart(4, "0")}`],
  ["of foreign exchanges", (at: number) => `${1000 + at}.HK`],
])("names %s are spread evenly over the sessions", (_, nameOf) => {
  const symbols = Array.from({ length: 2_100 }, (_, at) => parseSymbol(nameOf(at)));
  for (const every of PERIODS) {
    const sessions = SESSIONS.slice(-every);
    const counts = sessions.map(
      (session) => symbols.filter((symbol) => lastTurn(symbol, session, every) === session).length,
    );
    const even = symbols.length / every;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(symbols.length);
    // Five standard deviations of a fair throw.
    const most = 5 * Math.sqrt(even * (1 - 1 / every));
    for (const count of counts) expect(Math.abs(count - even)).toBeLessThan(most);
  }
});
