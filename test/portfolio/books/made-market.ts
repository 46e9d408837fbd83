import fc from "fast-check";
import { calendarOf } from "../../../src/market/calendar/calendar.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import type { OptionTerms } from "../../../src/portfolio/lot.ts";
import type { PriceHistory } from "../../../src/portfolio/price-history.ts";
import { day, type Of, prices } from "./made.ts";

/** Before the earliest inception. */
export const FIRST_DAY = isoDate("2025-06-16");
export const LAST_DAY = isoDate("2025-07-25");
export const SESSIONS = calendarOf("XNYS").sessionsBetween(day("06-30"), LAST_DAY);
const BAR_DAYS = calendarOf("XNYS").sessionsBetween(FIRST_DAY, LAST_DAY);
const RATE_DAYS = calendarOf("weekdays").sessionsBetween(FIRST_DAY, LAST_DAY);
const DAYS = 40;

export const anyDay: fc.Arbitrary<IsoDate> = fc
  .integer({ min: 0, max: DAYS - 1 })
  .map((days) => addDays(FIRST_DAY, days));

/** Two expire on a Friday in between, one later. */
const terms = (
  underlying: string,
  strike: number,
  expiration: string,
  right: "CALL" | "PUT",
): OptionTerms => ({
  ...{ underlying, strike, right },
  expiration: day(expiration),
});

/** An instrument with what its trades are said to be paid in, if that is not told by its symbol. */
export interface Instrument extends Of {
  readonly currency: string | null;
}

/** All classes, bases and currencies; NEVER has no prices. */
export const INSTRUMENTS: readonly Instrument[] = [
  { symbol: "AAA", currency: null },
  { symbol: "BBB", currency: null },
  { symbol: "CCC", currency: null },
  { symbol: "SAP.DE", currency: null },
  { symbol: "VOD.L", currency: null },
  { symbol: "NEVER", currency: null },
  { symbol: "BARN", assetClass: "PRIVATE", currency: null },
  { symbol: "HAUS", assetClass: "PRIVATE", currency: "EUR" },
  {
    symbol: "AAA250718C00050000",
    assetClass: "OPTIONS",
    option: terms("AAA", 50, "07-18", "CALL"),
    currency: null,
  },
  {
    symbol: "BBB250711P00050000",
    assetClass: "OPTIONS",
    option: terms("BBB", 50, "07-11", "PUT"),
    currency: null,
  },
  {
    symbol: "AAA250815P00080000",
    assetClass: "OPTIONS",
    option: terms("AAA", 80, "08-15", "PUT"),
    currency: null,
  },
];
export const CURRENCIES = { "SAP.DE": "EUR", "VOD.L": "GBp" } as const;

const CENT = 100;
const close = fc.integer({ min: 100, max: 20_000 }).map((amount) => amount / CENT);
const anyClose = fc.oneof(
  close,
  fc.integer({ min: 10_000, max: 2_000_000 }).map((amount) => amount / 10_000),
);
const RATIOS = [
  [2, 1],
  [3, 2],
  [1, 10],
] as const;

interface Bars {
  readonly days: readonly IsoDate[];
  readonly closes: readonly number[];
}

const barsOf = (days: readonly IsoDate[], price: fc.Arbitrary<number>, fewest: number): fc.Arbitrary<Bars> =>
  fc.subarray([...days], { minLength: fewest }).chain((kept) =>
    fc.record({
      days: fc.constant(kept),
      closes: fc.array(price, { minLength: kept.length, maxLength: kept.length }),
    }),
  );

function historyOf(symbol: string, basis: PriceHistory["basis"], fewest: number): fc.Arbitrary<PriceHistory> {
  const actionDays = fc.subarray([...BAR_DAYS], { maxLength: 2 });
  return fc
    .record({
      bars: barsOf(BAR_DAYS, anyClose, fewest),
      splitDays: actionDays,
      ratio: fc.constantFrom(...RATIOS),
      dividendDays: actionDays,
      amount: close,
    })
    .map(({ bars, splitDays, ratio: [numerator, denominator], dividendDays, amount }) =>
      prices(
        symbol,
        {},
        {
          ...{ ...bars, basis },
          splits: splitDays.map((exDate) => ({ exDate, numerator, denominator })),
          dividends: dividendDays.map((exDate) => ({ exDate, amount: amount / 10 })),
        },
      ),
    );
}

/** Closes of something else than shares: nothing goes ex. */
const plainOf = (symbol: string, days: readonly IsoDate[], price: fc.Arbitrary<number>, fewest: number) =>
  barsOf(days, price, fewest).map((bars) => prices(symbol, {}, bars));

const near = (rate: number) =>
  fc.integer({ min: 9_000, max: 11_000 }).map((share) => (rate * share) / 10_000);

/** How many rates there are at least: with few, books cannot be told at some sessions. */
export function anyMarket(fewestRates: number): fc.Arbitrary<readonly PriceHistory[]> {
  const options = INSTRUMENTS.filter(({ option }) => option !== undefined);
  return fc.tuple(
    historyOf("AAA", "as_traded", 1),
    historyOf("BBB", "split_adjusted", 1),
    historyOf("CCC", "total_return", 1),
    historyOf("SAP.DE", "as_traded", 1),
    historyOf("VOD.L", "as_traded", 1),
    plainOf("EURUSD=X", RATE_DAYS, near(1.1), fewestRates),
    plainOf("GBPUSD=X", RATE_DAYS, near(1.3), fewestRates),
    plainOf("^IRX", BAR_DAYS, near(4.2), 0),
    ...options.map(({ symbol }) => plainOf(symbol, BAR_DAYS, close, 0)),
  );
}

export const RATE_COUNT = RATE_DAYS.length;
