import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { ormOver } from "../../../db/writer.ts";
import { readScope } from "../../batch/given-scope.ts";
import { incompleteDuty } from "../../batch/incomplete.ts";
import { LastRun, readRun } from "../../batch/run-history.ts";
import type { Runner } from "../../batch/runner.ts";
import type { RunTracker } from "../../batch/tracker.ts";
import type { Pool } from "../../compute/pool.ts";
import { type BusinessClock, formatInstant, type TechnicalClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { refuseOtherMethods } from "../methods.ts";
import { day, jsonBody, parsed, yesOrNo } from "../query.ts";

/** What the batch routes answer from. */
export interface BatchState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly pool: Pool;
  readonly runner: Runner;
  readonly tracker: RunTracker;
  readonly business: BusinessClock;
  readonly technical: TechnicalClock;
}

const runRequest = z.strictObject({
  portfolio_id: z.string().min(1).max(255).optional(),
  /** Of older clients: it never breaks a run in progress, and there is nothing else for it to do. */
  force: yesOrNo().optional(),
  force_rerun: yesOrNo().default(false),
  start_date: day().optional(),
  end_date: day().optional(),
});

/** The fields of a request, from its query and its body; the body's come first. */
async function fieldsOf({ req }: Context): Promise<unknown> {
  return { ...req.query(), ...(await jsonBody(req)) };
}

/** Runs of the night, below /admin/batch: start one, watch it, and read what became of it. */
export function batchRoutes({ db, pool, runner, tracker, business, technical }: BatchState): Hono {
  const orm = ormOver(db);
  const lastRun = new LastRun(orm);
  const routes = new Hono();
  routes.post("/run", async (context) => {
    const given = parsed(runRequest, await fieldsOf(context));
    const { portfolio_id: portfolioId, force_rerun: force, start_date: start, end_date: end } = given;
    if (force && start === undefined) {
      throw new NightdeskError("bad_request", "force_rerun needs a start_date: from when on to recompute.");
    }
    const scope = readScope(
      {
        date: null,
        from: start ?? null,
        to: end ?? null,
        portfolios: portfolioId === undefined ? [] : [portfolioId],
        force,
      },
      db,
      business,
    );
    const id = await runner.start("http", scope);
    return context.json(
      {
        status: "started",
        batch_run_id: id,
        portfolio_id: scope.portfolios?.[0] ?? "all",
        force_rerun: force,
        date_range: { start: scope.from, end: scope.to },
        triggered_by: "http",
        timestamp: formatInstant(technical.now()),
        poll_url: "/api/v1/admin/batch/run/current",
      },
      202,
    );
  });
  routes.get("/run/current", (context) => {
    const progress = tracker.progress();
    if (progress !== null) return context.json(progress);
    const last = lastRun.detail(runner.currentId);
    const message =
      last === null ? "No run yet." : `No run in progress; the last one ended as ${last.status}.`;
    const nothing = { phases: [], activity_log: [] };
    return context.json({ status: "idle", batch_run_id: null, message, ...nothing, last_run: last });
  });
  routes.get("/history/:id", (context) => {
    const id = context.req.param("id");
    const run = readRun(orm, id, runner.currentId);
    if (run === null) throw new NightdeskError("not_found", `There is no run "${id.slice(0, 80)}".`);
    return context.json(run);
  });
  routes.post("/cleanup-incomplete", async (context) => {
    const found = await pool.ask(incompleteDuty, null);
    return context.json({
      success: true,
      incomplete_found: found.length,
      incomplete_deleted: 0,
      deleted_ids: [],
      incomplete: found,
      message:
        found.length === 0
          ? "Nothing is incomplete: a snapshot is written whole or not at all."
          : 'Something else has written to the database; "nightdesk verify" tells what is wrong.',
    });
  });
  refuseOtherMethods(routes);
  return routes;
}
