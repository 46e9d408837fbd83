import type { Sqlite } from "../../../db/driver.ts";
import { cents } from "../../platform/money.ts";
import { readPortfolios } from "../portfolio-source.ts";
import { money } from "./figure.ts";

/** A portfolio with its newest snapshot, as lists show it. */
export interface ListedPortfolio {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly inception: string;
  readonly stated_equity: number;
  readonly basis_date: string;
  readonly snapshot: {
    readonly date: string;
    readonly status: string;
    readonly equity: number;
    readonly daily_pnl: number;
    readonly daily_return: number | null;
    readonly position_count: number;
    readonly coverage: number | null;
  } | null;
  /** How many sessions cannot be told, the newest of them, and why that one; null if there is none. */
  readonly untold: {
    readonly sessions: number;
    readonly date: string;
    readonly reason: string;
    readonly detail: string;
  } | null;
}

interface Newest {
  readonly date: string;
  readonly status: string;
  readonly equity: number;
  readonly dailyPnl: number;
  readonly dailyReturn: number | null;
  readonly positionCount: number;
  readonly coverage: number | null;
}

/** All portfolios, by name. */
export function readPortfolioList(db: Sqlite): readonly ListedPortfolio[] {
  const newest = db.prepare(
    `SELECT session AS date, status, equity, daily_pnl AS dailyPnl, daily_return AS dailyReturn,
       position_count AS positionCount, coverage FROM snapshot WHERE portfolio_id = ? ORDER BY session DESC LIMIT 1`,
  );
  const untold = db.prepare(
    `SELECT count(*) OVER () AS sessions, session AS date, reason, detail FROM snapshot_gap WHERE portfolio_id = ?
     ORDER BY session DESC LIMIT 1`,
  );
  return readPortfolios(db).map(({ id, publicId, name, currency, inception, statedEquity, basisDate }) => {
    const row = newest.get(id) as Newest | undefined;
    return {
      id: publicId,
      name,
      currency,
      inception,
      stated_equity: money(statedEquity),
      basis_date: basisDate,
      snapshot:
        row === undefined
          ? null
          : {
              date: row.date,
              status: row.status,
              equity: money(cents(row.equity)),
              daily_pnl: money(cents(row.dailyPnl)),
              daily_return: row.dailyReturn,
              position_count: row.positionCount,
              coverage: row.coverage,
            },
      untold: (untold.get(id) as ListedPortfolio["untold"] | undefined) ?? null,
    };
  });
}
