import { sql } from "drizzle-orm";
import { check, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, positiveCheck, wordCheck } from "./columns.ts";
import { symbol } from "./market.ts";
import { told } from "./told.ts";
import { BETA_DEFINITIONS, FIELD_GROUPS, NETWORK_PROVIDERS } from "./words.ts";

/**
 * Where the search for a symbol's field group stands. `night` is the session of the last one that was answered, `missing`
 * why it left the group without values; what cannot be had yet is not looked for before `next_try_at`.
 */
export const fieldGroupState = sqliteTable(
  "field_group_state",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    fieldGroup: text("field_group", { enum: FIELD_GROUPS }).notNull(),
    night: text("night"),
    toldAt: text("told_at"),
    source: text("source", { enum: NETWORK_PROVIDERS }),
    missing: text("missing"),
    detail: text("detail"),
    failures: integer("failures").notNull(),
    triedAt: text("tried_at").notNull(),
    nextTryAt: text("next_try_at"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.fieldGroup] }),
    wordCheck("field_group_state_group", t.fieldGroup, FIELD_GROUPS),
    wordCheck("field_group_state_source", t.source, NETWORK_PROVIDERS),
    isoDayCheck("field_group_state_night", t.night),
    check("field_group_state_told", sql`(${t.night} IS NULL) = (${t.toldAt} IS NULL)`),
    check("field_group_state_failures", sql`${t.failures} >= 0`),
  ],
);

/** Who or what a symbol is, in the vendor's words. */
export const profile = sqliteTable(
  "profile",
  {
    ...told(),
    name: text("name"),
    sector: text("sector"),
    industry: text("industry"),
    country: text("country"),
    exchange: text("exchange"),
    website: text("website"),
    description: text("description"),
    ceo: text("ceo"),
    employees: integer("employees"),
    isEtf: integer("is_etf"),
    isFund: integer("is_fund"),
    fiscalYearEnd: text("fiscal_year_end"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("profile_as_of", t.asOf),
    wordCheck("profile_source", t.source, NETWORK_PROVIDERS),
    check("profile_kinds", sql`${t.isEtf} IN (0, 1) AND ${t.isFund} IN (0, 1)`),
    check(
      "profile_fiscal_year_end",
      sql`'2000-' || ${t.fiscalYearEnd} IS date('2000-' || ${t.fiscalYearEnd})`,
    ),
  ],
);

/**
 * What the market pays for a symbol, as of the market day of the quote: amounts in `currency` (GBp is a hundredth), market
 * value in its whole units, yields as fractions.
 */
export const valuation = sqliteTable(
  "valuation",
  {
    ...told(),
    currency: text("currency"),
    price: real("price"),
    marketCap: real("market_cap"),
    sharesOutstanding: real("shares_outstanding"),
    trailingPe: real("trailing_pe"),
    forwardPe: real("forward_pe"),
    priceToBook: real("price_to_book"),
    bookValue: real("book_value"),
    epsTrailing: real("eps_trailing"),
    epsForward: real("eps_forward"),
    dividendRate: real("dividend_rate"),
    dividendYield: real("dividend_yield"),
    week52High: real("week_52_high"),
    week52Low: real("week_52_low"),
    averageVolume: real("average_volume"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("valuation_as_of", t.asOf),
    wordCheck("valuation_source", t.source, NETWORK_PROVIDERS),
    check("valuation_currency", sql`length(${t.currency}) = 3`),
    positiveCheck("valuation_price", t.price),
    check("valuation_yield", sql`${t.dividendYield} BETWEEN 0 AND 10`),
  ],
);

/** A vendor's own beta, with what it says of how it is made. */
export const vendorBeta = sqliteTable(
  "vendor_beta",
  {
    ...told(),
    beta: real("beta").notNull(),
    definition: text("definition", { enum: BETA_DEFINITIONS }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("vendor_beta_as_of", t.asOf),
    wordCheck("vendor_beta_source", t.source, NETWORK_PROVIDERS),
    wordCheck("vendor_beta_definition", t.definition, BETA_DEFINITIONS),
  ],
);

/** How a company earns, all ratios as fractions (a growth of 5 % is 0.05), amounts in `currency`. */
export const companyRatio = sqliteTable(
  "company_ratio",
  {
    ...told(),
    currency: text("currency"),
    grossMargin: real("gross_margin"),
    operatingMargin: real("operating_margin"),
    ebitdaMargin: real("ebitda_margin"),
    profitMargin: real("profit_margin"),
    returnOnAssets: real("return_on_assets"),
    returnOnEquity: real("return_on_equity"),
    revenueGrowth: real("revenue_growth"),
    earningsGrowth: real("earnings_growth"),
    earningsQuarterlyGrowth: real("earnings_quarterly_growth"),
    totalRevenue: real("total_revenue"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf] }),
    isoDayCheck("company_ratio_as_of", t.asOf),
    wordCheck("company_ratio_source", t.source, NETWORK_PROVIDERS),
  ],
);

/** A fund's share in a sector, in the vendor's words, as a fraction of what it holds in shares. SPY's are the benchmark's. */
export const sectorWeight = sqliteTable(
  "sector_weight",
  { ...told(), sector: text("sector").notNull(), weight: real("weight").notNull() },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.asOf, t.sector] }),
    isoDayCheck("sector_weight_as_of", t.asOf),
    wordCheck("sector_weight_source", t.source, NETWORK_PROVIDERS),
    check("sector_weight_sector", sql`length(${t.sector}) BETWEEN 1 AND 100`),
    check("sector_weight_weight", sql`${t.weight} BETWEEN -2 AND 2`),
  ],
);

/** Requests of a provider that counts them by the day: a restart forgets none. */
export const providerQuota = sqliteTable(
  "provider_quota",
  {
    provider: text("provider", { enum: NETWORK_PROVIDERS }).notNull(),
    day: text("day").notNull(),
    requests: integer("requests").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.provider, t.day] }),
    wordCheck("provider_quota_provider", t.provider, NETWORK_PROVIDERS),
    isoDayCheck("provider_quota_day", t.day),
    check("provider_quota_requests", sql`${t.requests} >= 0`),
  ],
);
