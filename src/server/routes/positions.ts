import type { Hono } from "hono";
import { z } from "zod";
import type { Sqlite } from "../../../db/driver.ts";
import { calendarOf } from "../../market/calendar/calendar.ts";
import type { BusinessClock } from "../../platform/clock.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { Lot, Portfolio } from "../../portfolio/portfolio.ts";
import { findLot, readLots } from "../../portfolio/portfolio-source.ts";
import { page } from "../fields.ts";
import { PositionReader } from "../position-view.ts";
import { parsed, yesOrNo } from "../query.ts";
import { portfolioOf, todayOf } from "../write.ts";

const ROWS = 500;
const MOST_ROWS = 2_000;

const positionsQuery = z.strictObject({ all: yesOrNo().default(false), ...page(ROWS, MOST_ROWS) });

/** What positions are read from. */
export interface PositionState {
  /** A connection that only reads. */
  readonly db: Sqlite;
  readonly business: BusinessClock;
}

/** A portfolio's name and id, as answers about something of it begin. */
export const named = ({ publicId: id, name, currency }: Portfolio) => ({ id, name, currency });

/** Reads how the lots of a portfolio stand today. */
export function positionReader(db: Sqlite, { id }: Portfolio, business: BusinessClock): PositionReader {
  const lastSession = calendarOf("XNYS").lastCompletedSession(business.now());
  return new PositionReader(db, id, todayOf(business), lastSession);
}

/**
 * A lot of a portfolio by its id.
 * @throws NightdeskError `not_found`, also of one that another portfolio has.
 */
export function lotAt(db: Sqlite, { id, name }: Portfolio, publicId: string): Lot {
  const lot = findLot(db, id, publicId);
  if (lot !== null) return lot;
  throw new NightdeskError("not_found", `${name} has no position "${publicId.slice(0, 80)}".`);
}

/** GET /portfolios/{id}/positions, those that are open unless all are asked for; and /positions/{lot}. */
export function addPositions(routes: Hono, { db, business }: PositionState): void {
  routes.get("/portfolios/:id/positions", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const { all, limit, offset } = parsed(positionsQuery, req.query());
    const reader = positionReader(db, portfolio, business);
    const views = readLots(db, portfolio.id).map((lot) => reader.view(lot));
    const wanted = all ? views : views.filter(({ status }) => status === "open");
    const positions = wanted.slice(offset, offset + limit);
    return json({ portfolio: named(portfolio), total: wanted.length, positions });
  });
  routes.get("/portfolios/:id/positions/:lot", ({ req, json }) => {
    const portfolio = portfolioOf(db, req.param("id"));
    const lot = lotAt(db, portfolio, req.param("lot"));
    return json({
      portfolio: named(portfolio),
      position: positionReader(db, portfolio, business).view(lot),
    });
  });
}
