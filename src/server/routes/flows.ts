import type { Hono } from "hono";
import { z } from "zod";
import type { PortfolioEvent } from "../../portfolio/cash-event.ts";
import { recordCash } from "../../portfolio/recording/cash.ts";
import { currency, money, note, page } from "../fields.ts";
import { readFlows } from "../flow-view.ts";
import { day, jsonBody, parsed, yesOrNo } from "../query.ts";
import { portfolioOf, type WriteState, written } from "../write.ts";
import { named, type PositionState } from "./positions.ts";

const FIRST_DAY = "0000-01-01";
const LAST_DAY = "9999-12-31";
const ROWS = 100;
const MOST_ROWS = 1_000;
const CHANGE_TYPES = ["CONTRIBUTION", "WITHDRAWAL"] as const;
const KINDS = { CONTRIBUTION: "contribution", WITHDRAWAL: "withdrawal" } as const;

const flow = z.strictObject({
  change_type: z
    .string()
    .transform((text) => text.toUpperCase())
    .pipe(z.enum(CHANGE_TYPES)),
  amount: money(),
  change_date: day(),
  currency: currency().optional(),
  notes: note().optional(),
});
const flowsQuery = z.strictObject({
  start_date: day().optional(),
  end_date: day().optional(),
  all: yesOrNo().default(false),
  ...page(ROWS, MOST_ROWS),
});

/** GET /portfolios/{id}/flows lists what came in and left, with totals; POST records a contribution or a withdrawal. */
export function addFlows(routes: Hono, state: WriteState & PositionState): void {
  const { db } = state;
  routes.get("/portfolios/:id/flows", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const { start_date: from, end_date: to, all, limit, offset } = parsed(flowsQuery, req.query());
    const range = { from: from ?? FIRST_DAY, to: to ?? LAST_DAY, all };
    const { flows, totals } = readFlows(db, portfolio, range);
    const shown = flows.slice(offset, offset + limit);
    return json({ portfolio: named(portfolio), total: flows.length, totals, flows: shown });
  });
  routes.post("/portfolios/:id/flows", async (context) => {
    const given = parsed(flow, await jsonBody(context.req));
    return written(context, state, "record flow", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const event: PortfolioEvent = {
        kind: KINDS[given.change_type],
        tradeDate: given.change_date,
        time: null,
        amount: given.amount,
        currency: given.currency ?? null,
        symbol: null,
        numerator: null,
        denominator: null,
      };
      const id = recordCash(desk, event, given.notes ?? null);
      const range = { from: given.change_date, to: given.change_date, all: false };
      const { flows } = readFlows(desk.db, desk.portfolio, range);
      return { status: 201, body: { ...flows.find((each) => each.id === id) } };
    });
  });
}
