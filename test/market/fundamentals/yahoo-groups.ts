/** Values of Yahoo's as they came: bare, or with their text beside them. */
export type Raw = Readonly<Record<string, unknown>>;

/** A number as Yahoo wrote it; null where there is none. */
export function rawNumber(value: unknown): number | null {
  const bare = typeof value === "object" && value !== null ? (value as { raw?: unknown }).raw : value;
  return typeof bare === "number" ? bare : null;
}

/** Which of a quote's fields each column of a valuation holds, written down by hand; yields are a test's own. */
const QUOTE = {
  price: "regularMarketPrice",
  market_cap: "marketCap",
  shares_outstanding: "sharesOutstanding",
  trailing_pe: "trailingPE",
  forward_pe: "forwardPE",
  price_to_book: "priceToBook",
  book_value: "bookValue",
  eps_trailing: "epsTrailingTwelveMonths",
  eps_forward: "epsForward",
  week_52_high: "fiftyTwoWeekHigh",
  week_52_low: "fiftyTwoWeekLow",
  average_volume: "averageDailyVolume3Month",
} as const;
const FINANCIAL_DATA = {
  company_ratio: {
    gross_margin: "grossMargins",
    operating_margin: "operatingMargins",
    ebitda_margin: "ebitdaMargins",
    profit_margin: "profitMargins",
    return_on_assets: "returnOnAssets",
    return_on_equity: "returnOnEquity",
    revenue_growth: "revenueGrowth",
    earnings_growth: "earningsGrowth",
    total_revenue: "totalRevenue",
  },
  analyst_target: {
    target_mean: "targetMeanPrice",
    target_median: "targetMedianPrice",
    target_high: "targetHighPrice",
    target_low: "targetLowPrice",
    opinions: "numberOfAnalystOpinions",
    recommendation_mean: "recommendationMean",
  },
} as const;
const HORIZONS = {
  "0q": "current_quarter",
  "+1q": "next_quarter",
  "0y": "current_year",
  "+1y": "next_year",
} as const;

const pick = (from: Raw, names: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(names).map(([column, name]) => [column, rawNumber(from[name])]));

/** What a quote says of the columns that it says something of. */
export const quoteColumns = (quote: Raw) => pick(quote, QUOTE);

/** Of these the ones that are of the market alone, whatever currency the company reckons in. */
export const tradedColumns = (quote: Raw) =>
  pick(quote, {
    price: QUOTE.price,
    market_cap: QUOTE.market_cap,
    shares_outstanding: QUOTE.shares_outstanding,
    week_52_high: QUOTE.week_52_high,
    week_52_low: QUOTE.week_52_low,
    average_volume: QUOTE.average_volume,
  });

/** What the module of a company's figures says of a table's columns. */
export const financialColumns = (table: keyof typeof FINANCIAL_DATA, module: Raw) =>
  pick(module, FINANCIAL_DATA[table]);

/** What analysts expect by the module of their estimates, by the table's columns, in the order of the horizons. */
export function estimateColumns(module: Raw): readonly Raw[] {
  const trend = module.trend as readonly (Raw & { period: keyof typeof HORIZONS; endDate: string | null })[];
  const of = (about: string, estimate: Raw, yearAgo: string) => ({
    [`${about}_average`]: rawNumber(estimate.avg),
    [`${about}_low`]: rawNumber(estimate.low),
    [`${about}_high`]: rawNumber(estimate.high),
    [`${about}_year_ago`]: rawNumber(estimate[yearAgo]),
    [`${about}_growth`]: rawNumber(estimate.growth),
    [`${about}_analysts`]: rawNumber(estimate.numberOfAnalysts),
    [`${about}_currency`]: estimate[about === "eps" ? "earningsCurrency" : "revenueCurrency"] ?? null,
  });
  return trend
    .filter(({ period }) => period in HORIZONS)
    .map(({ period, endDate, earningsEstimate, revenueEstimate }) => ({
      horizon: HORIZONS[period],
      end_date: endDate,
      ...of("eps", earningsEstimate as Raw, "yearAgoEps"),
      ...of("revenue", revenueEstimate as Raw, "yearAgoRevenue"),
    }));
}
