import { z } from "zod";
import { tryIsoDate } from "../../platform/iso-date.ts";

/** A day, perhaps with a time behind it. */
const day = () =>
  z.string().transform((text, context) => {
    const date = tryIsoDate(text.slice(0, 10));
    if (date !== null) return date;
    context.addIssue({ code: "custom", message: "not a day" });
    return z.NEVER;
  });

/** Words; null where there are none. */
const words = () =>
  z
    .string()
    .nullish()
    .transform((text) => text?.trim() || null);

const number = () =>
  z
    .number()
    .nullish()
    .transform((value) => value ?? null);

const truth = () =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? null);

/** A list of days, the newest first: prices adjusted for splits, not for dividends. */
export const fmpBars = z.array(
  z.object({
    symbol: z.string(),
    date: day(),
    open: number(),
    high: number(),
    low: number(),
    close: number(),
    volume: number(),
  }),
);

/** All splits of a symbol: `denominator` old shares become `numerator` new ones. */
export const fmpSplits = z.array(
  z.object({
    symbol: z.string(),
    date: day(),
    numerator: z.number().positive(),
    denominator: z.number().positive(),
  }),
);

/** All cash dividends of a symbol by their ex-dates: as they were paid, and adjusted for later splits. */
export const fmpDividends = z.array(
  z.object({ symbol: z.string(), date: day(), dividend: number(), adjDividend: number() }),
);

/** The profile of one symbol, or nothing. */
export const fmpProfiles = z.array(
  z.object({
    symbol: z.string(),
    companyName: words(),
    sector: words(),
    industry: words(),
    country: words(),
    exchange: words(),
    website: words(),
    description: words(),
    ceo: words(),
    /** A whole number in words, such as "164000". */
    fullTimeEmployees: words(),
    isEtf: truth(),
    isFund: truth(),
    currency: words(),
    price: number(),
    marketCap: number(),
    beta: number(),
    /** The dividends of the last four quarters, in spite of its name. */
    lastDividend: number(),
    /** The lowest and the highest price of a year, such as "164.08-260.1". */
    range: words(),
    averageVolume: number(),
  }),
);

/** Statements of one kind, the newest first. Two names changed with the stable interface; all others are lines. */
export const fmpStatements = z.array(
  z.looseObject({
    symbol: z.string(),
    date: day(),
    reportedCurrency: words(),
    filingDate: day().nullish(),
    fillingDate: day().nullish(),
    fiscalYear: z.coerce.string().nullish(),
    calendarYear: z.coerce.string().nullish(),
    period: words(),
  }),
);

export type FmpBar = z.output<typeof fmpBars>[number];
export type FmpSplit = z.output<typeof fmpSplits>[number];
export type FmpDividend = z.output<typeof fmpDividends>[number];
export type FmpProfile = z.output<typeof fmpProfiles>[number];
export type FmpStatement = z.output<typeof fmpStatements>[number];
