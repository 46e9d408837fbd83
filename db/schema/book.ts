import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { lot, portfolio } from "./portfolio.ts";
import { LOT_EVENT_KINDS, PORTFOLIO_EVENT_KINDS, SNAPSHOT_GAPS } from "./words.ts";

/**
 * One thing that happened to a lot: the signed change of its quantity, and the price per unit of it, both on the basis of a
 * day (splits after it change them), the price and the fees (in hundredths) in a currency (null: the instrument's). A lot's
 * quantity on a day is the sum of its events up to then. The counter lot is the other one of a conversion; the cost share is
 * what a spin-off takes of the giver's cost, the ratio the units that the other lot has for one of the giver's. Never changed: an event that reverses another takes both out of the books.
 */
export const lotEvent = sqliteTable(
  "lot_event",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    lotId: integer("lot_id")
      .notNull()
      .references(() => lot.id),
    kind: text("kind", { enum: LOT_EVENT_KINDS }).notNull(),
    tradeDate: text("trade_date").notNull(),
    tradeTime: text("trade_time"),
    basisDate: text("basis_date").notNull(),
    quantity: real("quantity").notNull(),
    price: real("price").notNull(),
    currency: text("currency"),
    fees: integer("fees").notNull(),
    counterLotId: integer("counter_lot_id").references(() => lot.id),
    costShare: real("cost_share"),
    ratio: real("ratio"),
    source: text("source").notNull(),
    actor: text("actor").notNull(),
    reason: text("reason"),
    recordedAt: text("recorded_at").notNull(),
    reverses: integer("reverses").references((): AnySQLiteColumn => lotEvent.id),
  },
  (t) => [
    index("lot_event_lot").on(t.lotId),
    // Partial: whoever looks for events that reverse none is not to be led through all of them.
    uniqueIndex("lot_event_reverses_unique").on(t.reverses).where(sql`${t.reverses} IS NOT NULL`),
    wordCheck("lot_event_kind", t.kind, LOT_EVENT_KINDS),
    isoDayCheck("lot_event_trade_date", t.tradeDate),
    isoDayCheck("lot_event_basis_date", t.basisDate),
    check("lot_event_trade_time", sql`${t.tradeTime} GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]'`),
    check(
      "lot_event_quantity",
      sql`abs(${t.quantity}) < 9e999 AND (${t.quantity} <> 0 OR ${t.kind} IN ('valuation', 'spin_off'))`,
    ),
    check("lot_event_price", sql`${t.price} >= 0 AND ${t.price} < 9e999`),
    check("lot_event_currency", sql`length(${t.currency}) = 3`),
    check("lot_event_fees", sql`${t.fees} >= 0`),
    check("lot_event_cost_share", sql`${t.costShare} BETWEEN 0 AND 1`),
    check("lot_event_ratio", sql`${t.ratio} > 0 AND ${t.ratio} < 9e999`),
  ],
);

/**
 * One thing that happened to a portfolio's cash: an amount in hundredths of a currency (null: the portfolio's), of a dividend
 * with its symbol. Or a split of a symbol as its owner's books have it. Never changed, as a lot's events.
 */
export const portfolioEvent = sqliteTable(
  "portfolio_event",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    kind: text("kind", { enum: PORTFOLIO_EVENT_KINDS }).notNull(),
    tradeDate: text("trade_date").notNull(),
    tradeTime: text("trade_time"),
    amount: integer("amount"),
    currency: text("currency"),
    symbol: text("symbol"),
    numerator: integer("numerator"),
    denominator: integer("denominator"),
    source: text("source").notNull(),
    actor: text("actor").notNull(),
    reason: text("reason"),
    recordedAt: text("recorded_at").notNull(),
    reverses: integer("reverses").references((): AnySQLiteColumn => portfolioEvent.id),
  },
  (t) => [
    index("portfolio_event_portfolio").on(t.portfolioId),
    uniqueIndex("portfolio_event_reverses_unique").on(t.reverses).where(sql`${t.reverses} IS NOT NULL`),
    wordCheck("portfolio_event_kind", t.kind, PORTFOLIO_EVENT_KINDS),
    isoDayCheck("portfolio_event_trade_date", t.tradeDate),
    check("portfolio_event_trade_time", sql`${t.tradeTime} GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]'`),
    check(
      "portfolio_event_amount",
      sql`CASE WHEN ${t.kind} IN ('contribution', 'withdrawal', 'fee') THEN coalesce(${t.amount}, 0) > 0 ELSE (${t.kind} = 'split') = (${t.amount} IS NULL) END`,
    ),
    check("portfolio_event_currency", sql`length(${t.currency}) = 3`),
    check("portfolio_event_symbol", sql`(${t.kind} IN ('dividend', 'split')) = (${t.symbol} IS NOT NULL)`),
    check(
      "portfolio_event_split",
      sql`CASE ${t.kind} WHEN 'split' THEN coalesce(${t.numerator}, 0) >= 1 AND coalesce(${t.denominator}, 0) >= 1 ELSE coalesce(${t.numerator}, ${t.denominator}) IS NULL END`,
    ),
  ],
);

/**
 * The mark that a portfolio's events from a day on are others than before: its snapshots from then on with `seen` below the
 * mark's id are stale. Ids are of one sequence with the marks on changed prices.
 */
export const bookChange = sqliteTable(
  "book_change",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    fromDay: text("from_day").notNull(),
  },
  (t) => [index("book_change_portfolio").on(t.portfolioId), isoDayCheck("book_change_from", t.fromDay)],
);

/** A session whose books cannot be told, and why: looked at again when something changes that it may rest on. */
export const snapshotGap = sqliteTable(
  "snapshot_gap",
  {
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    session: text("session").notNull(),
    reason: text("reason", { enum: SNAPSHOT_GAPS }).notNull(),
    detail: text("detail").notNull(),
    method: text("method").notNull(),
    seen: integer("seen").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session] }),
    isoDayCheck("snapshot_gap_session", t.session),
    wordCheck("snapshot_gap_reason", t.reason, SNAPSHOT_GAPS),
  ],
);

/** What an option in a snapshot was priced or measured by, and its greeks: of the whole position, in the units of the contract's currency. */
export const positionGreeks = sqliteTable(
  "position_greeks",
  {
    portfolioId: integer("portfolio_id").notNull(),
    session: text("session").notNull(),
    lotId: integer("lot_id")
      .notNull()
      .references(() => lot.id),
    spot: real("spot").notNull(),
    volatility: real("volatility").notNull(),
    rate: real("rate").notNull(),
    dividendYield: real("dividend_yield").notNull(),
    deltaShares: real("delta_shares").notNull(),
    deltaDollars: real("delta_dollars").notNull(),
    gammaDollars: real("gamma_dollars").notNull(),
    theta: real("theta").notNull(),
    vega: real("vega").notNull(),
    rho: real("rho").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.lotId] }),
    isoDayCheck("position_greeks_session", t.session),
    check("position_greeks_volatility", sql`${t.volatility} >= 0`),
  ],
);
