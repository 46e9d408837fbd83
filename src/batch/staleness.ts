import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "../portfolio/booking.ts";
import type { Lot } from "../portfolio/portfolio.ts";
import { MARKET_PROXY, STATISTICS_WINDOW_SESSIONS } from "../risk/conventions.ts";
import { isInBooks, lifeOf, type SessionRange, within } from "./held-range.ts";
import type { BookState, PriceChange } from "./plan-state.ts";

/** The days on which the newest close on or before is one of the changed ones. */
function isNewestClose({ from, until }: PriceChange, day: IsoDate): boolean {
  return day >= from && (until === null || day < until);
}

function laterOf(a: IsoDate, b: IsoDate): IsoDate {
  return [a, b].sort().at(-1) as IsoDate;
}

/**
 * Whether a change of prices or of events reaches a portfolio's snapshots. A price does through what it values a lot by, at
 * the session or at the one before; through the value at inception, by which all cash was set; or through the close of a
 * lot's entry day, to which the entry price is held. A change of splits or dividends reaches all of a holder's: quantities
 * on both sides of the one, and cash, long after the lot is gone, by the other. So does one of a rate of exchange, or of what
 * an option is settled by, from its day on. An event reaches all from its day on.
 */
export class SnapshotStaleness {
  readonly #reaches: readonly { readonly id: number; readonly ranges: readonly SessionRange[] }[];

  constructor({ portfolio, lots, rests, bookChanges }: BookState, changes: readonly PriceChange[]) {
    const { inception } = portfolio;
    const held = lots.filter((lot) => lot.assetClass === "PUBLIC" && isInBooks(lot));
    const ofPrices = changes.flatMap((change) => {
      const own = held
        .filter(({ symbol }) => symbol === change.symbol)
        .map((lot) => reachOf(lot, change, inception));
      const isBelow = rests.has(change.symbol);
      const from = change.kind === "actions" ? inception : laterOf(inception, change.from);
      const all: SessionRange[] = isBelow ? [{ from, through: null }] : [];
      const ranges = [...own.flat(), ...all];
      return ranges.length === 0 ? [] : [{ id: change.id, ranges }];
    });
    const ofEvents = bookChanges.map(({ id, from }) => ({
      id,
      ranges: [{ from: laterOf(inception, from), through: null }],
    }));
    this.#reaches = [...ofPrices, ...ofEvents];
  }

  /** @param seen The newest change that the snapshot reflects. */
  isStale(session: IsoDate, seen: number): boolean {
    return this.#reaches.some(
      ({ id, ranges }) => id > seen && ranges.some((range) => within(range, session)),
    );
  }
}

function reachOf(lot: Lot, change: PriceChange, inception: IsoDate): readonly SessionRange[] {
  const toNextClose = change.until === null ? null : bookingSession(change.until);
  const life = lifeOf(lot);
  const from = laterOf(life.from, change.from);
  const ends = [toNextClose, life.through].filter((end) => end !== null).sort();
  const atBase =
    change.kind === "actions" ||
    (life.from <= inception && isNewestClose(change, inception)) ||
    isNewestClose(change, life.from);
  const reached: SessionRange = { from, through: ends[0] ?? null };
  return atBase ? [reached, { from: inception, through: null }] : [reached];
}

/** The sessions whose statistics rest on a changed return: those of the changed closes, and of the close after them. */
function statisticsRange({ from, through }: PriceChange): SessionRange {
  const xnys = calendarOf("XNYS");
  const last = xnys.ordinalOf(xnys.nextSession(through)) + STATISTICS_WINDOW_SESSIONS - 1;
  return { from, through: xnys.sessionAt(last) };
}

/** Symbols whose statistics are asked about, or those of all that there are. */
export type Symbols = ReadonlySet<string> | "all";

/** Whether changes of prices reach the statistics of symbols. A change of the market's reaches those of all. */
export class StatisticsStaleness {
  readonly #reaches: readonly (PriceChange & { readonly range: SessionRange })[];
  /** By session, the newest change that reaches each symbol: looked up for every portfolio and engine. */
  readonly #newest = new Map<IsoDate, ReadonlyMap<string, number>>();

  constructor(changes: readonly PriceChange[]) {
    this.#reaches = changes.map((change) => ({ ...change, range: statisticsRange(change) }));
  }

  /** @param seen The newest change that the statistics reflect. */
  isStale(symbols: Symbols, session: IsoDate, seen: number): boolean {
    const newest = this.#newestAt(session);
    const isNew = (symbol: string) => (newest.get(symbol) ?? 0) > seen;
    if (isNew(MARKET_PROXY)) return true;
    if (symbols === "all") return newest.values().some((id) => id > seen);
    if (symbols.size < newest.size) return symbols.values().some(isNew);
    return newest.entries().some(([symbol, id]) => id > seen && symbols.has(symbol));
  }

  #newestAt(session: IsoDate): ReadonlyMap<string, number> {
    let newest = this.#newest.get(session);
    if (newest === undefined) {
      const reaching = this.#reaches.filter(({ range }) => within(range, session));
      // Ids ascend, so that the last one of a symbol stands.
      newest = new Map(reaching.map(({ symbol, id }) => [symbol, id]));
      this.#newest.set(session, newest);
    }
    return newest;
  }
}
