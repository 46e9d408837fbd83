import type { Sqlite } from "../../db/driver.ts";
import type { Requirement } from "../market/collect/needs.ts";
import { pairsOf } from "../market/metrics/rate-source.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { DerivedRow, StoredSymbol } from "./derived-row.ts";
import type { SessionRange } from "./held-range.ts";
import type { UniverseReason } from "./universe.ts";

/** Rates are no companies and no funds: what is only wanted as one has no metrics. */
const RATES: ReadonlySet<UniverseReason> = new Set<UniverseReason>(["rate_index", "exchange_rate"]);

/** A symbol that has metrics or should have. */
export interface MeasuredSymbol extends StoredSymbol {
  /** The sessions at which it is wanted; null if it is no longer. */
  readonly wanted: SessionRange | null;
  /** Symbols of the rates by which its amounts may have been exchanged, as far as they changed. */
  readonly rates: ReadonlySet<string>;
  readonly rows: readonly DerivedRow[];
}

/** The mark that what is known of a company or a fund is other than before, from a day on. */
export interface ReferenceChange {
  readonly id: number;
  readonly symbol: string;
  readonly from: IsoDate;
}

/** What tells which metrics are missing or stale. */
export interface MetricState {
  readonly symbols: readonly MeasuredSymbol[];
  readonly changes: readonly ReferenceChange[];
  /** The newest session that any symbol has metrics of. */
  readonly newest: IsoDate | null;
}

/** What is stored of metrics, by symbol; they lie by session, so all of them are read in one pass. */
function rowsOf(db: Sqlite): ReadonlyMap<number, readonly DerivedRow[]> {
  const all = db
    .prepare("SELECT symbol_id, session, method, seen FROM symbol_metric ORDER BY session")
    .raw()
    .all() as [number, IsoDate, string, number][];
  const byId = new Map<number, DerivedRow[]>();
  for (const [id, session, method, seen] of all) {
    const own = byId.get(id);
    if (own === undefined) byId.set(id, [{ session, method, seen }]);
    else own.push({ session, method, seen });
  }
  return byId;
}

/** Pairs of what a symbol's market value and its statements are told in, by symbol; only those that changed. */
function ratesOf(db: Sqlite): ReadonlyMap<number, ReadonlySet<string>> {
  const changed = new Set(
    db
      .prepare(
        "SELECT DISTINCT s.symbol FROM price_change c JOIN symbol s ON s.id = c.symbol_id WHERE s.symbol LIKE '%=X'",
      )
      .pluck()
      .all() as string[],
  );
  const byId = new Map<number, Set<string>>();
  if (changed.size === 0) return byId;
  const rows = db
    .prepare(
      `WITH told AS (SELECT symbol_id, currency FROM income_statement UNION SELECT symbol_id, currency FROM cash_flow
         UNION SELECT symbol_id, currency FROM balance_sheet)
       SELECT DISTINCT t.symbol_id, t.currency, m.currency FROM told t
         JOIN (SELECT DISTINCT symbol_id, currency FROM symbol_metric) m ON m.symbol_id = t.symbol_id
       WHERE t.currency IS NOT NULL AND m.currency IS NOT NULL`,
    )
    .raw()
    .all() as [number, string, string][];
  for (const [id, from, to] of rows) {
    const own = byId.get(id) ?? new Set();
    for (const pair of pairsOf(from, to)) if (changed.has(pair)) own.add(pair);
    byId.set(id, own);
  }
  return byId;
}

/**
 * Reads what tells which metrics are to be made.
 * @param hasAll Whether the universe is that of all portfolios: then what is no longer in it is kept current, too.
 */
export function readMetricState(db: Sqlite, universe: readonly Requirement[], hasAll: boolean): MetricState {
  const [rows, rates] = [rowsOf(db), ratesOf(db)];
  const measured = universe.filter(({ reasons }) =>
    reasons.some((reason) => !RATES.has(reason as UniverseReason)),
  );
  const wanted = new Map(measured.map(({ symbol, from, through }) => [symbol as string, { from, through }]));
  const stored = db
    .prepare(
      `SELECT s.id, s.symbol, (SELECT min(session) FROM price_bar b WHERE b.symbol_id = s.id) AS first,
         (SELECT max(session) FROM price_bar b WHERE b.symbol_id = s.id) AS last FROM symbol s
       WHERE s.basis IS NOT NULL ORDER BY s.symbol`,
    )
    .all() as StoredSymbol[];
  const symbols = stored
    .filter(({ last }) => last !== null)
    .map((each) => ({
      ...each,
      wanted: wanted.get(each.symbol) ?? null,
      rates: rates.get(each.id) ?? new Set<string>(),
      rows: rows.get(each.id) ?? [],
    }))
    .filter((each) => each.wanted !== null || (hasAll && each.rows.length > 0));
  const changes = db
    .prepare(
      `SELECT c.id, s.symbol, c.from_day AS "from" FROM reference_change c JOIN symbol s ON s.id = c.symbol_id ORDER BY c.id`,
    )
    .all() as ReferenceChange[];
  const newest = db.prepare("SELECT max(session) FROM symbol_metric").pluck().get() as IsoDate | null;
  return { symbols, changes, newest };
}
