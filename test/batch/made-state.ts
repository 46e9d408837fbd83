import type { RiskEngine } from "../../db/schema/words.ts";
import type {
  BookChange,
  BookState,
  DerivedRow,
  PlanState,
  PortfolioState,
  PriceChange,
  StoredSymbol,
} from "../../src/batch/plan-state.ts";
import { ENGINE_METHODS } from "../../src/compute/estimate-portfolios.ts";
import { PRIOR_METHOD } from "../../src/compute/estimate-priors.ts";
import { SYMBOL_METHOD } from "../../src/compute/estimate-symbols.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { cents } from "../../src/platform/money.ts";
import type { LotEvent } from "../../src/portfolio/lot-event.ts";
import type { Lot, Portfolio } from "../../src/portfolio/portfolio.ts";
import { SNAPSHOT_METHOD } from "../../src/portfolio/snapshot.ts";

/** Sessions of New York, oldest first; the first is a Monday, and its first eight weeks have no holiday. */
export const SESSIONS: readonly IsoDate[] = calendarOf("XNYS").sessionsBetween(
  isoDate("2024-04-01"),
  isoDate("2026-05-29"),
);

/** The session with this number, from 0. */
export const day = (at: number): IsoDate => SESSIONS[at] as IsoDate;

/** The sessions from one number through another. */
export const days = (from: number, through: number): readonly IsoDate[] => SESSIONS.slice(from, through + 1);

/** A change of the closes, or of what adjusts them, of the bars from one day through another, until the next bar. */
export function changeOf(
  id: number,
  symbol: string,
  from: IsoDate,
  through: IsoDate,
  until: IsoDate | null,
  kind: PriceChange["kind"] = "closes",
): PriceChange {
  return { id, symbol, kind, from, through, until };
}

/** A lot of a hundred shares, as of the day it is opened, closed at another if that is given. */
export function lotOf(
  symbol: string,
  opened: IsoDate,
  closed: IsoDate | null = null,
  terms: Partial<Lot> = {},
): Lot {
  const event = (kind: LotEvent["kind"], tradeDate: IsoDate, quantity: number): LotEvent => ({
    kind,
    tradeDate,
    time: null,
    basisDate: opened,
    quantity,
    price: 10,
    currency: null,
    fees: cents(0),
    counterLotId: null,
    costShare: null,
    ratio: null,
  });
  const events = [event("open", opened, 100), ...(closed === null ? [] : [event("close", closed, -100)])];
  return {
    id: 1,
    publicId: "lot",
    lotNo: 1,
    symbol,
    assetClass: "PUBLIC",
    subtype: null,
    type: "LONG",
    multiplier: 1,
    option: null,
    note: null,
    events,
    ...terms,
  };
}

/** A portfolio with its id for all of its names. */
export function bookOf(id: number, inception: IsoDate): Portfolio {
  return {
    id,
    publicId: `p${id}`,
    name: `Portfolio ${id}`,
    owner: null,
    currency: "USD",
    inception,
    statedEquity: cents(1_000_000),
    basisDate: inception,
    dividends: "derived",
  };
}

/** What tells whether snapshots of these lots are stale: shares in dollars, and no change of events, unless said. */
export function booksOf(
  inception: IsoDate,
  lots: readonly Lot[],
  rest: Partial<Pick<BookState, "rests" | "bookChanges">> = {},
): BookState {
  return { portfolio: bookOf(1, inception), lots, rests: new Set(), bookChanges: [], ...rest };
}

/** Rows of sessions that a method has derived, having seen all changes through one. */
export function rowsOf(sessions: readonly IsoDate[], method: string, seen = 0): readonly DerivedRow[] {
  return sessions.map((session) => ({ session, method, seen }));
}

/** What is to be made of a portfolio; what is left out has been derived of all `done` sessions, by today's methods. */
export interface MadePortfolio {
  readonly id: number;
  readonly inception: IsoDate;
  readonly lots: readonly Lot[];
  readonly done: readonly IsoDate[];
  readonly seen?: number;
  readonly snapshots?: readonly DerivedRow[];
  readonly gaps?: readonly DerivedRow[];
  readonly rests?: readonly string[];
  readonly bookChanges?: readonly BookChange[];
  readonly risk?: Partial<Readonly<Record<RiskEngine, readonly DerivedRow[]>>>;
  readonly valuesCurrent?: boolean;
  readonly tagsCurrent?: boolean;
}

/** A portfolio as a plan finds it. */
export function portfolioState(made: MadePortfolio): PortfolioState {
  const { id, inception, lots, done, seen = 0, valuesCurrent = true, tagsCurrent = true } = made;
  const engine = (name: RiskEngine) => made.risk?.[name] ?? rowsOf(done, ENGINE_METHODS[name], seen);
  return {
    portfolio: bookOf(id, inception),
    lots,
    rests: new Set(made.rests),
    bookChanges: made.bookChanges ?? [],
    currencies: new Set(),
    gaps: made.gaps ?? [],
    snapshots: made.snapshots ?? rowsOf(done, SNAPSHOT_METHOD, seen),
    risk: {
      market_beta: engine("market_beta"),
      volatility: engine("volatility"),
      sector_exposure: engine("sector_exposure"),
    },
    valuesCurrent,
    tagsCurrent,
  };
}

/** What is to be made of a database; what is left out has been derived of all `done` sessions, by today's methods. */
export interface MadeState {
  readonly portfolios: readonly MadePortfolio[];
  /** Stored, each with bars from the first session or `first` through `last`. */
  readonly symbols: readonly string[];
  readonly first?: IsoDate;
  readonly last?: IsoDate;
  readonly done: readonly IsoDate[];
  readonly seen?: number;
  readonly estimates?: Readonly<Record<string, readonly DerivedRow[]>>;
  /** Members of every prior. */
  readonly members?: string;
  readonly priors?: PlanState["priors"];
  readonly changes?: readonly PriceChange[];
  readonly hasAll?: boolean;
  readonly needs?: PlanState["needs"];
  /** None unless said. */
  readonly metrics?: PlanState["metrics"];
}

/** A state of the database as a plan finds it. */
export function stateOf(made: MadeState): PlanState {
  const { symbols, first = day(0), last = SESSIONS.at(-1) as IsoDate, done } = made;
  const { seen = 0, members = "", changes = [] } = made;
  const stored = symbols.map((symbol, at): [string, StoredSymbol] => [
    symbol,
    { id: at + 1, symbol, first, last },
  ]);
  return {
    portfolios: made.portfolios.map(portfolioState),
    hasAll: made.hasAll ?? true,
    needs: made.needs ?? null,
    reference: null,
    symbols: new Map(stored),
    estimates: new Map(
      symbols.map((symbol) => [symbol, made.estimates?.[symbol] ?? rowsOf(done, SYMBOL_METHOD, seen)]),
    ),
    priors: made.priors ?? rowsOf(done, PRIOR_METHOD, seen).map((row) => ({ ...row, members })),
    changes,
    metrics: made.metrics ?? { symbols: [], changes: [], newest: null },
    seen: changes.reduce((newest, { id }) => Math.max(newest, id), seen),
  };
}
