import { FUNDAMENTAL_SOURCES } from "./dump-fundamentals.ts";
import type { DumpSource } from "./dump-source.ts";

const ofPortfolio = (table: string, columns: string, order: string): DumpSource => ({
  per: "portfolio",
  sql: `SELECT p.name AS portfolio, ${columns} FROM ${table} t JOIN portfolio p ON p.id = t.portfolio_id WHERE t.portfolio_id = ? ORDER BY ${order}`,
});

const EVENT_TERMS = `e.trade_date, e.trade_time, e.kind, e.basis_date, e.quantity, e.price, e.currency, e.fees, e.cost_share, e.ratio,
  e.source, e.actor, e.reason, e.reverses IS NOT NULL`;
const LOT_TERMS =
  "l.symbol, l.asset_class, l.subtype, l.type, l.multiplier, l.underlying, l.strike, l.expiration, l.option_right, l.note";
/**
 * A portfolio's lots with a number by what they are and what happened to them, whatever order that was recorded in; those
 * that are alike, by the lots that they came from.
 */
const NUMBERED = `RECURSIVE
  own AS MATERIALIZED (SELECT l.*, (SELECT group_concat(terms, ' ') FROM (
      SELECT json_array(${EVENT_TERMS}) AS terms FROM lot_event e WHERE e.lot_id = l.id ORDER BY 1)) AS story,
    (SELECT e.counter_lot_id FROM lot_event e
      WHERE e.lot_id = l.id AND e.kind IN ('rename', 'merger_stock', 'spin_off') AND e.reverses IS NULL
        AND e.quantity <> 0 AND (e.quantity > 0) = (l.type IN ('LONG', 'LC', 'LP')) ORDER BY e.trade_date LIMIT 1) AS giver
    FROM lot l WHERE l.portfolio_id = ?),
  line(id, giver, story) AS (SELECT id, giver, '' FROM own
    UNION ALL SELECT line.id, own.giver, line.story || ' ' || own.story FROM line JOIN own ON own.id = line.giver),
  chain AS MATERIALIZED (SELECT id, max(story) AS givers FROM line GROUP BY id),
  numbered AS (SELECT l.*, row_number() OVER (ORDER BY ${LOT_TERMS}, l.story, c.givers) AS number
    FROM own l JOIN chain c ON c.id = l.id)`;

const ofLot = (table: string, columns: string, order: string): DumpSource => ({
  per: "portfolio",
  sql: `WITH ${NUMBERED} SELECT p.name AS portfolio, l.number AS lot, ${columns} FROM ${table} t JOIN numbered l ON l.id = t.lot_id
    JOIN portfolio p ON p.id = l.portfolio_id ORDER BY ${order}`,
});

/** The statistics of symbols, whose rows lie by session, as they are written. */
const ofSymbols = (table: string, columns: string, order: string): DumpSource => ({
  per: "session",
  sql: `SELECT t.session, s.symbol, ${columns} FROM ${table} t JOIN symbol s ON s.id = t.symbol_id WHERE t.session = ? ORDER BY ${order}`,
});

/**
 * The tables of a canonical dump, each with its columns by natural keys: no surrogate ids, no instants, no run ids. What
 * only tells how the data came to be, or what is to be looked at again (runs, steps, logs, tokens, marks), is not here.
 */
export const DUMP_SOURCES = {
  symbol: {
    per: null,
    sql: "SELECT symbol, calendar, basis, currency, type, first_trade, status, pinned FROM symbol ORDER BY symbol",
  },
  import: {
    per: null,
    sql: "SELECT sha256, basis, status, bytes, rows_read, rows_refused FROM import ORDER BY sha256, basis",
  },
  price_bar: {
    per: "symbol",
    sql: `SELECT s.symbol, b.session, b.close, b.open, b.high, b.low, b.volume, b.source, i.sha256 AS import
      FROM price_bar b JOIN symbol s ON s.id = b.symbol_id LEFT JOIN import i ON i.id = b.import_id WHERE b.symbol_id = ? ORDER BY b.session`,
  },
  price_revision: {
    per: "symbol",
    sql: `SELECT s.symbol, r.session, r.seq, r.kind, r.old_close, r.old_open, r.old_high, r.old_low, r.old_volume, r.old_source, r.old_basis,
        r.through_session, r.factor, r.old_amount, r.old_numerator, r.old_denominator, i.sha256 AS import
      FROM price_revision r JOIN symbol s ON s.id = r.symbol_id LEFT JOIN import i ON i.id = r.import_id WHERE r.symbol_id = ? ORDER BY r.session, r.seq`,
  },
  corporate_action: {
    per: "symbol",
    sql: `SELECT s.symbol, a.ex_date, a.kind, a.numerator, a.denominator, a.amount, a.status, a.source, i.sha256 AS import
      FROM corporate_action a JOIN symbol s ON s.id = a.symbol_id LEFT JOIN import i ON i.id = a.import_id WHERE a.symbol_id = ? ORDER BY a.ex_date, a.kind`,
  },
  price_quarantine: {
    per: "symbol",
    sql: `SELECT s.symbol, q.session, q.provider, q.reason, q.close, q.open, q.high, q.low, q.volume, q.detail, q.status
      FROM price_quarantine q JOIN symbol s ON s.id = q.symbol_id WHERE q.symbol_id = ? ORDER BY q.session, q.provider`,
  },
  watch_list: { per: null, sql: "SELECT symbol FROM watch_list ORDER BY symbol" },
  portfolio: {
    per: null,
    sql: `SELECT name, owner, currency, inception, stated_equity, basis_date, dividends, deleted_at IS NOT NULL AS deleted
      FROM portfolio ORDER BY name, deleted, inception, stated_equity`,
  },
  lot: {
    per: "portfolio",
    sql: `WITH ${NUMBERED} SELECT p.name AS portfolio, l.number AS lot, ${LOT_TERMS}
      FROM numbered l JOIN portfolio p ON p.id = l.portfolio_id ORDER BY l.number`,
  },
  lot_event: ofLot(
    "lot_event",
    `t.kind, t.trade_date, t.trade_time, t.basis_date, t.quantity, t.price, t.currency, t.fees, t.cost_share, t.ratio, t.source, t.actor,
      t.reason, t.reverses IS NOT NULL AS reversal, EXISTS (SELECT 1 FROM lot_event r WHERE r.reverses = t.id) AS reversed,
      (SELECT c.number FROM numbered c WHERE c.id = t.counter_lot_id) AS counter_lot`,
    `l.number, t.trade_date, t.trade_time, t.kind, t.quantity, t.price, t.currency, t.fees, t.basis_date, t.source, t.actor,
      t.reason, reversal, reversed`,
  ),
  portfolio_event: ofPortfolio(
    "portfolio_event",
    `t.kind, t.trade_date, t.trade_time, t.amount, t.currency, t.symbol, t.numerator, t.denominator, t.source, t.actor, t.reason,
      t.reverses IS NOT NULL AS reversal, EXISTS (SELECT 1 FROM portfolio_event r WHERE r.reverses = t.id) AS reversed`,
    `t.trade_date, t.trade_time, t.kind, t.amount, t.currency, t.symbol, t.numerator, t.denominator, t.source, t.actor, t.reason,
      reversal, reversed`,
  ),
  snapshot: ofPortfolio(
    "snapshot",
    `t.session, t.status, t.equity, t.cash, t.long_value, t.short_value, t.daily_pnl, t.revaluation, t.dividends, t.daily_return,
      t.cumulative_pnl, t.position_count, t.coverage, t.flags, t.reasons, t.method, t.inputs, t.realized_pnl, t.currency_pnl,
      t.interest, t.fees, t.unallocated, t.capital_flow, t.cumulative_realized_pnl, t.cumulative_capital_flow, t.long_count,
      t.short_count, t.delta_dollars, t.gamma_dollars, t.theta, t.vega, t.rho`,
    "t.session",
  ),
  snapshot_position: ofLot(
    "snapshot_position",
    `t.session, t.quantity, t.price, t.price_date, t.price_age, t.market_value, t.entry_value, t.daily_pnl, t.revaluation,
      t.dividends, t.flags, t.fees, t.realized_pnl, t.currency_pnl, t.base_value, t.fx_rate, t.unvalued`,
    "t.session, l.number",
  ),
  snapshot_gap: ofPortfolio("snapshot_gap", "t.session, t.reason, t.detail, t.method", "t.session"),
  position_greeks: ofLot(
    "position_greeks",
    `t.session, t.spot, t.volatility, t.rate, t.dividend_yield, t.delta_shares, t.delta_dollars, t.gamma_dollars, t.theta, t.vega,
      t.rho`,
    "t.session, l.number",
  ),
  snapshot_revision: ofPortfolio(
    "snapshot_revision",
    `t.session, t.part, t.seq, iif(t.part <> 'snapshot', t.figures, json_set(t.figures, '$.positions',
      (SELECT json_group_array(json_remove(e.value, '$.id') ORDER BY json_remove(e.value, '$.id')) FROM json_each(t.figures, '$.positions') e))) AS figures`,
    "t.session, t.part, t.seq",
  ),
  position_value: ofLot(
    "position_value",
    "t.session, t.last_price, t.price_date, t.market_value, t.unrealized_pnl",
    "l.number",
  ),
  target_price: ofPortfolio(
    "target_price",
    "t.symbol, t.type, t.end_of_year, t.next_year, t.downside, t.note, t.actor",
    "t.symbol, t.type",
  ),
  tag: {
    per: null,
    sql: `SELECT owner, kind, name, color, description, archived_at IS NOT NULL AS archived FROM tag
      ORDER BY owner, kind, name, archived, color, description`,
  },
  position_tag: {
    per: "portfolio",
    sql: `WITH ${NUMBERED} SELECT p.name AS portfolio, l.number AS lot, g.owner, g.kind, g.name
      FROM position_tag t JOIN numbered l ON l.id = t.lot_id JOIN tag g ON g.id = t.tag_id
        JOIN portfolio p ON p.id = l.portfolio_id ORDER BY l.number, g.owner, g.kind, g.name`,
  },
  symbol_sector: {
    per: null,
    sql: "SELECT symbol, as_of, sector, source FROM symbol_sector ORDER BY symbol, as_of",
  },
  ...FUNDAMENTAL_SOURCES,
  symbol_estimate: ofSymbols("symbol_estimate", "t.method, t.inputs", "s.symbol"),
  symbol_beta: ofSymbols(
    "symbol_beta",
    `t.window, t.value, t.reason, t.n, t.flags, t.se, t.alpha, t.r_squared, t.r_squared_reason, t.se_hac, t.p_value,
      t.p_value_reason`,
    "s.symbol, t.window",
  ),
  symbol_volatility: ofSymbols(
    "symbol_volatility",
    "t.window, t.value, t.reason, t.n, t.flags",
    "s.symbol, t.window",
  ),
  beta_prior: {
    per: null,
    sql: "SELECT session, window, mu, tau2, reason, count, members, method, inputs FROM beta_prior ORDER BY session, window",
  },
  portfolio_risk: ofPortfolio(
    "portfolio_risk",
    "t.session, t.engine, t.layout, t.version, hex(t.parts) AS parts, t.uncovered, t.method, t.inputs",
    "t.session, t.engine",
  ),
  portfolio_beta: ofPortfolio(
    "portfolio_beta",
    `t.session, t.window, t.value, t.reason, t.n, t.flags, t.coverage, t.shrunk, t.shrunk_reason, t.shrunk_n, t.shrunk_coverage,
      t.shrunk_flags, t.slope, t.slope_reason, t.slope_n, t.slope_coverage, t.slope_filled, t.slope_flags, t.se, t.alpha,
      t.r_squared, t.r_squared_reason, t.se_hac, t.p_value, t.p_value_reason`,
    "t.session, t.window",
  ),
  portfolio_volatility: ofPortfolio(
    "portfolio_volatility",
    "t.session, t.window, t.value, t.reason, t.n, t.flags, t.coverage, t.filled",
    "t.session, t.window",
  ),
  portfolio_concentration: ofPortfolio(
    "portfolio_concentration",
    "t.session, t.hhi, t.effective_positions, t.top_3, t.top_10, t.reason, t.n, t.flags",
    "t.session",
  ),
} as const satisfies Readonly<Record<string, DumpSource>>;
