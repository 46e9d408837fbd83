import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { POSITION_TYPES } from "../../../db/schema/words.ts";
import { targetFileDuty } from "../../batch/duties.ts";
import type { Pool } from "../../compute/pool.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { type ToldTarget, targetSymbol } from "../../portfolio/targets/target.ts";
import type { TargetFile } from "../../portfolio/targets/target-file.ts";
import { TargetReport } from "../../portfolio/targets/target-report.ts";
import { TargetStore } from "../../portfolio/targets/target-store.ts";
import { note, price, symbol } from "../fields.ts";
import { refuseOtherMethods } from "../methods.ts";
import { problemResponse } from "../problem-response.ts";
import { jsonBody, parsed } from "../query.ts";
import { portfolioOf, type WriteState, type Writing, written } from "../write.ts";
import { named } from "./positions.ts";

/** No portfolio has more instruments than this at a time; more would keep others waiting. */
const MOST_TARGETS = 2_000;

const prices = {
  target_eoy: price().nullable().optional(),
  target_next_year: price().nullable().optional(),
  downside: price().nullable().optional(),
  note: note().nullable().optional(),
};
const newTarget = z.strictObject({ symbol: symbol(), position_type: z.enum(POSITION_TYPES), ...prices });
const allTargets = z.strictObject({
  targets: z.array(newTarget).max(MOST_TARGETS, `send at most ${MOST_TARGETS} at a time`),
});
const targetChange = z
  .strictObject(prices)
  .refine((change) => Object.keys(change).length > 0, "say what to change");

/** What the target routes answer from. */
export interface TargetState extends WriteState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly pool: Pool;
}

function toldOf(given: z.output<typeof newTarget>): ToldTarget {
  return {
    symbol: targetSymbol(given.symbol, given.position_type),
    type: given.position_type,
    endOfYear: given.target_eoy ?? null,
    nextYear: given.target_next_year ?? null,
    downside: given.downside ?? null,
    note: given.note,
  };
}

/** The targets of a portfolio, open for writing. */
function storeIn({ writer, desk, recorder }: Writing, id: string) {
  const { portfolio } = desk(id);
  return { portfolio, store: new TargetStore(writer.db, portfolio, recorder) };
}

function refusal({ faults, rows }: TargetFile): Response {
  const what = `${faults.length} ${faults.length === 1 ? "fault" : "faults"} in ${rows} rows`;
  const message = `${what}, so nothing was stored. Correct them and send it again.`;
  return problemResponse(
    new NightdeskError("import_refused", message, { details: { rows } }),
    {},
    { faults },
  );
}

function notesOn({ ignoredColumns }: Pick<TargetFile, "ignoredColumns">): string[] {
  if (ignoredColumns.length === 0) return [];
  const reason = ignoredColumns.some((column) => column.toLowerCase() === "current_price")
    ? "; the current price is that of the newest snapshot"
    : "";
  return [`columns not used: ${ignoredColumns.join(", ")}${reason}`];
}

/**
 * Target prices of what a portfolio holds, below /portfolios/{id}/targets, and what they come to: joined with the newest
 * snapshot when they are asked for, never stored with one. Returns are fractions, 0.25 for 25 %. PUT takes many, POST one or
 * a CSV file; each replaces all prices of its symbol and type, and those that are not named stay.
 */
export function targetRoutes(state: TargetState): Hono {
  const { db, pool } = state;
  const routes = new Hono();

  routes.get("/portfolios/:id/targets", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const report = new TargetReport(db, portfolio);
    return json({ portfolio: named(portfolio), date: report.session, targets: report.targets });
  });
  /** Stores many, all of them or none. */
  const putAll = (context: Context, id: string, targets: readonly ToldTarget[], notes: readonly string[]) =>
    written(context, state, "put targets", (writing) => {
      const { portfolio, store } = storeIn(writing, id);
      const { created, replaced } = store.put(targets);
      const body = { portfolio: named(portfolio), rows: targets.length, created, replaced, notes };
      return { status: 200, body };
    });
  const putFile = async (context: Context, id: string) => {
    portfolioOf(db, id);
    const content = new Uint8Array(await context.req.arrayBuffer());
    const file = await pool.ask(targetFileDuty, { content, fileName: "targets.csv" });
    if (file.faults.length > 0) return refusal(file);
    if (file.targets.length > MOST_TARGETS)
      throw new NightdeskError(
        "bad_request",
        `Send at most ${MOST_TARGETS} targets at a time; split the file.`,
      );
    return putAll(context, id, file.targets, notesOn(file));
  };
  routes.put("/portfolios/:id/targets", async (context) => {
    const { targets } = parsed(allTargets, await jsonBody(context.req));
    return putAll(context, context.req.param("id"), targets.map(toldOf), []);
  });
  routes.post("/portfolios/:id/targets", async (context) => {
    const id = context.req.param("id");
    if (/^text\/csv\b/i.test(context.req.header("content-type") ?? "")) return putFile(context, id);
    const target = toldOf(parsed(newTarget, await jsonBody(context.req)));
    return written(context, state, "put target", (writing) => {
      const { portfolio, store } = storeIn(writing, id);
      const { created } = store.put([target]);
      const stored = new TargetReport(writing.writer.db, portfolio).targetOf(target);
      return { status: created === 1 ? 201 : 200, body: stored };
    });
  });
  // Before the targets themselves: no id is "summary".
  routes.get("/portfolios/:id/targets/summary", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    return json({ portfolio: named(portfolio), ...new TargetReport(db, portfolio).summary });
  });
  routes.get("/portfolios/:id/targets/:target", ({ req, json }) =>
    json(new TargetReport(db, portfolioOf(db, req.param("id"))).target(req.param("target"))),
  );
  routes.patch("/portfolios/:id/targets/:target", async (context) => {
    const given = parsed(targetChange, await jsonBody(context.req));
    const change = {
      endOfYear: given.target_eoy,
      nextYear: given.target_next_year,
      downside: given.downside,
      note: given.note,
    };
    const { id, target } = context.req.param();
    return written(context, state, "change target", (writing) => {
      const { portfolio, store } = storeIn(writing, id);
      store.change(target, change, writing.today);
      return { status: 200, body: new TargetReport(writing.writer.db, portfolio).target(target) };
    });
  });
  routes.delete("/portfolios/:id/targets/:target", (context) => {
    const { id, target } = context.req.param();
    return written(context, state, "delete target", (writing) => {
      const { symbol: name, type } = storeIn(writing, id).store.delete(target);
      return { status: 200, body: { id: target, symbol: name, position_type: type, deleted: true } };
    });
  });
  refuseOtherMethods(routes);
  return routes;
}
