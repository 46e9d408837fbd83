import { z } from "zod";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { EarningsDates, Valuation } from "../fundamentals/field-group.ts";
import { exchangeDays } from "./exchange-day.ts";
import type { GroupOutcome } from "./fundamentals-provider.ts";
import { figure, placeOf, stamp, words } from "./yahoo-field.ts";

const SECOND_MS = 1_000;
/** Digits behind the point that a yield as a fraction is told with: per cent have fewer, and dividing them leaves dust. */
const YIELD_PLACE = 1e8;
const PER_CENT = 100;
/** How far a yield may lie from the trailing one that tells its unit: the logarithm of a multiple of 3. */
const MOST_CHANGE = Math.log(3);
/** How far a price divided by earnings may lie from the multiple that is told, relative to it. */
const MULTIPLE_TOLERANCE = 0.01;

/** One symbol of an answer of /v7/finance/quote, as far as it is read. */
const quote = z.object({
  symbol: z.string(),
  currency: words(),
  financialCurrency: words(),
  exchangeTimezoneName: words(),
  gmtOffSetMilliseconds: figure(),
  regularMarketTime: stamp(),
  regularMarketPrice: figure(),
  marketCap: figure(),
  sharesOutstanding: figure(),
  trailingPE: figure(),
  forwardPE: figure(),
  priceToBook: figure(),
  bookValue: figure(),
  epsTrailingTwelveMonths: figure(),
  epsForward: figure(),
  dividendRate: figure(),
  dividendYield: figure(),
  trailingAnnualDividendRate: figure(),
  trailingAnnualDividendYield: figure(),
  fiftyTwoWeekHigh: figure(),
  fiftyTwoWeekLow: figure(),
  averageDailyVolume3Month: figure(),
  earningsTimestamp: stamp(),
  earningsTimestampStart: stamp(),
  earningsTimestampEnd: stamp(),
  isEarningsDateEstimate: z.boolean().nullish(),
});
type Quote = z.output<typeof quote>;

/** A whole answer of /v7/finance/quote: each of its quotes is read by itself. */
export const quoteAnswer = z.object({
  quoteResponse: z.object({
    result: z.array(z.looseObject({ symbol: z.string() })),
    error: z.unknown().optional(),
  }),
});

/** What a quote tells: of what the market pays, and of when earnings are told. */
export interface ReadQuote {
  readonly valuation: GroupOutcome<"valuation">;
  readonly earningsDates: GroupOutcome<"earnings_dates">;
}

/**
 * Reads the quote of one symbol.
 * @param today The day of the answer, where the quote does not tell its own.
 */
export function readQuote(given: unknown, today: IsoDate): ReadQuote {
  const parsed = quote.safeParse(given);
  if (!parsed.success) {
    const fault = { kind: "malformed", detail: placeOf(parsed.error, "the quote") } as const;
    return { valuation: fault, earningsDates: fault };
  }
  const told = parsed.data;
  const dayOf = exchangeDays(told.exchangeTimezoneName, (told.gmtOffSetMilliseconds ?? 0) / SECOND_MS);
  const onDay = (seconds: number | null) => (seconds === null ? null : dayOf(seconds * SECOND_MS));
  const ofMarket = onDay(told.regularMarketTime) ?? today;
  // Coins are ahead of New York's day by some hours of its evening.
  const asOf = ofMarket < today ? ofMarket : today;
  return {
    valuation: { kind: "told", asOf, values: valuationOf(told) },
    earningsDates: earningsDatesOf(told, onDay, today),
  };
}

function valuationOf(told: Quote): Valuation {
  const price = told.regularMarketPrice;
  return {
    currency: told.currency?.length === 3 ? told.currency : null,
    price: price !== null && price > 0 ? price : null,
    marketCap: told.marketCap,
    sharesOutstanding: told.sharesOutstanding,
    trailingPe: told.trailingPE,
    forwardPe: told.forwardPE,
    ...perShareOf(told),
    dividendRate: told.dividendRate ?? told.trailingAnnualDividendRate,
    dividendYield: yieldOf(told),
    week52High: told.fiftyTwoWeekHigh,
    week52Low: told.fiftyTwoWeekLow,
    averageVolume: told.averageDailyVolume3Month,
  };
}

/**
 * What a share has by the books. Of a company whose books are in another currency Yahoo tells some of it in that one, and
 * divides the price by it all the same: earnings count where the price divided by them is what it says that it is, and the
 * book value does not.
 */
function perShareOf(
  told: Quote,
): Pick<Valuation, "priceToBook" | "bookValue" | "epsTrailing" | "epsForward"> {
  const { regularMarketPrice: price, epsTrailingTwelveMonths: trailing, epsForward: forward } = told;
  const isOne = told.financialCurrency === null || told.financialCurrency === told.currency;
  if (isOne) {
    const { priceToBook, bookValue } = told;
    return { priceToBook, bookValue, epsTrailing: trailing, epsForward: forward };
  }
  const borneOut = (eps: number | null, multiple: number | null) => {
    if (price === null || eps === null || multiple === null) return null;
    return Math.abs(price / eps / multiple - 1) <= MULTIPLE_TOLERANCE ? eps : null;
  };
  const epsTrailing = borneOut(trailing, told.trailingPE);
  return { priceToBook: null, bookValue: null, epsTrailing, epsForward: borneOut(forward, told.forwardPE) };
}

/**
 * The dividend yield as a fraction. Yahoo's quotes have it in per cent and its other answers as a fraction, so the unit is
 * told by what stands beside it: the rate on the price, else the trailing yield. Where nothing tells it, the yield is unknown.
 */
function yieldOf(told: Quote): number | null {
  const { dividendYield: given, trailingAnnualDividendYield: trailing, dividendRate: rate } = told;
  const price = told.regularMarketPrice ?? 0;
  if (given === null) return trailing;
  const onPrice = rate !== null && price > 0 ? rate / price : null;
  const fraction = Math.round((given / PER_CENT) * YIELD_PLACE) / YIELD_PLACE;
  if (given === 0) return 0;
  const beside = onPrice ?? trailing;
  if (beside === null || beside <= 0 || given < 0) return null;
  const distance = (candidate: number) => Math.abs(Math.log(candidate / beside));
  const nearest = distance(given) < distance(fraction) ? given : fraction;
  // A year's dividends tell the unit of the next year's unless those are others altogether.
  return onPrice !== null || distance(nearest) <= MOST_CHANGE ? nearest : null;
}

function earningsDatesOf(
  told: Quote,
  onDay: (seconds: number | null) => IsoDate | null,
  today: IsoDate,
): GroupOutcome<"earnings_dates"> {
  const [last, from, through] = [
    told.earningsTimestamp,
    told.earningsTimestampStart,
    told.earningsTimestampEnd,
  ].map(onDay) as [IsoDate | null, IsoDate | null, IsoDate | null];
  if (last === null && from === null) return { kind: "no_data", detail: "the quote tells no earnings day" };
  // A company that has named its day has it in all three places, whether it is past or not.
  const isPast = (day: IsoDate | null) => day !== null && day <= today;
  const nextFrom = isPast(through ?? from) ? null : from;
  const values: EarningsDates = {
    lastDate: [last, from].filter(isPast).sort().at(-1) ?? null,
    nextFrom,
    nextThrough: nextFrom === null ? null : laterOf(nextFrom, through),
    isExpected: nextFrom === null ? null : (told.isEarningsDateEstimate ?? null),
    epsAverage: null,
    epsLow: null,
    epsHigh: null,
    revenueAverage: null,
    revenueLow: null,
    revenueHigh: null,
  };
  return { kind: "told", asOf: today, values };
}

const laterOf = (from: IsoDate, through: IsoDate | null): IsoDate =>
  through !== null && through > from ? through : from;
