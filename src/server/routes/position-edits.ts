import { eq } from "drizzle-orm";
import type { Hono } from "hono";
import { z } from "zod";
import { lot as lotTable } from "../../../db/schema/portfolio.ts";
import type { BusinessClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import { ZERO_CENTS } from "../../platform/money.ts";
import { quantityHeld } from "../../portfolio/lot-walk.ts";
import type { RecordingDesk } from "../../portfolio/recording/desk.ts";
import { openLot, recordHappening } from "../../portfolio/recording/lots.ts";
import { amendOpening, deleteLot, type OpeningChange } from "../../portfolio/recording/reversal.ts";
import { currency, fees, note, price, quantity, size, time } from "../fields.ts";
import { newLot, newLotOf } from "../new-lot.ts";
import type { PositionView } from "../position-view.ts";
import { day, jsonBody, parsed } from "../query.ts";
import { requireBelievable } from "../recorded.ts";
import { type WriteState, written } from "../write.ts";
import { positionReader } from "./positions.ts";

const closing = z.strictObject({
  date: day(),
  price: price(),
  quantity: size().optional(),
  time: time().optional(),
  fees: fees().default(ZERO_CENTS),
  currency: currency().optional(),
  reason: note().optional(),
});
const positionChange = z.strictObject({
  note: note().nullable().optional(),
  quantity: quantity().optional(),
  price: price().optional(),
  date: day().optional(),
  as_of: day().optional(),
  reason: note().optional(),
});
/** Why something is taken out of the books. */
export const reasoned = z.strictObject({ reason: note() });

/** How a lot stands after what was recorded of it. */
export function viewAfter(desk: RecordingDesk, id: number | string, business: BusinessClock): PositionView {
  const lot = desk.lot(id);
  requireBelievable(lot);
  return positionReader(desk.db, desk.portfolio, business).view(lot);
}

/** What of an opening is corrected; null if nothing is. */
function correctionOf(given: z.output<typeof positionChange>): OpeningChange | null {
  const { quantity: units, price: paid, date, as_of: basisDate } = given;
  const change = { quantity: units, price: paid, date, basisDate };
  const told = Object.entries(change).filter(([, value]) => value !== undefined);
  return told.length === 0 ? null : Object.fromEntries(told);
}

/** Opens, corrects, closes and deletes the lots of a portfolio: POST, PATCH and DELETE below /portfolios/{id}/positions. */
export function addPositionEdits(routes: Hono, state: WriteState): void {
  const { business } = state;
  routes.post("/portfolios/:id/positions", async (context) => {
    const given = newLotOf(parsed(newLot, await jsonBody(context.req)));
    return written(context, state, "open position", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      if (given.basisDate !== null) desk.requireDay(given.basisDate);
      const { id } = openLot(desk, given);
      return { status: 201, body: { position: viewAfter(desk, id, business) } };
    });
  });
  routes.patch("/portfolios/:id/positions/:lot", async (context) => {
    const given = parsed(positionChange, await jsonBody(context.req));
    const correction = correctionOf(given);
    const { note: text, reason } = given;
    if (correction === null && text === undefined)
      throw new NightdeskError(
        "bad_request",
        "There is nothing to change; give note, quantity, price, date or as_of.",
      );
    if (correction !== null && reason === undefined)
      throw new NightdeskError("bad_request", "reason: a correction needs one; write why it is made.");
    return written(context, state, "change position", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const lot = desk.standingLot(context.req.param("lot"));
      if (correction?.basisDate !== undefined) desk.requireDay(correction.basisDate);
      if (text !== undefined)
        writing.writer.orm.update(lotTable).set({ note: text }).where(eq(lotTable.id, lot.id)).run();
      const event = correction === null ? null : amendOpening(desk, lot, correction, reason ?? "");
      return { status: 200, body: { event, position: viewAfter(desk, lot.id, business) } };
    });
  });
  routes.post("/portfolios/:id/positions/:lot/close", async (context) => {
    const given = parsed(closing, await jsonBody(context.req));
    return written(context, state, "close position", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const lot = desk.standingLot(context.req.param("lot"));
      const held = Math.abs(quantityHeld(lot, given.date, desk.splitsOf(lot)));
      const isPart = given.quantity !== undefined && given.quantity !== held;
      const event = recordHappening(desk, lot, {
        kind: isPart ? "reduce" : "close",
        date: given.date,
        time: given.time ?? null,
        price: given.price,
        currency: given.currency ?? null,
        fees: given.fees,
        quantity: given.quantity ?? null,
        reason: given.reason ?? null,
      });
      return { status: 201, body: { event, position: viewAfter(desk, lot.id, business) } };
    });
  });
  routes.delete("/portfolios/:id/positions/:lot", async (context) => {
    const given = { ...context.req.query(), ...(await jsonBody(context.req)) };
    const { reason } = parsed(reasoned, given);
    return written(context, state, "delete position", (writing) => {
      const desk = writing.desk(context.req.param("id"));
      const lot = desk.standingLot(context.req.param("lot"));
      const reversed = deleteLot(desk, lot, reason);
      return { status: 200, body: { position: viewAfter(desk, lot.id, business), reversed } };
    });
  });
}
