import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck } from "./columns.ts";
import { symbol } from "./market.ts";

/**
 * A symbol's metrics of a session, from what was known then: returns as decimals on price (splits only) and in total
 * (dividends as well), prices in the currency they trade in; what the market pays in whole units of `currency`, and what twelve
 * months brought in those of `statement_currency`. `reasons` says as JSON, by column, why a value is null.
 */
export const symbolMetric = sqliteTable(
  "symbol_metric",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    session: text("session").notNull(),
    close: real("close"),
    closeSession: text("close_session"),
    return1d: real("return_1d"),
    returnMtd: real("return_mtd"),
    returnQtd: real("return_qtd"),
    returnYtd: real("return_ytd"),
    return1m: real("return_1m"),
    return3m: real("return_3m"),
    return6m: real("return_6m"),
    return1y: real("return_1y"),
    totalReturn1d: real("total_return_1d"),
    totalReturnMtd: real("total_return_mtd"),
    totalReturnQtd: real("total_return_qtd"),
    totalReturnYtd: real("total_return_ytd"),
    totalReturn1m: real("total_return_1m"),
    totalReturn3m: real("total_return_3m"),
    totalReturn6m: real("total_return_6m"),
    totalReturn1y: real("total_return_1y"),
    week52High: real("week_52_high"),
    week52Low: real("week_52_low"),
    fromHigh: real("from_high"),
    averageVolume: real("average_volume"),
    averageDollarVolume: real("average_dollar_volume"),
    currency: text("currency"),
    marketCap: real("market_cap"),
    enterpriseValue: real("enterprise_value"),
    trailingPe: real("trailing_pe"),
    forwardPe: real("forward_pe"),
    priceToSales: real("price_to_sales"),
    priceToBook: real("price_to_book"),
    evToEbitda: real("ev_to_ebitda"),
    freeCashFlowYield: real("free_cash_flow_yield"),
    dividendYield: real("dividend_yield"),
    statementCurrency: text("statement_currency"),
    revenue: real("revenue"),
    ebit: real("ebit"),
    freeCashFlow: real("free_cash_flow"),
    reasons: text("reasons").notNull(),
    method: text("method").notNull(),
    inputs: text("inputs").notNull(),
    seen: integer("seen").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.session, t.symbolId] }),
    index("symbol_metric_symbol").on(t.symbolId, t.session),
    isoDayCheck("symbol_metric_session", t.session),
    isoDayCheck("symbol_metric_close_session", t.closeSession),
    check("symbol_metric_close", sql`(${t.close} IS NULL) = (${t.closeSession} IS NULL)`),
    check("symbol_metric_reasons", sql`json_valid(${t.reasons})`),
  ],
);

/**
 * The mark that what is known of a company or fund is other than before, from a day on: metrics of a session on or after
 * it that were made with `seen` below the mark's id are stale.
 */
export const referenceChange = sqliteTable(
  "reference_change",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    fromDay: text("from_day").notNull(),
  },
  (t) => [index("reference_change_symbol").on(t.symbolId), isoDayCheck("reference_change_from", t.fromDay)],
);
