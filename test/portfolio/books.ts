import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { type Cents, cents, centsOfProduct, parseCents } from "../../src/platform/money.ts";
import { type AssetClass, multiplierOf, type OptionTerms, positionTypeOf } from "../../src/portfolio/lot.ts";
import type { Lot, LotEvent, Portfolio } from "../../src/portfolio/portfolio.ts";
import { flagsOf } from "../../src/portfolio/position-flag.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { Replay } from "../../src/portfolio/replay.ts";
import type { PositionColumns, Replayed, Snapshot } from "../../src/portfolio/snapshot.ts";

/** A Monday. The sessions after it are 07-01, 07-02, 07-03 (07-04 is a holiday), 07-07, 07-08 and so on. */
export const INCEPTION = isoDate("2025-06-30");
export const CALL: OptionTerms = {
  underlying: "AAPL",
  strike: 200,
  expiration: isoDate("2025-08-15"),
  right: "CALL",
};

/** A portfolio opened on 2025-06-30 with 50,000.00 USD, unless said. */
export function portfolio(
  terms: { equity?: string; inception?: string; basisDate?: string; currency?: string } = {},
): Portfolio {
  const { equity = "50000", inception = INCEPTION, basisDate = inception, currency = "USD" } = terms;
  return {
    id: 1,
    publicId: "portfolio",
    name: "Made",
    currency,
    inception: isoDate(inception),
    statedEquity: parseCents(equity),
    basisDate: isoDate(basisDate),
  };
}

/** How a lot is given: shares of AAPL, unless said. */
export interface GivenLot {
  readonly symbol?: string;
  readonly quantity: number;
  readonly entry: readonly [date: string, price: number];
  readonly exit?: readonly [date: string, price: number];
  readonly assetClass?: AssetClass;
  readonly option?: OptionTerms;
}

/** Lots, numbered as they are given; each event brings cash as an import writes it. */
export function lots(...given: readonly GivenLot[]): readonly Lot[] {
  return given.map(({ symbol = "AAPL", quantity, entry, exit, assetClass = "PUBLIC", option }, at) => {
    const multiplier = multiplierOf(assetClass);
    const event = (kind: LotEvent["kind"], change: number, [date, price]: readonly [string, number]) => ({
      kind,
      tradeDate: isoDate(date),
      quantity: change,
      price,
      cash: cents(-centsOfProduct(change, multiplier, price)),
    });
    const opening = event("open", quantity, entry);
    return {
      id: 100 + at,
      publicId: `lot ${at + 1}`,
      lotNo: at + 1,
      symbol,
      assetClass,
      subtype: null,
      type: positionTypeOf(assetClass, quantity, option?.right ?? null),
      multiplier,
      option: option ?? null,
      events: exit === undefined ? [opening] : [opening, event("close", -quantity, exit)],
    };
  });
}

/** What is stored of AAPL, as traded in New York, unless said. Dates of 2025 may be given as `07-01`. */
export function history(
  closes: Readonly<Record<string, number>>,
  rest: Partial<PriceHistory> & { readonly symbol?: string } = {},
): PriceHistory {
  const days = Object.keys(closes).map((day) => isoDate(day.length === 5 ? `2025-${day}` : day));
  const terms = {
    symbol: "AAPL",
    basis: "as_traded",
    calendar: "XNYS",
    splits: [],
    isFund: false,
    unconfirmed: [],
    dividends: [],
  } as const;
  return { ...terms, days, closes: Object.values(closes), ...rest };
}

/** Histories by symbol. */
export function market(...histories: readonly PriceHistory[]): ReadonlyMap<string, PriceHistory> {
  return new Map(histories.map((each) => [each.symbol, each]));
}

/** A position of a snapshot, with what its columns say; money in dollars. */
export interface PositionRow {
  readonly lotId: number;
  readonly quantity: number;
  readonly price: number | null;
  readonly age: number | null;
  readonly value: number;
  readonly entryValue: number;
  readonly pnl: number;
  readonly revaluation: number;
  readonly dividends: number;
  readonly flags: readonly string[];
}

const CENTS_PER_DOLLAR = 100;

function rowsOf(columns: PositionColumns): PositionRow[] {
  const dollars = (column: Float64Array, at: number) => (column[at] as number) / CENTS_PER_DOLLAR;
  return Array.from(columns.lotIds, (lotId, at) => {
    const price = columns.prices[at] as number;
    const age = columns.priceAges[at] as number;
    return {
      lotId,
      quantity: columns.quantities[at] as number,
      price: Number.isNaN(price) ? null : price,
      age: age < 0 ? null : age,
      value: dollars(columns.marketValues, at),
      entryValue: dollars(columns.entryValues, at),
      pnl: dollars(columns.dailyPnls, at),
      revaluation: dollars(columns.revaluations, at),
      dividends: dollars(columns.dividends, at),
      flags: flagsOf(columns.flags[at] as number),
    };
  });
}

type Money = Exclude<
  { [K in keyof Snapshot]: Snapshot[K] extends Cents ? K : never }[keyof Snapshot],
  undefined
>;
const MONEY = [
  "equity",
  "cash",
  "longValue",
  "shortValue",
  "dailyPnl",
  "revaluation",
  "dividends",
  "cumulativePnl",
] as const satisfies readonly Money[];

/** A session of a portfolio's books, money in dollars. */
export interface Day extends Readonly<Record<Money, number>>, Omit<Snapshot, Money> {
  readonly positions: readonly PositionRow[];
}

function dayOf({ snapshot, positions }: Replayed): Day {
  const money = Object.fromEntries(MONEY.map((name) => [name, snapshot[name] / CENTS_PER_DOLLAR]));
  return { ...snapshot, ...(money as Record<Money, number>), positions: rowsOf(positions) };
}

/** The books at some sessions, in their order; a date of 2025 may be given as `07-01`. */
export function books(
  of: Portfolio,
  held: readonly Lot[],
  prices: ReadonlyMap<string, PriceHistory>,
  ...sessions: readonly string[]
): readonly Day[] {
  const days = sessions.map((day) => isoDate(day.length === 5 ? `2025-${day}` : day));
  const through = [...days].sort().at(-1) as IsoDate;
  return [...new Replay(of, held, prices, through).snapshots(days)].map(dayOf);
}
