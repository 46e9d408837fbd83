import type { Sqlite } from "../../../db/driver.ts";

/** A bar that is or was not believed. */
export interface QuarantineView {
  readonly id: number;
  readonly symbol: string;
  readonly session: string;
  readonly provider: string;
  readonly reason: string;
  readonly detail: string;
  readonly close: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
  readonly status: string;
  readonly seen_at: string;
  readonly decided_at: string | null;
}

/** A stored corporate action. */
export interface ActionView {
  readonly symbol: string;
  readonly ex_date: string;
  readonly kind: string;
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
  readonly status: string;
  readonly source: string;
  readonly decided_at: string | null;
}

/** Which part of a list is wanted. */
export interface ListQuery {
  /** Null for any. */
  readonly status: string | null;
  readonly symbol: string | null;
  readonly limit: number;
  /** So many are left out before it. */
  readonly offset: number;
}

/** Bars in quarantine, the newest sessions first. */
export function readQuarantine(
  db: Sqlite,
  { status, symbol, limit, offset }: ListQuery,
): readonly QuarantineView[] {
  return db
    .prepare(
      `SELECT q.id, s.symbol, q.session, q.provider, q.reason, q.detail, q.close, q.open, q.high, q.low, q.volume, q.status, q.seen_at,
         q.decided_at FROM price_quarantine q JOIN symbol s ON s.id = q.symbol_id
       WHERE q.status = coalesce(?, q.status) AND s.symbol = coalesce(?, s.symbol)
       ORDER BY q.session DESC, s.symbol, q.provider LIMIT ? OFFSET ?`,
    )
    .all(status, symbol, limit, offset) as QuarantineView[];
}

/** Corporate actions, the newest first. */
export function readActions(db: Sqlite, { status, symbol, limit, offset }: ListQuery): readonly ActionView[] {
  return db
    .prepare(
      `SELECT s.symbol, a.ex_date, a.kind, a.numerator, a.denominator, a.amount, a.status, a.source, a.decided_at
       FROM corporate_action a JOIN symbol s ON s.id = a.symbol_id
       WHERE a.status = coalesce(?, a.status) AND s.symbol = coalesce(?, s.symbol)
       ORDER BY a.ex_date DESC, s.symbol, a.kind LIMIT ? OFFSET ?`,
    )
    .all(status, symbol, limit, offset) as ActionView[];
}
