import { sql } from "drizzle-orm";
import {
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
import {
  ASSET_CLASSES,
  DIVIDEND_MODES,
  OPTION_RIGHTS,
  POSITION_TYPES,
  PUBLISHED_PARTS,
  SNAPSHOT_STATUSES,
  UNVALUED_REASONS,
} from "./words.ts";

/**
 * A portfolio and its base: the equity that its owner states at the close of the inception session, in cents. Quantities
 * and prices of the lots that it was opened with are as of the basis date. The owner is whatever the caller says. A deleted
 * portfolio stays, with its name free for another.
 */
export const portfolio = sqliteTable(
  "portfolio",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    name: text("name").notNull(),
    currency: text("currency").notNull(),
    inception: text("inception").notNull(),
    statedEquity: integer("stated_equity").notNull(),
    basisDate: text("basis_date").notNull(),
    createdAt: text("created_at").notNull(),
    owner: text("owner"),
    dividends: text("dividends", { enum: DIVIDEND_MODES }).notNull().default("derived"),
    deletedAt: text("deleted_at"),
  },
  (t) => [
    uniqueIndex("portfolio_name_unique").on(t.name).where(sql`${t.deletedAt} IS NULL`),
    wordCheck("portfolio_dividends", t.dividends, DIVIDEND_MODES),
    check("portfolio_name", sql`length(${t.name}) BETWEEN 1 AND 255`),
    check("portfolio_currency", sql`${t.currency} GLOB '[A-Z][A-Z][A-Z]'`),
    isoDayCheck("portfolio_inception", t.inception),
    isoDayCheck("portfolio_basis_date", t.basisDate),
  ],
);

/** What was bought or sold short at once. Its terms never change; what happens to it are its events. */
export const lot = sqliteTable(
  "lot",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    lotNo: integer("lot_no").notNull(),
    symbol: text("symbol").notNull(),
    assetClass: text("asset_class", { enum: ASSET_CLASSES }).notNull(),
    subtype: text("subtype"),
    type: text("type", { enum: POSITION_TYPES }).notNull(),
    multiplier: integer("multiplier").notNull(),
    underlying: text("underlying"),
    strike: real("strike"),
    expiration: text("expiration"),
    optionRight: text("option_right", { enum: OPTION_RIGHTS }),
    note: text("note"),
  },
  (t) => [
    uniqueIndex("lot_number").on(t.portfolioId, t.lotNo),
    index("lot_symbol").on(t.symbol),
    check("lot_lot_no", sql`${t.lotNo} >= 1`),
    check("lot_multiplier", sql`${t.multiplier} >= 1`),
    wordCheck("lot_asset_class", t.assetClass, ASSET_CLASSES),
    wordCheck("lot_type", t.type, POSITION_TYPES),
    wordCheck("lot_option_right", t.optionRight, OPTION_RIGHTS),
    isoDayCheck("lot_expiration", t.expiration),
    check(
      "lot_option",
      sql`CASE ${t.assetClass} WHEN 'OPTIONS' THEN ${t.underlying} IS NOT NULL AND ${t.strike} IS NOT NULL AND ${t.expiration} IS NOT NULL AND ${t.optionRight} IS NOT NULL ELSE coalesce(${t.underlying}, ${t.strike}, ${t.expiration}, ${t.optionRight}) IS NULL END`,
    ),
    check("lot_type_of_class", sql`(${t.assetClass} = 'OPTIONS') = (${t.type} IN ('LC', 'LP', 'SC', 'SP'))`),
  ],
);

/**
 * A portfolio at the close of a session: money in cents, the return a decimal, null where the equity before was not above
 * zero. Equity is cash plus the market values of its positions, and the equity before plus the P&L and the capital flow,
 * both exactly. Unallocated is the P&L of no position: interest, the portfolio's own fees, dividends of what is not held.
 * Realized is a part of the P&L by the books' base, fees at or below zero. The greeks are null where nothing is held.
 */
export const snapshot = sqliteTable(
  "snapshot",
  {
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    session: text("session").notNull(),
    status: text("status", { enum: SNAPSHOT_STATUSES }).notNull(),
    equity: integer("equity").notNull(),
    cash: integer("cash").notNull(),
    longValue: integer("long_value").notNull(),
    shortValue: integer("short_value").notNull(),
    dailyPnl: integer("daily_pnl").notNull(),
    revaluation: integer("revaluation").notNull(),
    dividends: integer("dividends").notNull(),
    dailyReturn: real("daily_return"),
    cumulativePnl: integer("cumulative_pnl").notNull(),
    positionCount: integer("position_count").notNull(),
    coverage: real("coverage"),
    flags: text("flags").notNull(),
    reasons: text("reasons").notNull(),
    method: text("method").notNull(),
    inputs: text("inputs").notNull(),
    seen: integer("seen").notNull(),
    publishedAt: text("published_at").notNull(),
    realizedPnl: integer("realized_pnl").notNull().default(0),
    currencyPnl: integer("currency_pnl").notNull().default(0),
    interest: integer("interest").notNull().default(0),
    fees: integer("fees").notNull().default(0),
    unallocated: integer("unallocated").notNull().default(0),
    capitalFlow: integer("capital_flow").notNull().default(0),
    cumulativeRealizedPnl: integer("cumulative_realized_pnl").notNull().default(0),
    cumulativeCapitalFlow: integer("cumulative_capital_flow").notNull().default(0),
    longCount: integer("long_count").notNull().default(0),
    shortCount: integer("short_count").notNull().default(0),
    deltaDollars: real("delta_dollars"),
    gammaDollars: real("gamma_dollars"),
    theta: real("theta"),
    vega: real("vega"),
    rho: real("rho"),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session] }),
    isoDayCheck("snapshot_session", t.session),
    wordCheck("snapshot_status", t.status, SNAPSHOT_STATUSES),
    check("snapshot_equity", sql`${t.equity} = ${t.cash} + ${t.longValue} + ${t.shortValue}`),
    check("snapshot_sides", sql`${t.longValue} >= 0 AND ${t.shortValue} <= 0`),
    check("snapshot_coverage", sql`${t.coverage} BETWEEN 0 AND 1`),
    check("snapshot_reasons", sql`(${t.status} = 'complete') = (${t.reasons} = '')`),
  ],
);

/**
 * A lot in a snapshot: quantity and price on one basis, the price's own day in the instrument's currency, and money in cents
 * of the portfolio's, into which the rate takes a whole unit of the instrument's (null: they are one). Entry value is what
 * is left of what was paid, base value of what the P&L counts from. Unvalued: why there is no price; the value is then 0.
 */
export const snapshotPosition = sqliteTable(
  "snapshot_position",
  {
    portfolioId: integer("portfolio_id").notNull(),
    session: text("session").notNull(),
    lotId: integer("lot_id")
      .notNull()
      .references(() => lot.id),
    quantity: real("quantity").notNull(),
    price: real("price"),
    priceDate: text("price_date"),
    priceAge: integer("price_age"),
    marketValue: integer("market_value").notNull(),
    entryValue: integer("entry_value").notNull(),
    dailyPnl: integer("daily_pnl").notNull(),
    revaluation: integer("revaluation").notNull(),
    dividends: integer("dividends").notNull(),
    flags: text("flags").notNull(),
    fees: integer("fees").notNull().default(0),
    realizedPnl: integer("realized_pnl").notNull().default(0),
    currencyPnl: integer("currency_pnl").notNull().default(0),
    baseValue: integer("base_value").notNull().default(0),
    fxRate: real("fx_rate"),
    unvalued: text("unvalued", { enum: UNVALUED_REASONS }),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.lotId] }),
    wordCheck("snapshot_position_unvalued", t.unvalued, UNVALUED_REASONS),
    check("snapshot_position_price", sql`(${t.price} IS NULL) = (${t.priceDate} IS NULL)`),
    isoDayCheck("snapshot_position_session", t.session),
    isoDayCheck("snapshot_position_price_date", t.priceDate),
  ],
);

/** What was published of a portfolio and session before it was replaced, as reports showed it, and from when until when. */
export const snapshotRevision = sqliteTable(
  "snapshot_revision",
  {
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    session: text("session").notNull(),
    part: text("part", { enum: PUBLISHED_PARTS }).notNull(),
    seq: integer("seq").notNull(),
    figures: text("figures").notNull(),
    publishedAt: text("published_at").notNull(),
    replacedAt: text("replaced_at").notNull(),
    runId: text("run_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.part, t.seq] }),
    isoDayCheck("snapshot_revision_session", t.session),
    wordCheck("snapshot_revision_part", t.part, PUBLISHED_PARTS),
    check("snapshot_revision_figures", sql`json_valid(${t.figures})`),
  ],
);

/** What each lot was worth at its portfolio's newest snapshot; a closed lot has no row. */
export const positionValue = sqliteTable(
  "position_value",
  {
    lotId: integer("lot_id")
      .primaryKey()
      .references(() => lot.id),
    session: text("session").notNull(),
    lastPrice: real("last_price"),
    priceDate: text("price_date"),
    marketValue: integer("market_value").notNull(),
    unrealizedPnl: integer("unrealized_pnl"),
  },
  (t) => [
    isoDayCheck("position_value_session", t.session),
    isoDayCheck("position_value_price_date", t.priceDate),
  ],
);
