import type { Sqlite } from "../../db/driver.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/**
 * SQL of a portfolio's open positions (@portfolioId): what its newest snapshot holds, but for options that have expired and
 * only wait for their settlement, and for lots that have been taken out of the books since. The plus keeps SQLite from
 * looking through all events there are by the index of what is reversed, nearly always null, lot for lot.
 */
export const OPEN_POSITIONS = `
  SELECT p.lot_id, l.lot_no, l.symbol, l.type, l.asset_class, l.underlying, l.multiplier, p.quantity, p.price, p.price_date,
    p.fx_rate, p.unvalued, p.flags
  FROM snapshot_position p JOIN lot l ON l.id = p.lot_id
  WHERE p.portfolio_id = @portfolioId AND p.session = (SELECT max(session) FROM snapshot WHERE portfolio_id = @portfolioId)
    AND p.quantity <> 0 AND p.unvalued IS NOT 'awaiting_settlement' AND (l.expiration IS NULL OR l.expiration > p.session)
    AND EXISTS (SELECT 1 FROM lot_event e WHERE e.lot_id = l.id AND +e.reverses IS NULL
      AND NOT EXISTS (SELECT 1 FROM lot_event r WHERE r.reverses = e.id))`;

/** The session of a portfolio's newest snapshot; null if it has none. */
export function newestSession(db: Sqlite, portfolioId: number): IsoDate | null {
  const newest = db.prepare("SELECT max(session) FROM snapshot WHERE portfolio_id = ?").pluck();
  return newest.get(portfolioId) as IsoDate | null;
}
