import type { Hono } from "hono";
import { z } from "zod";
import { derivedDuty } from "../../batch/duties.ts";
import type { Pool } from "../../compute/pool.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { DerivedEvent } from "../../portfolio/derived-events.ts";
import { readEventHistory } from "../../portfolio/event-history.ts";
import { reverseEvent } from "../../portfolio/recording/reversal.ts";
import { money } from "../../portfolio/report/figure.ts";
import { eventRequest } from "../event-request.ts";
import { page } from "../fields.ts";
import { jsonBody, parsed } from "../query.ts";
import { record } from "../recorded.ts";
import { portfolioOf, type WriteState, written } from "../write.ts";
import { reasoned, viewAfter } from "./position-edits.ts";
import { lotAt, named, type PositionState } from "./positions.ts";

const ROWS = 100;
const MOST_ROWS = 1_000;

const eventsQuery = z.strictObject({ position: z.string().max(255).optional(), ...page(ROWS, MOST_ROWS) });

/** What events are read from and written to. */
export interface EventState extends WriteState, PositionState {
  readonly pool: Pool;
  /** The rate of interest where none is stored, a fraction a year. */
  readonly assumedRate: number;
}

/** What was derived; where the books cannot be told, why not: what was recorded is still to be seen, and to be corrected. */
async function derivedOf(
  { pool, assumedRate }: EventState,
  portfolioId: number,
  through: IsoDate,
): Promise<{ readonly all: readonly DerivedEvent[]; readonly fault: string | null }> {
  try {
    return { all: await pool.ask(derivedDuty, { portfolioId, through, assumedRate }), fault: null };
  } catch (fault) {
    if (fault instanceof NightdeskError && fault.code === "bad_amount") {
      return { all: [], fault: `An amount is too large to be told: ${fault.message}` };
    }
    throw fault;
  }
}

function derivedView({ lotId, symbol, kind, date, ratio, cash }: DerivedEvent) {
  return { position_id: lotId, symbol, kind, date, ratio, cash: cash === null ? null : money(cash) };
}

/**
 * GET /portfolios/{id}/events: what was recorded, reversals and what they reverse included, and beside it what follows from
 * prices and corporate actions; POST records, and POST below an event's id reverses it.
 */
export function addEvents(routes: Hono, state: EventState): void {
  const { db, business } = state;
  routes.get("/portfolios/:id/events", async ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const { position, limit, offset } = parsed(eventsQuery, req.query());
    const lot = position === undefined ? null : lotAt(db, portfolio, position);
    const through = calendarOf("XNYS").lastCompletedSession(business.now());
    const question = { portfolioId: portfolio.id, lotId: lot?.id ?? null, limit, offset };
    const { total, events } = readEventHistory(db, question);
    const { all, fault } = await derivedOf(state, portfolio.id, through);
    const derived = all
      .filter(({ lotId }) => lot === null || lotId === lot.publicId)
      .sort((a, b) => (a.date > b.date ? -1 : Number(a.date < b.date)));
    return json({
      portfolio: named(portfolio),
      total,
      events,
      derived_through: through,
      derived_total: fault === null ? derived.length : null,
      derived_reason: fault,
      derived: fault !== null ? null : derived.slice(offset, offset + limit).map(derivedView),
    });
  });
  routes.post("/portfolios/:id/events", async (context) => {
    const given = parsed(eventRequest, await jsonBody(context.req));
    return written(context, state, "record event", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const { event, lotId, openedId } = record(desk, given);
      const viewOf = (id: number | null) => (id === null ? null : viewAfter(desk, id, business));
      const body = { id: event, kind: given.kind, date: given.date };
      return { status: 201, body: { ...body, position: viewOf(lotId), opened: viewOf(openedId) } };
    });
  });
  routes.post("/portfolios/:id/events/:event/reverse", async (context) => {
    const { reason } = parsed(reasoned, await jsonBody(context.req));
    return written(context, state, "reverse event", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const reversed = context.req.param("event");
      return { status: 201, body: { id: reverseEvent(desk, reversed, reason), reverses: reversed } };
    });
  });
}
