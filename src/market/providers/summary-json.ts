import { z } from "zod";
import { count, figure, stamp, words } from "./yahoo-field.ts";

/** The modules of /v10/finance/quoteSummary that are read, as far as they are. Other fields may come and go. */
export const SUMMARY_MODULES = {
  assetProfile: z.object({
    sector: words(),
    industry: words(),
    country: words(),
    website: words(),
    longBusinessSummary: words(),
    description: words(),
    name: words(),
    fullTimeEmployees: count(),
    companyOfficers: z
      .array(z.object({ name: words(), title: words() }).catch({ name: null, title: null }))
      .nullish()
      .transform((officers) => officers ?? []),
  }),
  quoteType: z.object({
    symbol: words(),
    underlyingSymbol: words(),
    quoteType: words(),
    exchange: words(),
    longName: words(),
    shortName: words(),
  }),
  summaryDetail: z.object({ beta: figure(), currency: words() }),
  defaultKeyStatistics: z.object({
    beta3Year: figure(),
    lastFiscalYearEnd: stamp(),
    earningsQuarterlyGrowth: figure(),
  }),
  financialData: z.object({
    financialCurrency: words(),
    grossMargins: figure(),
    operatingMargins: figure(),
    ebitdaMargins: figure(),
    profitMargins: figure(),
    returnOnAssets: figure(),
    returnOnEquity: figure(),
    revenueGrowth: figure(),
    earningsGrowth: figure(),
    totalRevenue: figure(),
    targetMeanPrice: figure(),
    targetMedianPrice: figure(),
    targetHighPrice: figure(),
    targetLowPrice: figure(),
    numberOfAnalystOpinions: count(),
    recommendationMean: figure(),
    recommendationKey: words(),
  }),
  earningsTrend: z.object({
    trend: z.array(
      z.object({
        period: z.string(),
        endDate: words(),
        earningsEstimate: estimate({ yearAgoEps: figure(), earningsCurrency: words() }),
        revenueEstimate: estimate({ yearAgoRevenue: figure(), revenueCurrency: words() }),
      }),
    ),
  }),
  calendarEvents: z.object({
    earnings: z
      .object({
        earningsDate: z
          .array(stamp())
          .nullish()
          .transform((days) => (days ?? []).filter((day) => day !== null)),
        isEarningsDateEstimate: z.boolean().nullish(),
        earningsAverage: figure(),
        earningsLow: figure(),
        earningsHigh: figure(),
        revenueAverage: figure(),
        revenueLow: figure(),
        revenueHigh: figure(),
      })
      .nullish(),
  }),
  topHoldings: z.object({
    sectorWeightings: z
      .array(z.record(z.string(), figure()))
      .nullish()
      .transform((weights) => weights ?? []),
  }),
  secFilings: z.object({
    filings: z
      .array(z.object({ date: z.string(), type: z.string() }))
      .nullish()
      .transform((filings) => filings ?? []),
  }),
} as const;

export type SummaryModule = keyof typeof SUMMARY_MODULES;
export type ModuleValues<M extends SummaryModule> = z.output<(typeof SUMMARY_MODULES)[M]>;

function estimate<S extends z.ZodRawShape>(own: S) {
  const shape = { avg: figure(), low: figure(), high: figure(), growth: figure(), numberOfAnalysts: count() };
  return z.object({ ...shape, ...own });
}

/** A whole answer of /v10/finance/quoteSummary: a result, or why there is none. Its modules are read one by one. */
export const summaryAnswer = z.object({
  quoteSummary: z.object({
    result: z.array(z.record(z.string(), z.unknown())).nullish(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
  }),
});

/** An answer of /v1/finance/search, as far as it is read. */
export const searchAnswer = z.object({
  quotes: z.array(
    z.object({
      symbol: words(),
      quoteType: words(),
      longname: words(),
      shortname: words(),
      sector: words(),
      industry: words(),
      exchange: words(),
    }),
  ),
});
