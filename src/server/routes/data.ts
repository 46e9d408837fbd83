import { Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { ACTION_KINDS, ACTION_STATUSES, QUARANTINE_STATUSES } from "../../../db/schema/words.ts";
import type { Writer } from "../../../db/writer.ts";
import { coverageDuty } from "../../batch/coverage.ts";
import { freshnessDuty } from "../../batch/freshness.ts";
import type { Runner } from "../../batch/runner.ts";
import type { Pool } from "../../compute/pool.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import {
  ACTION_DECISIONS,
  type ActionDecision,
  decideAction,
  decideQuarantine,
  QUARANTINE_DECISIONS,
} from "../../market/collect/decision.ts";
import { readActions, readQuarantine } from "../../market/collect/doubtful.ts";
import { parseSymbol } from "../../market/symbol.ts";
import { type BusinessClock, formatInstant, type TechnicalClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, jsonBody, parsed } from "../query.ts";

const MOST_ROWS = 1_000;
const ROWS = 100;

const page = {
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(ROWS),
  offset: z.coerce.number().int().min(0).default(0),
};
const symbolName = z.string().min(1).max(24);
const freshnessQuery = z.strictObject({ ...page, behind: z.coerce.number().int().min(0).optional() });
const coverageQuery = z.strictObject({ date: day().optional() });
const quarantineQuery = z.strictObject({
  ...page,
  status: z.enum([...QUARANTINE_STATUSES, "any"]).default("open"),
  symbol: symbolName.optional(),
});
const actionsQuery = z.strictObject({
  ...page,
  status: z.enum([...ACTION_STATUSES, "any"]).default("unconfirmed"),
  symbol: symbolName.optional(),
});
const quarantineDecision = z.strictObject({ decision: z.enum(QUARANTINE_DECISIONS) });
const actionDecision = z.strictObject({
  symbol: symbolName,
  ex_date: day(),
  kind: z.enum(ACTION_KINDS).default("split"),
  decision: z.enum(Object.keys(ACTION_DECISIONS) as [ActionDecision, ...ActionDecision[]]),
});

/** What the data routes answer from. */
export interface DataState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly writer: Writer;
  readonly pool: Pool;
  readonly runner: Runner;
  readonly business: BusinessClock;
  readonly technical: TechnicalClock;
}

/**
 * What is known of the collected prices, below /admin/data: their freshness and coverage, what is in quarantine, which
 * corporate actions wait for a word, and the words themselves.
 */
export function dataRoutes({ db, writer, pool, runner, business, technical }: DataState): Hono {
  const routes = new Hono();
  const lastSession = () => calendarOf("XNYS").lastCompletedSession(business.now());
  const listOf = <T extends { status: string; symbol?: string | undefined; limit: number; offset: number }>(
    query: T,
  ) => ({
    status: query.status === "any" ? null : query.status,
    symbol: query.symbol === undefined ? null : parseSymbol(query.symbol),
    limit: query.limit,
    offset: query.offset,
  });
  /** Prices do not change under a run that has read a part of them. */
  const requireIdle = () => {
    const id = runner.currentId;
    if (id === null) return;
    throw new NightdeskError("run_in_progress", `The run ${id} is in progress; decide when it has ended.`, {
      details: { batch_run_id: id },
    });
  };
  /** Of a session to come everything would be missing. */
  const requireOver = (date: IsoDate) => {
    calendarOf("XNYS").assertSession(date);
    const newest = lastSession();
    if (date <= newest) return;
    const detail = `${date} is not over yet; the newest session with final closes is ${newest}.`;
    throw new NightdeskError("bad_date", detail, { details: { date, newest } });
  };
  const now = () => formatInstant(technical.now());

  routes.get("/freshness", async ({ req, json }) => {
    const { limit, offset, behind = 0 } = parsed(freshnessQuery, req.query());
    const session = lastSession();
    const all = await pool.ask(freshnessDuty, session);
    const wanted = all.filter(({ sessions_behind: age }) => (age ?? Number.POSITIVE_INFINITY) >= behind);
    return json({ session, total: wanted.length, symbols: wanted.slice(offset, offset + limit) });
  });
  routes.get("/coverage", async ({ req, json }) => {
    const { date } = parsed(coverageQuery, req.query());
    if (date !== undefined) requireOver(date);
    const { byCount, byValue, ...coverage } = await pool.ask(coverageDuty, date ?? lastSession());
    return json({ ...coverage, by_count: byCount, by_value: byValue });
  });
  routes.get("/quarantine", ({ req, json }) => {
    const query = listOf(parsed(quarantineQuery, req.query()));
    return json({ quarantine: readQuarantine(db, query) });
  });
  routes.post("/quarantine/:id", async ({ req, json }) => {
    const { decision } = parsed(quarantineDecision, await jsonBody(req));
    const { id } = parsed(z.object({ id: z.coerce.number().int().min(1) }), { id: req.param("id") });
    requireIdle();
    return json({ id, decision, message: await decideQuarantine(writer, id, decision, now()) });
  });
  routes.get("/actions", ({ req, json }) => {
    const query = listOf(parsed(actionsQuery, req.query()));
    return json({ actions: readActions(db, query) });
  });
  routes.post("/actions", async ({ req, json }) => {
    const given = parsed(actionDecision, await jsonBody(req));
    const { ex_date: exDate, kind, decision } = given;
    const symbol = parseSymbol(given.symbol);
    requireIdle();
    const message = await decideAction(writer, { symbol, exDate, kind }, decision, now());
    return json({ symbol, ex_date: exDate, kind, decision, message });
  });
  refuseOtherMethods(routes);
  return routes;
}
