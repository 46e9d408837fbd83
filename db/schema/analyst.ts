import { sql } from "drizzle-orm";
import { check, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { told } from "./told.ts";
import { HORIZONS, NETWORK_PROVIDERS } from "./words.ts";

/** What analysts think of a share: prices in its trading currency; the mean recommendation from 1, strong buy, to 5, sell. */
export const analystTarget = sqliteTable(
  "analyst_target",
  {
    ...told(),
    targetMean: real("target_mean"),
    targetMedian: real("target_median"),
    targetHigh: real("target_high"),
    targetLow: real("target_low"),
    opinions: integer("opinions"),
    recommendationMean: real("recommendation_mean"),
    recommendationKey: text("recommendation_key"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("analyst_target_as_of", t.asOf),
    wordCheck("analyst_target_source", t.source, NETWORK_PROVIDERS),
  ],
);

/** What analysts expect of a fiscal period: per share and in all, growth as a fraction on the year before. */
export const analystEstimate = sqliteTable(
  "analyst_estimate",
  {
    ...told(),
    horizon: text("horizon", { enum: HORIZONS }).notNull(),
    endDate: text("end_date"),
    epsCurrency: text("eps_currency"),
    epsAverage: real("eps_average"),
    epsLow: real("eps_low"),
    epsHigh: real("eps_high"),
    epsYearAgo: real("eps_year_ago"),
    epsGrowth: real("eps_growth"),
    epsAnalysts: integer("eps_analysts"),
    revenueCurrency: text("revenue_currency"),
    revenueAverage: real("revenue_average"),
    revenueLow: real("revenue_low"),
    revenueHigh: real("revenue_high"),
    revenueYearAgo: real("revenue_year_ago"),
    revenueGrowth: real("revenue_growth"),
    revenueAnalysts: integer("revenue_analysts"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf, t.horizon] }),
    isoDayCheck("analyst_estimate_as_of", t.asOf),
    wordCheck("analyst_estimate_source", t.source, NETWORK_PROVIDERS),
    wordCheck("analyst_estimate_horizon", t.horizon, HORIZONS),
    isoDayCheck("analyst_estimate_end", t.endDate),
  ],
);

/** When a company last told its earnings and when it tells them next: a day, or a window that is only expected. */
export const earningsDate = sqliteTable(
  "earnings_date",
  {
    ...told(),
    lastDate: text("last_date"),
    nextFrom: text("next_from"),
    nextThrough: text("next_through"),
    isExpected: integer("is_expected"),
    epsAverage: real("eps_average"),
    epsLow: real("eps_low"),
    epsHigh: real("eps_high"),
    revenueAverage: real("revenue_average"),
    revenueLow: real("revenue_low"),
    revenueHigh: real("revenue_high"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("earnings_date_as_of", t.asOf),
    wordCheck("earnings_date_source", t.source, NETWORK_PROVIDERS),
    isoDayCheck("earnings_date_last", t.lastDate),
    isoDayCheck("earnings_date_from", t.nextFrom),
    isoDayCheck("earnings_date_through", t.nextThrough),
    check("earnings_date_order", sql`${t.nextFrom} <= ${t.nextThrough}`),
    check("earnings_date_window", sql`(${t.nextFrom} IS NULL) = (${t.nextThrough} IS NULL)`),
    check("earnings_date_expected", sql`${t.isExpected} IN (0, 1)`),
  ],
);
