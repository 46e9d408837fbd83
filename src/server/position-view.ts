import type { Sqlite } from "../../db/driver.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { underlyingOf } from "../market/underlying.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { cents } from "../platform/money.ts";
import { inCashOrder } from "../portfolio/cash-event.ts";
import { readSplits } from "../portfolio/history-source.ts";
import { quantityHeld } from "../portfolio/lot-walk.ts";
import { type Lot, openingOf } from "../portfolio/portfolio.ts";
import { readPortfolioEvents } from "../portfolio/portfolio-source.ts";
import type { Split } from "../portfolio/price-history.ts";
import { withRecordedSplits } from "../portfolio/recorded-actions.ts";
import { isOvertaken } from "../portfolio/report/currency.ts";
import { money } from "../portfolio/report/figure.ts";

/** open: something is held. expired: an option whose last session is over. deleted: taken out of the books. */
export type PositionStatus = "open" | "closed" | "expired" | "deleted";

/** A lot as it stands today. */
export interface PositionView {
  readonly id: string;
  readonly symbol: string;
  readonly status: PositionStatus;
  readonly position_type: string;
  readonly investment_class: string;
  readonly investment_subtype: string | null;
  readonly multiplier: number;
  readonly underlying: string | null;
  readonly strike: number | null;
  readonly expiration: IsoDate | null;
  readonly right: string | null;
  readonly note: string | null;
  /** What is held today, on the basis of today; below 0 if short. */
  readonly quantity: number;
  /** Null of a deleted one. */
  readonly opening: {
    readonly kind: string;
    readonly date: IsoDate;
    readonly time: string | null;
    readonly quantity: number;
    readonly price: number;
    readonly currency: string | null;
    readonly fees: number;
    /** The day on whose basis quantity and price are. */
    readonly as_of: IsoDate;
  } | null;
  /** Since when nothing is held. */
  readonly closed_on: IsoDate | null;
  /** What it was worth at the newest snapshot; null without one, and of what was not held then. */
  readonly value: {
    readonly date: IsoDate;
    readonly price: number | null;
    readonly price_date: IsoDate | null;
    /** Null without a price. */
    readonly market_value: number | null;
    readonly unrealized_pnl: number | null;
    /** Whether prices or events have changed since, so that the next night may tell it otherwise. */
    readonly overtaken: boolean;
  } | null;
}

interface ValueRow {
  readonly lotId: number;
  readonly session: IsoDate;
  readonly price: number | null;
  readonly priceDate: IsoDate | null;
  readonly marketValue: number;
  readonly unrealizedPnl: number | null;
}

const VALUES = `SELECT lot_id AS lotId, session, last_price AS price, price_date AS priceDate, market_value AS marketValue,
  unrealized_pnl AS unrealizedPnl FROM position_value WHERE lot_id = ?`;

/** Whose splits change a lot's quantity; null where none do. */
function splitSymbolOf({ assetClass, symbol, option }: Lot): string | null {
  if (assetClass === "PRIVATE") return null;
  return option === null ? symbol : (underlyingOf(option.underlying) ?? option.underlying);
}

/** How the lots of one portfolio stand, each read from what is stored when it is asked for. */
export class PositionReader {
  readonly #db: Sqlite;
  readonly #today: IsoDate;
  readonly #lastSession: IsoDate;
  readonly #portfolioId: number;
  readonly #overtaken = new Map<IsoDate, boolean>();
  readonly #splits = new Map<string, readonly Split[]>();
  readonly #splitsOf: (symbol: string) => readonly Split[];

  /**
   * @param today The day in New York.
   * @param lastSession The newest that is over.
   */
  constructor(db: Sqlite, portfolioId: number, today: IsoDate, lastSession: IsoDate) {
    const events = inCashOrder(readPortfolioEvents(db, portfolioId));
    this.#db = db;
    this.#portfolioId = portfolioId;
    this.#today = today;
    this.#lastSession = lastSession;
    this.#splitsOf = (symbol) => {
      const stored = readSplits(db, [symbol]).get(symbol) ?? [];
      return withRecordedSplits({ symbol, splits: stored }, events).splits;
    };
  }

  view(lot: Lot): PositionView {
    const { publicId: id, symbol, type, assetClass, subtype, multiplier, option, note, events } = lot;
    const opening = events[0] === undefined ? null : openingOf(lot);
    const value = this.#db.prepare(VALUES).get(lot.id) as ValueRow | undefined;
    const held = opening === null ? 0 : quantityHeld(lot, this.#today, this.splitsOf(lot));
    const status = this.#statusOf(lot, held, value);
    const last = events.findLast(({ kind }) => kind !== "valuation");
    const ended = { open: null, deleted: null, expired: option?.expiration, closed: last?.tradeDate };
    return {
      id,
      symbol,
      status,
      position_type: type,
      investment_class: assetClass,
      investment_subtype: subtype,
      multiplier,
      underlying: option?.underlying ?? null,
      strike: option?.strike ?? null,
      expiration: option?.expiration ?? null,
      right: option?.right ?? null,
      note,
      quantity: status === "open" ? held : 0,
      opening:
        opening === null
          ? null
          : {
              kind: opening.kind,
              date: opening.tradeDate,
              time: opening.time,
              quantity: opening.quantity,
              price: opening.price,
              currency: opening.currency,
              fees: money(opening.fees),
              as_of: opening.basisDate,
            },
      closed_on: ended[status] ?? null,
      value: value === undefined ? null : newestValue(value, this.#isOvertaken(value.session)),
    };
  }

  /** The splits that a lot's quantity goes through. */
  splitsOf(lot: Lot): readonly Split[] {
    const symbol = splitSymbolOf(lot);
    if (symbol === null) return [];
    const splits = this.#splits.get(symbol) ?? this.#splitsOf(symbol);
    this.#splits.set(symbol, splits);
    return splits;
  }

  #isOvertaken(session: IsoDate): boolean {
    const known = this.#overtaken.get(session) ?? isOvertaken(this.#db, this.#portfolioId, session);
    this.#overtaken.set(session, known);
    return known;
  }

  /** An option is open after its last session if the books have it still: they wait for what it is settled at. */
  #statusOf({ option, events }: Lot, held: number, value: ValueRow | undefined): PositionStatus {
    if (events.length === 0) return "deleted";
    if (held === 0) return "closed";
    if (option === null) return "open";
    const last = calendarOf("XNYS").sessionOnOrBefore(option.expiration);
    if (last > this.#lastSession) return "open";
    return value !== undefined && value.session >= last ? "open" : "expired";
  }
}

function newestValue(
  { session, price, priceDate, marketValue, unrealizedPnl }: ValueRow,
  overtaken: boolean,
): PositionView["value"] {
  return {
    date: session,
    price,
    price_date: priceDate,
    market_value: price === null ? null : money(cents(marketValue)),
    unrealized_pnl: unrealizedPnl === null ? null : money(cents(unrealizedPnl)),
    overtaken,
  };
}
