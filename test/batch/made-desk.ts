import type { DumpTable } from "../../db/dump.ts";
import type { OutcomeCounts } from "../../src/batch/run-status.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { type Asked, Desk, NOBODY } from "../support/desk.ts";
import { walkCsv } from "./small-night.ts";

/** Enough names beside the market for a prior of their betas, which takes thirty. */
export const NAMES = Array.from({ length: 32 }, (_, at) => `N${String(at + 1).padStart(2, "0")}`);
export const LAST = isoDate("2026-05-29");

/** What nights make, and nothing of how it came to be. */
export const DERIVED: readonly DumpTable[] = [
  "snapshot",
  "snapshot_position",
  "snapshot_gap",
  "position_greeks",
  "position_value",
  "symbol_estimate",
  "symbol_beta",
  "symbol_volatility",
  "beta_prior",
  "portfolio_risk",
  "portfolio_beta",
  "portfolio_volatility",
  "portfolio_concentration",
];

export const sessionsFrom = (from: string, to: string = LAST): IsoDate[] =>
  calendarOf("XNYS").sessionsBetween(isoDate(from), isoDate(to));

/** A desk with made prices of the market and 32 names through 2026-05-29. */
export async function madeDesk(from: string): Promise<Desk> {
  const desk = new Desk();
  await desk.base.importText(walkCsv(7, ["SPY", ...NAMES], from, LAST));
  return desk;
}

/** Opens three portfolios at a day: `one` and `two` share N02, `aside` shares nothing with them. */
export async function openThree(desk: Desk, date: string): Promise<void> {
  const stated = { equity: "100000" };
  await desk.openLots("one", [`N01,100,100,${date}`, `N02,200,100,${date}`], stated);
  await desk.openLots("two", [`N02,-50,100,${date}`, `N03,300,100,${date}`], stated);
  await desk.openLots("aside", [`N04,100,100,${date}`, `N05,-40,100,${date}`], stated);
}

/** Changes a close to some times what it is. */
export async function correct(desk: Desk, symbol: string, session: string, times: number): Promise<void> {
  const sql =
    "SELECT close FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = ? AND session = ?";
  const close = Number(desk.base.rows(sql, symbol, session)[0]?.close);
  const report = await desk.base.importText(
    `symbol,date,close\n${symbol},${session},${(close * times).toFixed(4)}\n`,
  );
  if (report.totals.corrected !== 1) throw new Error(JSON.stringify(report.totals));
}

/** What stops a run as soon as so many of its units, or more, are stored. */
export function stopping(after: number): Pick<Asked, "signal" | "observer"> {
  const stop = new AbortController();
  let stored = 0;
  const check = () => {
    if (stored >= after) stop.abort(new NightdeskError("interrupted", "Stopped by the test."));
  };
  const advanced = (_: unknown, ended: OutcomeCounts) => {
    stored += ended.done + ended.skipped + ended.partial + ended.failed;
    check();
  };
  return { signal: stop.signal, observer: { ...NOBODY, planned: check, advanced } };
}
