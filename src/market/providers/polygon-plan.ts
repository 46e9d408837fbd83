import type { IsoDate } from "../../platform/iso-date.ts";
import type { PriceQuery } from "./provider.ts";

/** Requests that the splits and the dividends of a whole market's days cost. */
const MARKET_ACTION_REQUESTS = 2;
/** Bars, splits and dividends of one ticker. */
const TICKER_REQUESTS = 3;

/** How some queries are asked for with the fewest requests. */
export interface PolygonPlan<Q extends PriceQuery> {
  /** Queries that are answered by the whole market's bars of some days. */
  readonly byDay: readonly Q[];
  /** Those days, the newest first: a night that is cut short has the one that matters most. */
  readonly days: readonly IsoDate[];
  /** Queries that are asked for one by one. */
  readonly byTicker: readonly Q[];
  readonly requests: number;
}

/**
 * Parts queries between the two ways: a day of the whole market is one request, whatever the number of symbols. Those that
 * lack the fewest days are taken first; whole histories are never had by days.
 */
export function planPolygon<Q extends PriceQuery>(queries: readonly Q[]): PolygonPlan<Q> {
  const whole = queries.filter((query) => query.whole || query.sessions.length === 0);
  const parts = queries
    .filter((query) => !whole.includes(query))
    .sort((a, b) => a.sessions.length - b.sessions.length);
  const days = new Set<IsoDate>();
  let [best, most, fewest] = [0, 0, queries.length * TICKER_REQUESTS];
  for (const [at, { sessions }] of parts.entries()) {
    for (const session of sessions) days.add(session);
    const requests = days.size + MARKET_ACTION_REQUESTS + (queries.length - at - 1) * TICKER_REQUESTS;
    if (requests >= fewest) continue;
    [best, most, fewest] = [at + 1, days.size, requests];
  }
  return {
    byDay: parts.slice(0, best),
    days: [...days].slice(0, most).sort().reverse(),
    byTicker: [...parts.slice(best), ...whole],
    requests: fewest,
  };
}
