import { z } from "zod";

/** No session that is asked for here lies outside of these, in seconds: the years of the calendars. */
const [FIRST_SECOND, LAST_SECOND] = [Date.UTC(1900, 0, 1) / 1_000, Date.UTC(2100, 0, 1) / 1_000];
/** Yahoo's library turns some of its seconds into dates, and leaves others. */
const seconds = () =>
  z
    .union([z.number(), z.date().transform((date) => date.getTime() / 1_000)])
    .pipe(z.number().min(FIRST_SECOND).max(LAST_SECOND));
const numbers = () => z.array(z.number().nullable());

const split = z.object({
  date: seconds(),
  numerator: z.number().positive(),
  denominator: z.number().positive(),
});
const dividend = z.object({ date: seconds(), amount: z.number().positive() });
const events = <S extends z.ZodType>(schema: S) => z.record(z.string(), schema).optional();

/** One symbol's part of an answer of /v8/finance/chart, as far as it is read. Other fields may come and go. */
export const chartResult = z.object({
  meta: z.object({
    symbol: z.string(),
    currency: z.string().nullish(),
    instrumentType: z.string().nullish(),
    firstTradeDate: seconds().nullish(),
    regularMarketTime: seconds().nullish(),
    exchangeTimezoneName: z.string().nullish(),
    gmtoffset: z.number().nullish(),
  }),
  timestamp: z.array(seconds()).optional(),
  events: z.object({ splits: events(split), dividends: events(dividend) }).nullish(),
  indicators: z.object({
    quote: z.array(
      z.object({
        open: numbers().optional(),
        high: numbers().optional(),
        low: numbers().optional(),
        close: numbers().optional(),
        volume: numbers().optional(),
      }),
    ),
    adjclose: z.array(z.object({ adjclose: numbers().optional() })).optional(),
  }),
});

export type ChartResult = z.output<typeof chartResult>;

/** A whole answer of /v8/finance/chart: a result, or why there is none. */
export const chartAnswer = z.object({
  chart: z.object({
    result: z.array(z.unknown()).nullish(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
  }),
});
