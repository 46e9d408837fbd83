import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { type Cents, cents, parseCents } from "../../src/platform/money.ts";
import type { BookInputs } from "../../src/portfolio/accounts.ts";
import { type AssetClass, multiplierOf, type OptionTerms, positionTypeOf } from "../../src/portfolio/lot.ts";
import type { LotEvent } from "../../src/portfolio/lot-event.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import type { PositionColumns } from "../../src/portfolio/position-columns.ts";
import { flagsOf } from "../../src/portfolio/position-flag.ts";
import type { PriceHistory } from "../../src/portfolio/price-history.ts";
import { Replay } from "../../src/portfolio/replay.ts";
import type { Replayed, ReplayedSession, Snapshot } from "../../src/portfolio/snapshot.ts";

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
    owner: null,
    currency,
    inception: isoDate(inception),
    statedEquity: parseCents(equity),
    basisDate: isoDate(basisDate),
    dividends: "derived",
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
  /** Of the quantity and the prices; the inception, unless said. */
  readonly basisDate?: string;
}

/** An event that nothing more is known of. */
export function eventOf(
  kind: LotEvent["kind"],
  date: string,
  quantity: number,
  price: number,
  rest: Partial<LotEvent> = {},
): LotEvent {
  const nothing = {
    time: null,
    currency: null,
    fees: cents(0),
    counterLotId: null,
    costShare: null,
    ratio: null,
  };
  const tradeDate = isoDate(date);
  return { kind, tradeDate, basisDate: tradeDate, quantity, price, ...nothing, ...rest };
}

/** Lots, numbered as they are given, with events as an import writes them. */
export function lots(...given: readonly GivenLot[]): readonly Lot[] {
  return given.map((each, at) => {
    const { symbol = "AAPL", quantity, entry, exit, assetClass = "PUBLIC", option } = each;
    const basisDate = isoDate(each.basisDate ?? INCEPTION);
    const event = (kind: LotEvent["kind"], change: number, [date, price]: readonly [string, number]) =>
      eventOf(kind, date, change, price, { basisDate });
    const opening = event("open", quantity, entry);
    return {
      id: 100 + at,
      publicId: `lot ${at + 1}`,
      lotNo: at + 1,
      symbol,
      assetClass,
      subtype: null,
      type: positionTypeOf(assetClass, quantity, option?.right ?? null),
      multiplier: multiplierOf(assetClass),
      option: option ?? null,
      note: null,
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
    adjustments: [],
    opens: new Map(),
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

/** By lot: columns are in the lots' natural order. */
function rowsOf(columns: PositionColumns): PositionRow[] {
  const dollars = (column: Float64Array, at: number) => (column[at] as number) / CENTS_PER_DOLLAR;
  const rows = Array.from(columns.lotIds, (lotId, at): PositionRow => {
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
  return rows.sort((a, b) => a.lotId - b.lotId);
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
  "realizedPnl",
  "currencyPnl",
  "dividends",
  "interest",
  "fees",
  "unallocated",
  "capitalFlow",
  "cumulativePnl",
  "cumulativeRealizedPnl",
  "cumulativeCapitalFlow",
] as const satisfies readonly Money[];

/** A session of a portfolio's books, money in dollars. */
export interface Day extends Readonly<Record<Money, number>>, Omit<Snapshot, Money> {
  readonly positions: readonly PositionRow[];
}

function dayOf({ snapshot, positions }: Replayed): Day {
  const money = Object.fromEntries(MONEY.map((name) => [name, snapshot[name] / CENTS_PER_DOLLAR]));
  return { ...snapshot, ...(money as Record<Money, number>), positions: rowsOf(positions) };
}

/** What books are replayed from beside their lots and prices, and where: nothing, unless said. */
export type MoreInputs = Partial<Pick<BookInputs, "events" | "currencies" | "assumedRate">>;

/** What books are replayed from. */
export function inputsOf(
  of: Portfolio,
  held: readonly Lot[],
  prices: ReadonlyMap<string, PriceHistory>,
  through: IsoDate,
  more: MoreInputs = {},
): BookInputs {
  const none = { events: [], currencies: new Map<string, string>(), assumedRate: 0.04 };
  return { portfolio: of, lots: held, histories: prices, through, ...none, ...more };
}

/** The sessions of books, in the order in which they are asked for; a date of 2025 may be given as `07-01`. */
export function sessionsOf(
  of: Portfolio,
  held: readonly Lot[],
  prices: ReadonlyMap<string, PriceHistory>,
  more: MoreInputs,
  ...sessions: readonly string[]
): readonly ReplayedSession[] {
  const days = sessions.map((day) => isoDate(day.length === 5 ? `2025-${day}` : day));
  const through = [...days].sort().at(-1) as IsoDate;
  return [...new Replay(inputsOf(of, held, prices, through, more)).sessions(days)];
}

/** {@link sessionsOf} of books that can be told at all of them. */
export function booksOf(...asked: Parameters<typeof sessionsOf>): readonly Day[] {
  return sessionsOf(...asked).map((each) => {
    if (each.gap !== null) throw new Error(`${each.session}: ${each.gap}: ${each.detail}`);
    return dayOf(each);
  });
}

/** The books of lots and prices alone. */
export function books(
  of: Portfolio,
  held: readonly Lot[],
  prices: ReadonlyMap<string, PriceHistory>,
  ...sessions: readonly string[]
): readonly Day[] {
  return booksOf(of, held, prices, {}, ...sessions);
}
