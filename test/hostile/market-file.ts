import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";

const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2020-01-02"), isoDate("2026-05-29"));

/** A long price file of that many symbols over that many sessions, the last of them 2026-05-29. Two such files never disagree. */
export function marketFile(symbols: number, sessions: number): string {
  const days = [...SESSIONS.entries()].slice(-sessions);
  const lines = ["symbol,date,close"];
  for (let symbol = 0; symbol < symbols; symbol++) {
    for (const [at, day] of days) {
      lines.push(
        `T${String(symbol).padStart(4, "0")},${day},${100 + ((symbol * 7 + at * 13) % 1_000) / 100}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
