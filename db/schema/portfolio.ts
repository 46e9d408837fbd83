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
  LOT_EVENT_KINDS,
  OPTION_RIGHTS,
  POSITION_TYPES,
  PUBLISHED_PARTS,
  SNAPSHOT_STATUSES,
} from "./words.ts";

/**
 * A portfolio and its base: the equity that its owner states at the close of the inception session, in cents. Quantities
 * and prices of its lots are as of the basis date: splits after it change them.
 */
export const portfolio = sqliteTable(
  "portfolio",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    name: text("name").notNull().unique(),
    currency: text("currency").notNull(),
    inception: text("inception").notNull(),
    statedEquity: integer("stated_equity").notNull(),
    basisDate: text("basis_date").notNull(),
    createdAt: text("created_at").notNull(),
  },
  (t) => [
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
 * One thing that happened to a lot: the signed change of its quantity and the cash that the portfolio gained by it, in
 * cents. A lot's quantity on a day is the sum of its events up to then.
 */
export const lotEvent = sqliteTable(
  "lot_event",
  {
    lotId: integer("lot_id")
      .notNull()
      .references(() => lot.id),
    seq: integer("seq").notNull(),
    kind: text("kind", { enum: LOT_EVENT_KINDS }).notNull(),
    tradeDate: text("trade_date").notNull(),
    quantity: real("quantity").notNull(),
    price: real("price").notNull(),
    cash: integer("cash").notNull(),
    source: text("source").notNull(),
    recordedAt: text("recorded_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lotId, t.seq] }),
    check("lot_event_seq", sql`${t.seq} >= 1`),
    wordCheck("lot_event_kind", t.kind, LOT_EVENT_KINDS),
    isoDayCheck("lot_event_trade_date", t.tradeDate),
    check("lot_event_quantity", sql`${t.quantity} <> 0 AND abs(${t.quantity}) < 9e999`),
    check("lot_event_price", sql`${t.price} >= 0 AND ${t.price} < 9e999`),
  ],
);

/**
 * A portfolio at the close of a session: money in cents, the return a decimal, null where the equity before was not above
 * zero. Equity is cash plus the market values of its positions, and the equity before plus the P&L, both exactly.
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

/** A lot in a snapshot: quantity and price on one basis, the price's own day, and money in cents. */
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
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.session, t.lotId] }),
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
