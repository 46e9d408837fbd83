import { databasePath } from "../../db/open.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { Panel } from "../market/panel/panel.ts";
import { unfinishedImports } from "../market/prices/ledger.ts";
import { parseSymbol, type SymbolName } from "../market/symbol.ts";
import { NightdeskError } from "../platform/errors.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import type { Ports } from "../platform/ports.ts";
import { answer } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { symbolReport, symbolReportLines } from "./symbol-report.ts";
import type { Verb } from "./verb.ts";

/** `nightdesk report --symbol S [--date D]`: a symbol's own statistics at a session, from what is stored. */
export const report: Verb = async ({ invocation, options, workerEntry }) => {
  const { symbol: asked, date } = options;
  if (typeof asked !== "string") throw new NightdeskError("usage", "Say of which symbol: --symbol AAPL.");
  const symbol = parseSymbol(asked);
  const ports = portsOf(configOf(invocation));
  const session = sessionOf(ports, typeof date === "string" ? date : null);
  const pool = new LocalPool(workerEntry, ports.config.workers, databasePath(ports.config.db));
  try {
    const panel = await pool.loadPanel();
    const at = indexOf(panel, symbol, session);
    const statistics = await pool.estimateSymbols(panel, at);
    const unfinished = await withReader(ports, async (db) => unfinishedImports(db));
    const value = symbolReport(panel.axes, statistics, symbol, session, unfinished);
    await answer(ports.output, invocation.json, value, symbolReportLines(value));
    return 0;
  } finally {
    await pool.close();
  }
};

/** The session that was asked for, else the last one that is over by the business clock. */
function sessionOf({ business }: Ports, date: string | null): IsoDate {
  const calendar = calendarOf("XNYS");
  if (date === null) return calendar.lastCompletedSession(business.now());
  const session = isoDate(date);
  calendar.assertSession(session);
  return session;
}

function indexOf({ axes }: Panel, symbol: SymbolName, session: IsoDate): number {
  if (!axes.symbols.includes(symbol)) {
    throw new NightdeskError(
      "not_found",
      `No prices of ${symbol} are stored; "nightdesk prices import" brings them in.`,
    );
  }
  const at = axes.sessions.indexOf(session);
  if (at >= 0) return at;
  throw new NightdeskError(
    "not_found",
    `The stored prices run from ${axes.sessions[0]} to ${axes.sessions.at(-1)}, and ${session} is not among these sessions; give another with --date.`,
    { details: { date: session } },
  );
}
