import { type EpochDay, toEpochDay, tryIsoDate } from "../../platform/iso-date.ts";
import { type CalendarId, calendarOf } from "../calendar/calendar.ts";
import { FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR } from "../calendar/years.ts";
import { calendarOfSymbol, type SymbolName, trySymbol } from "../symbol.ts";
import type { Layout } from "./layout.ts";
import { cellsOf } from "./lines.ts";
import { splitRatio, tryDecimal, trySplit } from "./number.ts";
import { excerpt, type RefusalReason, type RowFault } from "./refusal.ts";
import type { Bar } from "./series.ts";

export type Row =
  | { readonly symbol: SymbolName; readonly bar: Bar }
  | { readonly fault: RowFault; readonly symbol: string | null; readonly date: string | null };

/** What is known of a day as the rows of one file meet it. */
interface Day {
  readonly day: EpochDay;
  /** Why New York was closed; null if it was open. */
  readonly closedBecause: string | null;
}

const LONGEST_NAME_CACHE = 100_000;

class Refused extends Error {
  readonly fault: RowFault;

  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.fault = { reason, detail };
  }
}

/** The youngest bar that each calendar can have at an instant: that of its last session that is over. */
function lastDays(now: number): Readonly<Record<CalendarId, EpochDay>> {
  const last = (id: CalendarId) => toEpochDay(calendarOf(id).lastCompletedSession(now));
  return {
    XNYS: last("XNYS"),
    weekdays: last("weekdays"),
    everyday: last("everyday"),
    foreign: last("foreign"),
  };
}

/** Reads the rows of one price file, checking each by itself: what a row says, not how it fits with others. */
export class RowReader {
  readonly #layout: Layout;
  readonly #lastDay: Readonly<Record<CalendarId, EpochDay>>;
  readonly #days = new Map<string, Day>();
  readonly #symbols = new Map<string, { symbol: SymbolName; calendar: CalendarId }>();

  /** @param now The later of the business and the technical clock, in milliseconds: no bar can be younger. */
  constructor(layout: Layout, now: number) {
    this.#layout = layout;
    this.#lastDay = lastDays(now);
  }

  read(line: string, number: number): Row {
    const cells = cellsOf(line);
    const { symbolAt, at } = this.#layout;
    try {
      if (cells === null) throw new Refused("open_quote", "a quote is left open, or text follows one");
      return this.#row(cells, number);
    } catch (fault) {
      if (!(fault instanceof Refused)) throw fault;
      const shown = (position: number) =>
        cells === null || position < 0 ? null : excerpt(cells[position] ?? "") || null;
      return { fault: fault.fault, symbol: this.#layout.symbol ?? shown(symbolAt), date: shown(at.date) };
    }
  }

  #row(cells: readonly string[], line: number): Row {
    const { cells: width, symbolAt, at } = this.#layout;
    if (cells.length !== width)
      throw new Refused("wrong_cell_count", `${cells.length} cells instead of ${width}`);
    const { symbol, calendar } = this.#symbol(this.#layout.symbol ?? cells[symbolAt] ?? "");
    const { day, closedBecause } = this.#day((cells[at.date] ?? "").trim());
    if (calendar === "XNYS" && closedBecause !== null)
      throw new Refused("not_a_session", `${cells[at.date]?.trim()} is ${closedBecause}`);
    if (day > this.#lastDay[calendar]) throw new Refused("future_date", "the session has not ended yet");
    const close = this.#price((cells[at.close] ?? "").trim(), "close");
    if (close === null) throw new Refused("no_price", "there is no close");
    const optional = (position: number) => (position < 0 ? "" : (cells[position] ?? "").trim());
    const high = this.#price(optional(at.high), "high");
    const low = this.#price(optional(at.low), "low");
    if (high !== null && low !== null && high < low)
      throw new Refused("high_below_low", `high ${high} is below low ${low}`);
    const bar: Bar = {
      day,
      line,
      close,
      high,
      low,
      open: this.#price(optional(at.open), "open"),
      volume: this.#amount(optional(at.volume), "volume"),
      dividend: this.#amount(optional(at.dividend), "dividend"),
      split: this.#split(optional(at.split)),
    };
    return { symbol, bar };
  }

  #symbol(text: string): { symbol: SymbolName; calendar: CalendarId } {
    const seen = this.#symbols.get(text);
    if (seen !== undefined) return seen;
    const symbol = trySymbol(text);
    if (symbol === null) throw new Refused("bad_symbol", `"${excerpt(text)}" is not a symbol`);
    const entry = { symbol, calendar: calendarOfSymbol(symbol) };
    if (this.#symbols.size < LONGEST_NAME_CACHE) this.#symbols.set(text, entry);
    return entry;
  }

  #day(text: string): Day {
    const seen = this.#days.get(text);
    if (seen !== undefined) return seen;
    const date = tryIsoDate(text);
    if (date === null) throw new Refused("bad_date", `"${excerpt(text)}" is not a day written as YYYY-MM-DD`);
    const day = toEpochDay(date);
    if (day < FIRST_DAY || day > LAST_DAY) {
      throw new Refused("date_out_of_range", `${date} is not within ${FIRST_YEAR} to ${LAST_YEAR}`);
    }
    const entry = { day, closedBecause: calendarOf("XNYS").closedBecause(date) };
    this.#days.set(text, entry);
    return entry;
  }

  #number(text: string, name: string): number | null {
    if (text === "" || text === "null") return null;
    const value = tryDecimal(text);
    if (value === null) throw new Refused("bad_number", `${name} "${excerpt(text)}" is not a number`);
    return value;
  }

  #price(text: string, name: string): number | null {
    const value = this.#number(text, name);
    if (value !== null && value <= 0) throw new Refused("price_not_positive", `${name} is ${text}`);
    return value;
  }

  #amount(text: string, name: string): number | null {
    const value = this.#number(text, name);
    if (value !== null && value < 0) throw new Refused("bad_number", `${name} is ${text}`);
    return value;
  }

  #split(text: string): Bar["split"] {
    if (text === "" || text === "null") return null;
    if (tryDecimal(text) === 0) return splitRatio(1, 1);
    const split = trySplit(text);
    if (split === null)
      throw new Refused("bad_split", `split "${excerpt(text)}" is not a ratio such as 4 or 3:2`);
    return split;
  }
}
