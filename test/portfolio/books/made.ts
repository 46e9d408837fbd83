import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { type Cents, cents } from "../../../src/platform/money.ts";
import type { BookInputs } from "../../../src/portfolio/accounts.ts";
import type { PortfolioEvent } from "../../../src/portfolio/cash-event.ts";
import {
  type AssetClass,
  multiplierOf,
  type OptionTerms,
  positionTypeOf,
} from "../../../src/portfolio/lot.ts";
import { inBookOrder, type LotEvent } from "../../../src/portfolio/lot-event.ts";
import type { Lot, Portfolio } from "../../../src/portfolio/portfolio.ts";
import type { PositionColumns } from "../../../src/portfolio/position-columns.ts";
import { flagsOf } from "../../../src/portfolio/position-flag.ts";
import type { PriceHistory } from "../../../src/portfolio/price-history.ts";
import { Replay } from "../../../src/portfolio/replay.ts";
import type { Replayed, ReplayedSession } from "../../../src/portfolio/snapshot.ts";

/** A Monday. The sessions after it are 07-01, 07-02, 07-03 (07-04 is a holiday), 07-07 and so on. */
export const INCEPTION = isoDate("2025-06-30");
const CENT = 100;

/** A date of 2025 may be given as `07-01`. */
export const day = (text: string): IsoDate => isoDate(text.length === 5 ? `2025-${text}` : text);

/** Opened on 2025-06-30 with 50,000 dollars, unless said. */
export function portfolioOf(rest: Partial<Portfolio> = {}): Portfolio {
  const terms = {
    id: 1,
    publicId: "p",
    name: "Made",
    owner: null,
    currency: "USD",
    dividends: "derived",
  } as const;
  return {
    ...terms,
    inception: INCEPTION,
    statedEquity: cents(50_000 * CENT),
    basisDate: INCEPTION,
    ...rest,
  };
}

/** An event of a lot, in what nothing more is said of. */
export function did(
  kind: LotEvent["kind"],
  on: string,
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
  return { kind, tradeDate: day(on), basisDate: day(on), quantity, price, ...nothing, ...rest };
}

/** What a lot is of: shares, unless said. */
export interface Of {
  readonly symbol: string;
  readonly assetClass?: AssetClass;
  readonly option?: OptionTerms;
}

/** A lot; its type follows from its opening, which is given first. */
export function lot(
  id: number,
  { symbol, assetClass = "PUBLIC", option }: Of,
  ...events: readonly LotEvent[]
): Lot {
  const isShort = (events[0]?.quantity ?? 1) < 0;
  const type = positionTypeOf(assetClass, isShort ? -1 : 1, option?.right ?? null);
  return {
    ...{ id, publicId: `lot ${id}`, lotNo: id, symbol, assetClass, subtype: null, note: null },
    type,
    multiplier: multiplierOf(assetClass),
    option: option ?? null,
    events: inBookOrder(events, type),
  };
}

/** An event of the portfolio's cash, in dollars of its currency. */
export function paid(
  kind: PortfolioEvent["kind"],
  on: string,
  dollars: number | null,
  rest: Partial<PortfolioEvent> = {},
): PortfolioEvent {
  const nothing = { time: null, currency: null, symbol: null, numerator: null, denominator: null };
  const amount = dollars === null ? null : cents(Math.round(dollars * CENT));
  return { kind, tradeDate: day(on), amount, ...nothing, ...rest };
}

/** Prices as traded in New York, or in the currency market if the symbol says so. */
export function prices(
  symbol: string,
  closes: Readonly<Record<string, number>>,
  rest: Partial<PriceHistory> = {},
): PriceHistory {
  const days = Object.keys(closes).map(day);
  const calendar = symbol.endsWith("=X") ? "weekdays" : "XNYS";
  const nothing = { splits: [], dividends: [], adjustments: [], unconfirmed: [], opens: new Map() };
  return {
    ...{ symbol, basis: "as_traded", calendar, isFund: false, days, closes: Object.values(closes) },
    ...nothing,
    ...rest,
  };
}

/** A split of some shares into others. */
export const split = (on: string, numerator: number, denominator: number) => ({
  exDate: day(on),
  numerator,
  denominator,
});

/** What books are replayed from, as it is given; nothing, unless said. */
export interface Given {
  readonly of?: Portfolio;
  readonly lots?: readonly Lot[];
  readonly events?: readonly PortfolioEvent[];
  readonly prices?: readonly PriceHistory[];
  readonly currencies?: Readonly<Record<string, string>>;
}

export function inputsOf(
  { of = portfolioOf(), lots = [], events = [], prices: given = [], currencies = {} }: Given,
  through: string,
): BookInputs {
  return {
    ...{ portfolio: of, lots, events, through: day(through), assumedRate: 0.04 },
    histories: new Map(given.map((each) => [each.symbol, each])),
    currencies: new Map(Object.entries(currencies)),
  };
}

export function replayed(given: Given, sessions: readonly string[], through?: string): ReplayedSession[] {
  const last = through ?? ([...sessions].map(day).sort().at(-1) as IsoDate);
  return [...new Replay(inputsOf(given, last)).sessions(sessions.map(day))];
}

/** A lot in a snapshot, money in dollars. */
export interface Row {
  readonly quantity: number;
  readonly price: number | null;
  readonly value: number;
  readonly entry: number;
  readonly base: number;
  readonly pnl: number;
  readonly realized: number;
  readonly currencyPnl: number;
  readonly revaluation: number;
  readonly dividends: number;
  readonly fees: number;
  readonly flags: readonly string[];
}

export function rowsOf(columns: PositionColumns): ReadonlyMap<number, Row> {
  const at = (column: Float64Array, place: number) => (column[place] as number) / CENT;
  return new Map(
    Array.from(columns.lotIds, (id, place): [number, Row] => [
      id,
      {
        quantity: columns.quantities[place] as number,
        price: Number.isNaN(columns.prices[place]) ? null : (columns.prices[place] as number),
        value: at(columns.marketValues, place),
        entry: at(columns.entryValues, place),
        base: at(columns.baseValues, place),
        pnl: at(columns.dailyPnls, place),
        realized: at(columns.realizedPnls, place),
        currencyPnl: at(columns.currencyPnls, place),
        revaluation: at(columns.revaluations, place),
        dividends: at(columns.dividends, place),
        fees: at(columns.fees, place),
        flags: flagsOf(columns.flags[place] as number),
      },
    ]),
  );
}

export function told(session: ReplayedSession): Replayed {
  if (session.gap !== null) throw new Error(`${session.session}: ${session.gap}: ${session.detail}`);
  return session;
}

/** Amounts of a snapshot, in dollars, by the names that it has for them. */
export function dollars({ snapshot }: Replayed): Readonly<Record<string, unknown>> {
  const money: ReadonlySet<string> = new Set(
    `equity cash longValue shortValue dailyPnl revaluation realizedPnl currencyPnl dividends interest fees unallocated
     capitalFlow cumulativePnl cumulativeRealizedPnl cumulativeCapitalFlow`.split(/\s+/),
  );
  return Object.fromEntries(
    Object.entries(snapshot).map(([name, value]) => [
      name,
      money.has(name) ? (value as Cents) / CENT : value,
    ]),
  );
}
