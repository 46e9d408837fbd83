import type { Sqlite } from "../../db/driver.ts";
import { databasePath } from "../../db/open.ts";
import { ormOver } from "../../db/writer.ts";
import { reportSymbol } from "../batch/symbol-report.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { parseSymbol } from "../market/symbol.ts";
import { isPin } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import type { Ports } from "../platform/ports.ts";
import { findPortfolio } from "../portfolio/portfolio-source.ts";
import { historyCsv, readHistory } from "../portfolio/report/history.ts";
import { newestSnapshot, portfolioReport } from "../portfolio/report/portfolio-report.ts";
import { answer } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { portfolioReportLines } from "./portfolio-report.ts";
import { symbolReportLines } from "./symbol-report.ts";
import type { Call, Verb } from "./verb.ts";

/** `nightdesk report`: a portfolio's snapshot and risk, its history, or a symbol's own statistics, from what is stored. */
export const report: Verb = async (call) => {
  const { symbol, portfolio } = call.options;
  if ((typeof symbol === "string") === (typeof portfolio === "string")) {
    throw new NightdeskError("usage", "Say of what: --portfolio NAME, or --symbol AAPL.");
  }
  const ports = portsOf(configOf(call.invocation));
  if (typeof symbol === "string") await onSymbol(call, ports, symbol);
  else await withReader(ports, (db) => onPortfolio(call, ports, db, String(portfolio)));
  return 0;
};

const dateOf = ({ options }: Call): IsoDate | null =>
  typeof options.date === "string" ? isoDate(options.date) : null;

/** An instant as it is compared with those that are stored: UTC with milliseconds. */
function instantOf({ options }: Call): string | null {
  const { asKnown } = options;
  if (typeof asKnown !== "string") return null;
  if (!isPin(asKnown) || asKnown.startsWith("+")) {
    throw new NightdeskError(
      "bad_date",
      `--as-known is "${asKnown.slice(0, 40)}"; give an instant with its zone, such as 2026-05-29T22:00:00Z.`,
    );
  }
  return new Date(asKnown).toISOString();
}

async function onPortfolio(call: Call, ports: Ports, db: Sqlite, name: string): Promise<void> {
  const portfolio = findPortfolio(db, name);
  if (portfolio === null) {
    throw new NightdeskError(
      "not_found",
      `There is no portfolio "${name.slice(0, 80)}"; "nightdesk portfolio list" shows those there are.`,
    );
  }
  const orm = ormOver(db);
  const date = dateOf(call);
  const { json } = call.invocation;
  if (call.options.history === true) {
    if (typeof call.options.asKnown === "string") {
      throw new NightdeskError(
        "usage",
        "A history is what stands now: --as-known goes with the report of one session, not with --history.",
      );
    }
    const through = date ?? newestSnapshot(orm, portfolio.id);
    const days = through === null ? [] : readHistory(orm, portfolio, through);
    const { publicId: id, currency } = portfolio;
    const value = { portfolio: { id, name: portfolio.name, currency }, history: days };
    await ports.output.write(json ? `${JSON.stringify(value)}\n` : historyCsv(days));
    return;
  }
  const value = portfolioReport(orm, portfolio, date, instantOf(call));
  await answer(ports.output, json, value, portfolioReportLines(value));
}

async function onSymbol(call: Call, ports: Ports, text: string): Promise<void> {
  const symbol = parseSymbol(text);
  const date = dateOf(call);
  const calendar = calendarOf("XNYS");
  if (date !== null) calendar.assertSession(date);
  const session = date ?? calendar.lastCompletedSession(ports.business.now());
  const pool = new LocalPool(call.workerEntry, ports.config.workers, databasePath(ports.config.db));
  try {
    const value = await withReader(ports, (db) => reportSymbol(pool, db, symbol, session));
    await answer(ports.output, call.invocation.json, value, symbolReportLines(value));
  } finally {
    await pool.close();
  }
}
