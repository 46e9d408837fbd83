import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { ServerState } from "../../src/server/app.ts";
import { ServedDesk } from "../support/served-desk.ts";

/** The nine sessions of which there are prices. */
export const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2026-05-18"), isoDate("2026-05-29"));
/** AAPL goes up by a dollar each session from 100, MSFT down by one from 50; of FUND there is no price. */
const CLOSES = SESSIONS.flatMap((day, at) => [`AAPL,${day},${100 + at}`, `MSFT,${day},${50 - at}`]);
const SAVER = ["AAPL,10,90,2026-05-18", "MSFT,-5,60,2026-05-18", "FUND,2,10.5,2026-05-20"];
/** Two portfolios: one with a snapshot of each session, and one that was opened after the night. */
export async function servedSaver(over: Partial<ServerState> = {}): Promise<ServedDesk> {
  const served = new ServedDesk(over);
  const { desk } = served;
  await desk.base.importText(["symbol,date,close", ...CLOSES, ""].join("\n"));
  await desk.openLots("Saver", SAVER, { equity: "5000" });
  await desk.run();
  await desk.openLots("New & never/run", ["AAPL,10,90,2026-05-18"], { equity: "700.5" });
  return served;
}
