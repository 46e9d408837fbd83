import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { bookingSession } from "../portfolio/flow.ts";
import type { Lot, Portfolio } from "../portfolio/portfolio.ts";
import { MARKET_PROXY, STATISTICS_WINDOW_SESSIONS } from "../risk/conventions.ts";
import type { PriceChange } from "./plan-state.ts";

/** A range of sessions, both included; an open end is null. */
interface SessionRange {
  readonly from: IsoDate;
  readonly through: IsoDate | null;
}

const within = ({ from, through }: SessionRange, session: IsoDate) =>
  session >= from && (through === null || session <= through);

/** The days on which the newest close on or before is one of the changed ones. */
function isNewestClose({ from, until }: PriceChange, day: IsoDate): boolean {
  return day >= from && (until === null || day < until);
}

function laterOf(a: IsoDate, b: IsoDate): IsoDate {
  return [a, b].sort().at(-1) as IsoDate;
}

/** Sessions at which a lot is held, or has been since the session before. */
function lifeOf({ events }: Lot): SessionRange {
  const last = events.at(-1);
  const isClosed = last !== undefined && last.kind === "close";
  return {
    from: events[0]?.tradeDate as IsoDate,
    through: isClosed ? bookingSession(last.tradeDate) : null,
  };
}

/**
 * Whether a change of prices reaches a portfolio's snapshot: through a price that it values a lot by, at the session or at
 * the one before; through the value at inception, by which all cash was set; or through the close of a lot's entry day, to
 * which the entry price is held. A change of splits or dividends reaches all of a holder's: quantities on both sides of the
 * one, and cash, long after the lot is gone, by the other.
 */
export class SnapshotStaleness {
  readonly #reaches: readonly { readonly id: number; readonly ranges: readonly SessionRange[] }[];

  constructor({ inception }: Portfolio, lots: readonly Lot[], changes: readonly PriceChange[]) {
    const held = lots.filter(({ assetClass }) => assetClass === "PUBLIC");
    this.#reaches = changes.flatMap((change) => {
      const own = held.filter(({ symbol }) => symbol === change.symbol);
      if (own.length === 0) return [];
      const toNextClose = change.until === null ? null : bookingSession(change.until);
      const ranges = own.flatMap((lot): SessionRange[] => {
        const life = lifeOf(lot);
        const from = laterOf(life.from, change.from);
        const ends = [toNextClose, life.through].filter((end) => end !== null).sort();
        const atBase =
          change.kind === "actions" ||
          (life.from <= inception && isNewestClose(change, inception)) ||
          isNewestClose(change, life.from);
        const reached: SessionRange = { from, through: ends[0] ?? null };
        return atBase ? [reached, { from: inception, through: null }] : [reached];
      });
      return [{ id: change.id, ranges }];
    });
  }

  /** @param seen The newest change that the snapshot reflects. */
  isStale(session: IsoDate, seen: number): boolean {
    return this.#reaches.some(
      ({ id, ranges }) => id > seen && ranges.some((range) => within(range, session)),
    );
  }
}

/** The sessions whose statistics rest on a changed return: those of the changed closes, and of the close after them. */
function statisticsRange({ from, through }: PriceChange): SessionRange {
  const xnys = calendarOf("XNYS");
  const last = xnys.ordinalOf(xnys.nextSession(through)) + STATISTICS_WINDOW_SESSIONS - 1;
  return { from, through: xnys.sessionAt(last) };
}

/** Whether changes of prices reach the statistics of symbols. A change of the market's reaches those of all. */
export class StatisticsStaleness {
  readonly #reaches: readonly (PriceChange & { readonly range: SessionRange })[];

  constructor(changes: readonly PriceChange[]) {
    this.#reaches = changes.map((change) => ({ ...change, range: statisticsRange(change) }));
  }

  /**
   * @param isAbout Whether a symbol is one of those that are asked about.
   * @param seen The newest change that the statistics reflect.
   */
  isStale(isAbout: (symbol: string) => boolean, session: IsoDate, seen: number): boolean {
    return this.#reaches.some(
      ({ id, symbol, range }) =>
        id > seen && within(range, session) && (symbol === MARKET_PROXY || isAbout(symbol)),
    );
  }
}
