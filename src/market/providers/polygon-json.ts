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

export type Aggregate = z.output<typeof aggregate>;
export type Page<T> = { readonly results?: readonly T[] | undefined; readonly next_url?: string | undefined };
