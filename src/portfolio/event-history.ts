import type { Sqlite } from "../../db/driver.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** An event as it was recorded; one that was reversed stays, with the reversal beside it. */
export interface RecordedEvent {
  readonly id: string;
  /** The lot's public id; null for one of the portfolio's own. */
  readonly position_id: string | null;
  readonly symbol: string | null;
  readonly kind: string;
  readonly date: IsoDate;
  readonly time: string | null;
  readonly quantity: number | null;
  readonly price: number | null;
  /** In the currency beside it. */
  readonly amount: number | null;
  readonly fees: number | null;
  /** Null: the instrument's, or the portfolio's. */
  readonly currency: string | null;
  /** New shares for old ones, of a split. */
  readonly ratio: string | null;
  readonly basis_date: IsoDate | null;
  readonly counter_position_id: string | null;
  readonly cost_share: number | null;
  readonly source: string;
  readonly actor: string;
  readonly reason: string | null;
  readonly recorded_at: string;
  /** The event that this one takes out of the books. */
  readonly reverses: string | null;
  readonly reversed_by: string | null;
}

const EVENTS = `
  SELECT e.public_id AS id, l.public_id AS position_id, l.symbol, e.kind, e.trade_date AS date, e.trade_time AS time, e.quantity,
    e.price, NULL AS amount, e.fees / 100.0 AS fees, e.currency, NULL AS ratio, e.basis_date,
    (SELECT c.public_id FROM lot c WHERE c.id = e.counter_lot_id) AS counter_position_id, e.cost_share, e.source, e.actor,
    e.reason, e.recorded_at, (SELECT o.public_id FROM lot_event o WHERE o.id = e.reverses) AS reverses,
    (SELECT r.public_id FROM lot_event r WHERE r.reverses = e.id) AS reversed_by
  FROM lot_event e JOIN lot l ON l.id = e.lot_id WHERE l.portfolio_id = @portfolioId AND (@lotId IS NULL OR l.id = @lotId)
  UNION ALL
  SELECT e.public_id, NULL, e.symbol, e.kind, e.trade_date, e.trade_time, NULL, NULL, e.amount / 100.0, NULL, e.currency,
    e.numerator || ':' || e.denominator, NULL, NULL, NULL, e.source, e.actor, e.reason, e.recorded_at,
    (SELECT o.public_id FROM portfolio_event o WHERE o.id = e.reverses),
    (SELECT r.public_id FROM portfolio_event r WHERE r.reverses = e.id)
  FROM portfolio_event e WHERE e.portfolio_id = @portfolioId AND @lotId IS NULL`;

/** Which events are wanted. */
export interface EventQuestion {
  readonly portfolioId: number;
  /** Of one lot only. */
  readonly lotId: number | null;
  readonly limit: number;
  readonly offset: number;
}

/** The events of a portfolio or of one of its lots, as they were recorded, newest day first. */
export function readEventHistory(
  db: Sqlite,
  { portfolioId, lotId, limit, offset }: EventQuestion,
): { readonly total: number; readonly events: readonly RecordedEvent[] } {
  const key = { portfolioId, lotId };
  const total = db.prepare(`SELECT count(*) FROM (${EVENTS})`).pluck().get(key) as number;
  const rows = db
    .prepare(
      `SELECT * FROM (${EVENTS}) ORDER BY date DESC, time DESC, recorded_at DESC, id DESC LIMIT @limit OFFSET @offset`,
    )
    .all({ ...key, limit, offset });
  return { total, events: rows as RecordedEvent[] };
}
