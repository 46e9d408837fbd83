import type { Sqlite } from "../../db/driver.ts";

/** As many findings of each kind as are told. */
const MOST_FINDINGS = 100;

/** Each query gives a sentence for every snapshot that breaks an identity of the books. */
const BROKEN = [
  `SELECT p.name || ' on ' || s.session || ': the equity is not that of the snapshot before plus the P&L and the flows'
   FROM snapshot s JOIN portfolio p ON p.id = s.portfolio_id
     JOIN snapshot b ON b.portfolio_id = s.portfolio_id
       AND b.session = (SELECT max(session) FROM snapshot e WHERE e.portfolio_id = s.portfolio_id AND e.session < s.session)
   WHERE s.equity <> b.equity + s.daily_pnl + s.capital_flow`,
  `SELECT p.name || ' on ' || s.session || ': the equity at inception is not the stated one'
   FROM snapshot s JOIN portfolio p ON p.id = s.portfolio_id AND p.inception = s.session WHERE s.equity <> p.stated_equity`,
  `SELECT p.name || ' on ' || s.session || ': the positions do not add up to the snapshot'
   FROM snapshot s JOIN portfolio p ON p.id = s.portfolio_id
   WHERE (s.long_value + s.short_value, s.daily_pnl - s.unallocated, s.revaluation, s.realized_pnl, s.currency_pnl, s.position_count) <>
     (SELECT coalesce(sum(market_value), 0), coalesce(sum(daily_pnl), 0), coalesce(sum(revaluation), 0),
        coalesce(sum(realized_pnl), 0), coalesce(sum(currency_pnl), 0), coalesce(sum(quantity <> 0), 0)
      FROM snapshot_position i WHERE i.portfolio_id = s.portfolio_id AND i.session = s.session)`,
  `SELECT p.name || ' on ' || s.session || ': what was gained and what came in do not add up from the inception on'
   FROM snapshot s JOIN portfolio p ON p.id = s.portfolio_id
   WHERE s.method <> 'accounting/1' AND s.equity <> p.stated_equity + s.cumulative_pnl + s.cumulative_capital_flow`,
];

/**
 * Snapshots that break an identity of the books, in words: equity before plus P&L plus flows, the stated equity at inception,
 * sums of the positions. That equity is cash plus market values, the database itself holds every row to.
 */
export function brokenIdentities(db: Sqlite): readonly string[] {
  return BROKEN.flatMap((sql) => db.prepare(`${sql} LIMIT ${MOST_FINDINGS}`).pluck().all() as string[]);
}
