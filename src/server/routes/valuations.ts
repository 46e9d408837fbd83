import type { Hono } from "hono";
import { z } from "zod";
import { NightdeskError } from "../../platform/errors.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import { readEventHistory } from "../../portfolio/event-history.ts";
import { quantityHeld } from "../../portfolio/lot-walk.ts";
import type { Lot } from "../../portfolio/portfolio.ts";
import type { RecordingDesk } from "../../portfolio/recording/desk.ts";
import { recordHappening } from "../../portfolio/recording/lots.ts";
import { refused } from "../../portfolio/recording/refused.ts";
import { currency, fees, note, page, price, time } from "../fields.ts";
import { day, jsonBody, parsed } from "../query.ts";
import { portfolioOf, type WriteState, written } from "../write.ts";
import { viewAfter } from "./position-edits.ts";
import { lotAt, named, type PositionState } from "./positions.ts";

const ROWS = 1_000;
const MOST_EVENTS = 1_000_000;
const CENTS_PER_UNIT = 100;

const valuation = z.strictObject({
  date: day(),
  time: time().optional(),
  price: price().optional(),
  value: fees().optional(),
  currency: currency().optional(),
  reason: note().optional(),
});
type Valuation = z.output<typeof valuation>;
const valuationsQuery = z.strictObject({ ...page(ROWS, ROWS) });

/** The price of a unit, from the value of the whole if that is given. */
function priceOf(desk: RecordingDesk, lot: Lot, { date, price: unit, value }: Valuation): number {
  if (value === undefined) return unit ?? 0;
  const held = Math.abs(quantityHeld(lot, date, desk.splitsOf(lot)));
  if (held === 0) throw refused(`Nothing is held of ${lot.symbol} on ${date}; there is no value to tell.`);
  return value / CENTS_PER_UNIT / (held * lot.multiplier);
}

/** What private assets are worth, as somebody says: GET and POST /portfolios/{id}/positions/{lot}/valuations. */
export function addValuations(routes: Hono, state: WriteState & PositionState): void {
  const { db, business } = state;
  routes.get("/portfolios/:id/positions/:lot/valuations", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const lot = lotAt(db, portfolio, req.param("lot"));
    const { limit, offset } = parsed(valuationsQuery, req.query());
    const question = { portfolioId: portfolio.id, lotId: lot.id, limit: MOST_EVENTS, offset: 0 };
    const own = readEventHistory(db, question).events.filter(
      ({ kind, reverses, reversed_by: reversal }) =>
        kind === "valuation" && reverses === null && reversal === null,
    );
    const valuations = own
      .slice(offset, offset + limit)
      .map(({ id, date, time: at, price: unit, currency: own, actor, reason, recorded_at }) => {
        return { id, date, time: at, price: unit, currency: own, actor, reason, recorded_at };
      });
    return json({ portfolio: named(portfolio), position_id: lot.publicId, total: own.length, valuations });
  });
  routes.post("/portfolios/:id/positions/:lot/valuations", async (context) => {
    const given = parsed(valuation, await jsonBody(context.req));
    if ((given.price === undefined) === (given.value === undefined)) {
      const wish = "give either the price of a unit, or the value of the whole position.";
      throw new NightdeskError("bad_request", `price, value: ${wish}`);
    }
    return written(context, state, "record valuation", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const lot = desk.standingLot(context.req.param("lot"));
      const unit = priceOf(desk, lot, given);
      const id = recordHappening(desk, lot, {
        kind: "valuation",
        date: given.date,
        time: given.time ?? null,
        price: unit,
        currency: given.currency ?? null,
        fees: ZERO_CENTS,
        quantity: null,
        reason: given.reason ?? null,
      });
      const position = viewAfter(desk, lot.id, business);
      return { status: 201, body: { id, date: given.date, price: unit, position } };
    });
  });
}
