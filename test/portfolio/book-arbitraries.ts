import fc from "fast-check";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { addDays, type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import type { Cents } from "../../src/platform/money.ts";
import type { ImportedLot } from "../../src/portfolio/import/imported-lot.ts";
import { multiplierOf, positionTypeOf } from "../../src/portfolio/lot.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import { numbered } from "../../src/portfolio/portfolio-store.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { CALL, eventOf, portfolio } from "./books.ts";

const FIRST_DAY = isoDate("2025-06-16");
const DAYS = 45;
export const INCEPTIONS = ["2025-06-18", "2025-06-30", "2025-07-03"].map(isoDate);
/** Every session that books are asked of, from the latest inception on. */
export const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2025-07-03"), isoDate("2025-07-29"));
const BAR_DAYS = calendarOf("XNYS").sessionsBetween(FIRST_DAY, isoDate("2025-07-29"));
const EXPIRED_IN_BETWEEN = isoDate("2025-07-18");
const CONTRACT = "AAA250718C00200000";
const PRICED = ["AAA", "BBB", "CCC", CONTRACT];

const CENT = 100;
const day = fc.integer({ min: 0, max: DAYS - 1 }).map((days) => addDays(FIRST_DAY, days));
const exactPrice = fc.integer({ min: 1, max: 50_000 }).map((amount) => amount / CENT);
const longPrice = fc.integer({ min: 1, max: 5_000_000 }).map((amount) => amount / 10_000);
const sign = fc.constantFrom(1, -1);
const wholeShares = fc.tuple(fc.integer({ min: 1, max: 5_000 }), sign).map(([size, side]) => size * side);
const anyShares = fc
  .tuple(fc.integer({ min: 1, max: 5_000_000 }), sign)
  .map(([size, side]) => (size * side) / 1_000);

/** What numbers there are: exact ones make no cent by rounding, at whatever multiple. */
export interface Grain {
  readonly price: fc.Arbitrary<number>;
  readonly quantity: fc.Arbitrary<number>;
  readonly ratios: readonly (readonly [numerator: number, denominator: number])[];
  readonly basisDate: fc.Arbitrary<IsoDate>;
  /** Of options. */
  readonly expiration: fc.Arbitrary<IsoDate>;
}

export const ANY: Grain = {
  price: longPrice,
  quantity: anyShares,
  ratios: [
    [2, 1],
    [3, 2],
    [1, 10],
  ],
  basisDate: day,
  expiration: fc.constantFrom(EXPIRED_IN_BETWEEN, CALL.expiration),
};
export const EXACT: Grain = {
  price: exactPrice,
  quantity: wholeShares,
  ratios: [
    [2, 1],
    [3, 1],
  ],
  basisDate: fc.constant(FIRST_DAY),
  // A split divides the strike of what is settled.
  expiration: fc.constant(CALL.expiration),
};

/** A series with holes; whatever goes ex does so on the day of a bar, as price files have it. */
function historyOf(symbol: string, { price, ratios }: Grain): fc.Arbitrary<PriceHistory> {
  return fc.subarray([...BAR_DAYS], { minLength: 1 }).chain((days) => {
    const actions = fc.subarray(days, { maxLength: Math.min(2, days.length) });
    return fc
      .record({
        closes: fc.array(price, { minLength: days.length, maxLength: days.length }),
        basis: fc.constantFrom("as_traded" as const, "split_adjusted" as const, "total_return" as const),
        splitDays: actions,
        ratio: fc.constantFrom(...ratios),
        dividendDays: actions,
        amount: price,
      })
      .map(({ closes, basis, splitDays, ratio: [numerator, denominator], dividendDays, amount }) => ({
        symbol,
        basis,
        calendar: "XNYS" as const,
        isFund: false,
        unconfirmed: [],
        days,
        closes,
        splits: splitDays.map((exDate) => ({ exDate, numerator, denominator })),
        dividends: dividendDays.map((exDate) => ({ exDate, amount })),
        adjustments: [],
        opens: new Map(),
      }));
  });
}

function lotOf({ price, quantity, expiration }: Grain): fc.Arbitrary<ImportedLot> {
  const terms = fc.record({
    symbol: fc.constantFrom(...PRICED, "NEVER"),
    contract: fc.record({
      underlying: fc.constantFrom("AAA", "BBB", "NEVER"),
      expiration,
      right: fc.constantFrom("CALL" as const, "PUT" as const),
    }),
    quantity,
    entryPrice: price,
    dates: fc.tuple(day, day).map((two) => two.sort()),
    exitPrice: fc.option(price),
    assetClass: fc.constantFrom("PUBLIC" as const, "PUBLIC" as const, "PRIVATE" as const, "OPTIONS" as const),
  });
  return terms.map(({ dates: [entryDate, last], exitPrice, assetClass, contract, ...rest }) => {
    const option = assetClass === "OPTIONS" ? { ...CALL, ...contract } : null;
    return {
      ...rest,
      symbol: option === null ? rest.symbol : CONTRACT,
      row: 2,
      assetClass,
      subtype: null,
      type: positionTypeOf(assetClass, rest.quantity, option?.right ?? null),
      entryDate: entryDate as IsoDate,
      exit: exitPrice === null ? null : { date: last as IsoDate, price: exitPrice },
      option,
    };
  });
}

/** Lots as an import stores them, all on the basis of one day, numbered whatever order they come in. */
export function storedLots(imported: readonly ImportedLot[], basisDate: IsoDate): readonly Lot[] {
  return numbered(imported).map((lot, at) => {
    const { symbol, assetClass, subtype, type, option } = lot;
    const opening = eventOf("open", lot.entryDate, lot.quantity, lot.entryPrice, { basisDate });
    const { exit } = lot;
    const closing =
      exit === null ? [] : [eventOf("close", exit.date, -lot.quantity, exit.price, { basisDate })];
    const multiplier = multiplierOf(assetClass);
    const terms = { symbol, assetClass, subtype, type, multiplier, option, note: null };
    return { id: at + 1, publicId: `lot ${at + 1}`, lotNo: at + 1, ...terms, events: [opening, ...closing] };
  });
}

/** A portfolio with its lots as a file has them, and the prices there are. */
export interface Made {
  readonly of: Portfolio;
  readonly imported: readonly ImportedLot[];
  readonly prices: ReadonlyMap<string, PriceHistory>;
}

/** Any portfolio over any prices: longs and shorts of all classes, before and after inception, closed or not. */
export function anyBooks(grain: Grain = ANY): fc.Arbitrary<Made> {
  return fc
    .record({
      inception: fc.constantFrom(...INCEPTIONS),
      statedEquity: fc.integer({ min: 1, max: 100_000_000 }).map((amount) => amount as Cents),
      basisDate: grain.basisDate,
      imported: fc.array(lotOf(grain), { maxLength: 8 }),
      histories: fc.tuple(...PRICED.map((symbol) => historyOf(symbol, grain))),
    })
    .map(({ imported, histories, ...terms }) => ({
      of: { ...portfolio(), ...terms },
      imported,
      prices: new Map(histories.map((each) => [each.symbol, each])),
    }));
}
