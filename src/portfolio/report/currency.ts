import type { Sqlite } from "../../../db/driver.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { MARKET_PROXY } from "../../risk/conventions.ts";

/** The newest price change that all of what is published of a session reflects; null if nothing is. */
const SEEN = `
  SELECT min(seen) FROM (
    SELECT seen FROM snapshot WHERE portfolio_id = @id AND session = @date
    UNION ALL SELECT seen FROM portfolio_risk WHERE portfolio_id = @id AND session = @date)`;
/** A newer snapshot than the numbers made from it: a run was stopped between the two. */
const TORN = `
  SELECT 1 FROM portfolio_risk r JOIN snapshot s ON s.portfolio_id = r.portfolio_id AND s.session = r.session
  WHERE r.portfolio_id = @id AND r.session = @date AND r.seen < s.seen LIMIT 1`;
const CHANGED = `
  SELECT 1 FROM price_change c JOIN symbol s ON s.id = c.symbol_id
  WHERE c.id > @seen AND (c.from_session <= @date OR c.kind = 'actions')
    AND (s.symbol = @market OR s.symbol IN (SELECT symbol FROM lot WHERE portfolio_id = @id)) LIMIT 1`;

/**
 * Whether prices that a portfolio's published figures of a session may rest on have changed since: the next run looks, and
 * recomputes what has. Until then the figures are what was published, and a reader should know.
 */
export function isOvertaken(db: Sqlite, portfolioId: number, date: IsoDate): boolean {
  const key = { id: portfolioId, date };
  const seen = db.prepare(SEEN).pluck().get(key) as number | null;
  if (seen === null) return false;
  if (db.prepare(TORN).get(key) !== undefined) return true;
  return db.prepare(CHANGED).get({ ...key, seen, market: MARKET_PROXY }) !== undefined;
}
