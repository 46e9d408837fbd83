import { z } from "zod";
import { tryIsoDate } from "../../platform/iso-date.ts";

const day = () =>
  z.string().transform((text, context) => {
    const date = tryIsoDate(text);
    if (date !== null) return date;
    context.addIssue({ code: "custom", message: "not a day" });
    return z.NEVER;
  });

const aggregate = z.object({
  /** The ticker; in an answer of one ticker it stands above. */
  T: z.string().optional(),
  o: z.number().nullish(),
  h: z.number().nullish(),
  l: z.number().nullish(),
  c: z.number().nullish(),
  v: z.number().nullish(),
  /** Milliseconds: midnight in New York at a day's beginning, or the close. */
  t: z.number(),
});

/** Daily bars: of one ticker, or of the whole market on a day. `adjusted` must be what was asked for. */
export const aggregates = z.object({
  ticker: z.string().optional(),
  adjusted: z.boolean(),
  results: z.array(aggregate).optional(),
  next_url: z.string().optional(),
});

/** A page of splits: `split_from` old shares become `split_to` new ones. */
export const splits = z.object({
  results: z.array(
    z.object({
      ticker: z.string(),
      execution_date: day(),
      split_from: z.number().positive(),
      split_to: z.number().positive(),
    }),
  ),
  next_url: z.string().optional(),
});

/** A page of cash dividends, per share as of the ex-date. */
export const dividends = z.object({
  results: z.array(
    z.object({
      ticker: z.string(),
      ex_dividend_date: day(),
      cash_amount: z.number(),
      currency: z.string().optional(),
    }),
  ),
  next_url: z.string().optional(),
});

/** Facts of a ticker; `type` is of Polygon's own list (CS, ADRC, ETF ...). */
export const tickerDetails = z.object({
  results: z.object({
    ticker: z.string(),
    name: z.string().nullish(),
    type: z.string().nullish(),
    primary_exchange: z.string().nullish(),
    currency_name: z.string().nullish(),
    homepage_url: z.string().nullish(),
    description: z.string().nullish(),
    sic_description: z.string().nullish(),
    total_employees: z.number().nullish(),
    market_cap: z.number().nullish(),
    share_class_shares_outstanding: z.number().nullish(),
  }),
});

const lines = z.record(z.string(), z.object({ value: z.number().nullish(), unit: z.string().nullish() }));

/** A page of reports, each with its statements, as far as there are any, line by line. */
export const financials = z.object({
  results: z.array(
    z.object({
      end_date: day(),
      filing_date: day().nullish(),
      fiscal_period: z.string().nullish(),
      fiscal_year: z.string().nullish(),
      financials: z.object({
        income_statement: lines.optional(),
        balance_sheet: lines.optional(),
        cash_flow_statement: lines.optional(),
      }),
    }),
  ),
  next_url: z.string().optional(),
});

export type TickerDetails = z.output<typeof tickerDetails>["results"];
export type Report = z.output<typeof financials>["results"][number];
export type ReportLines = z.output<typeof lines>;
export type Aggregate = z.output<typeof aggregate>;
export type Page<T> = { readonly results?: readonly T[] | undefined; readonly next_url?: string | undefined };
