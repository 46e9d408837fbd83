import type { Sqlite } from "../../../db/driver.ts";
import { underlyingOf } from "../../market/underlying.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { MARKET_PROXY, RATE_SYMBOL } from "../../risk/conventions.ts";

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
    AND (s.symbol = @market OR s.symbol LIKE '%=X' OR s.symbol = @rate
      OR s.symbol IN (SELECT symbol FROM lot WHERE portfolio_id = @id UNION SELECT value FROM json_each(@underlyings))) LIMIT 1`;
const REBOOKED =
  "SELECT 1 FROM book_change WHERE id > @seen AND portfolio_id = @id AND from_day <= @date LIMIT 1";
const UNDERLYINGS = "SELECT DISTINCT underlying FROM lot WHERE portfolio_id = ? AND underlying IS NOT NULL";

/**
 * Whether prices or events that a portfolio's published figures of a session may rest on have changed since: the next run looks, and
 * recomputes what has. Until then the figures are what was published, and a reader should know.
 */
export function isOvertaken(db: Sqlite, portfolioId: number, date: IsoDate): boolean {
  const key = { id: portfolioId, date };
  const seen = db.prepare(SEEN).pluck().get(key) as number | null;
  if (seen === null) return false;
  if (db.prepare(TORN).get(key) !== undefined) return true;
  if (db.prepare(REBOOKED).get({ ...key, seen }) !== undefined) return true;
  const underlyings = db.prepare(UNDERLYINGS).pluck().all(portfolioId) as string[];
  const names = JSON.stringify(underlyings.map((each) => underlyingOf(each)));
  const terms = { ...key, seen, market: MARKET_PROXY, rate: RATE_SYMBOL, underlyings: names };
  return db.prepare(CHANGED).get(terms) !== undefined;
}
