import { Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { reportSymbol, type SymbolReport } from "../../batch/symbol-report.ts";
import { metricHistoryDuty, symbolViewDuty } from "../../batch/symbol-view.ts";
import type { Pool } from "../../compute/pool.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import { newYorkDayAt } from "../../market/calendar/new-york.ts";
import { parseSymbol, type SymbolName } from "../../market/symbol.ts";
import type { BusinessClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { addDays, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, parsed } from "../query.ts";
import { symbolSearchRoutes } from "./symbol-search.ts";

const MOST_BARS = 2_000;
const BARS = 250;
/** Fiscal periods of each frequency. */
const MOST_PERIODS = 40;
const PERIODS = 4;
/** Of metrics, unless said. */
const HISTORY_DAYS = 31;

const query = z.strictObject({ date: day().optional() });
const viewQuery = z.strictObject({
  from: day().optional(),
  to: day().optional(),
  limit: z.coerce.number().int().min(1).max(MOST_BARS).default(BARS),
  periods: z.coerce.number().int().min(1).max(MOST_PERIODS).default(PERIODS),
});

const historyQuery = z.strictObject({ from: day().optional(), to: day().optional() });

function requireOrder(from: IsoDate, to: IsoDate): void {
  if (from <= to) return;
  throw new NightdeskError("bad_date", `The range runs from ${from} to ${to}, which is before it.`);
}

const isStored = (db: Sqlite, symbol: SymbolName): boolean =>
  db.prepare("SELECT 1 FROM symbol WHERE symbol = ?").get(symbol) !== undefined;

const nothingOf = (symbol: SymbolName) => new NightdeskError("not_found", `Nothing is stored of ${symbol}.`);

/** What symbol routes answer from. */
export interface SymbolState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly pool: Pool;
  readonly business: BusinessClock;
}

/**
 * GET /symbols/{symbol}: what is stored of it, from where, how fresh, with its profile, its metrics, its statements, its actions
 * and a page of its bars. Below it, /metrics: their history; /report: its own statistics, computed by the workers from what is
 * stored. GET /symbols searches them.
 */
export function symbolRoutes({ db, pool, business }: SymbolState): Hono {
  const routes = new Hono();
  // Each report reads the whole market, so one at a time is made; the others wait for their turn.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<SymbolReport>): Promise<SymbolReport> => {
    const mine = turn.then(work, work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  routes.route("/", symbolSearchRoutes({ pool, business }));
  routes.get("/symbols/:symbol", async ({ req, json }) => {
    const symbol = parseSymbol(req.param("symbol"));
    const { from = null, to = null, limit, periods } = parsed(viewQuery, req.query());
    if (from !== null && to !== null) requireOrder(from, to);
    const now = business.now();
    const session = calendarOf("XNYS").lastCompletedSession(now);
    const today = fromEpochDay(newYorkDayAt(now));
    const question = { symbol, session, today, from, to, limit, periods };
    const view = await pool.ask(symbolViewDuty, question);
    if (view === null) throw nothingOf(symbol);
    return json(view);
  });
  routes.get("/symbols/:symbol/metrics", async ({ req, json }) => {
    const symbol = parseSymbol(req.param("symbol"));
    const { from, to } = parsed(historyQuery, req.query());
    const last = to ?? calendarOf("XNYS").lastCompletedSession(business.now());
    const first = from ?? addDays(last, -HISTORY_DAYS);
    requireOrder(first, last);
    const metrics = await pool.ask(metricHistoryDuty, { symbol, from: first, to: last });
    if (metrics.length === 0 && !isStored(db, symbol)) throw nothingOf(symbol);
    return json({ symbol, from: first, to: last, metrics });
  });
  routes.get("/symbols/:symbol/report", async ({ req, json }) => {
    const symbol = parseSymbol(req.param("symbol"));
    const { date } = parsed(query, req.query());
    const xnys = calendarOf("XNYS");
    if (date !== undefined) xnys.assertSession(date);
    const session = date ?? xnys.lastCompletedSession(business.now());
    return json(await inTurn(() => reportSymbol(pool, db, symbol, session)));
  });
  refuseOtherMethods(routes);
  return routes;
}
