import { type EpochDay, fromEpochDay, type IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import { type SplitRatio, splitRatio } from "./number.ts";

/** One checked row of a price file. Prices are on the file's basis; null where the file has no value. */
export interface Bar {
  readonly day: EpochDay;
  readonly line: number;
  readonly close: number;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
  /** Null where the file says nothing; 0, and a split of 1:1, where it says that there was none. */
  readonly dividend: number | null;
  readonly split: SplitRatio | null;
}

const FIRST_CAPACITY = 256;
const OPTIONAL = ["open", "high", "low", "volume", "dividend", "numerator", "denominator"] as const;
type Optional = (typeof OPTIONAL)[number];

function grown<A extends Int32Array | Uint32Array | Float64Array>(array: A, length: number): A {
  const larger = new (array.constructor as new (length: number) => A)(length);
  larger.set(array);
  return larger;
}

function optionalOf(bar: Bar, name: Optional): number | null {
  if (name === "numerator" || name === "denominator") return bar.split?.[name] ?? null;
  return bar[name];
}

/**
 * The rows of one symbol in one file, in columns: 16 bytes a row, and 8 more for each optional column that the file
 * uses, so that a million rows are held in some twenty megabytes.
 */
export class Series {
  readonly symbol: SymbolName;
  #length = 0;
  #days = new Int32Array(FIRST_CAPACITY);
  #lines = new Uint32Array(FIRST_CAPACITY);
  #closes = new Float64Array(FIRST_CAPACITY);
  readonly #optional: Partial<Record<Optional, Float64Array>> = {};
  #isSorted = true;

  constructor(symbol: SymbolName) {
    this.symbol = symbol;
  }

  get length(): number {
    return this.#length;
  }

  /** The least line number: where a fault of the whole series is shown. */
  get firstLine(): number {
    return this.#lines[0] ?? 0;
  }

  push(bar: Bar): void {
    const at = this.#length;
    if (at === this.#days.length) this.#grow(at * 2);
    if (at > 0 && bar.day <= (this.#days[at - 1] ?? 0)) this.#isSorted = false;
    this.#days[at] = bar.day;
    this.#lines[at] = bar.line;
    this.#closes[at] = bar.close;
    for (const name of OPTIONAL) {
      const value = optionalOf(bar, name);
      if (value === null) continue;
      this.#optional[name] ??= new Float64Array(this.#days.length).fill(Number.NaN);
      (this.#optional[name] as Float64Array)[at] = value;
    }
    this.#length += 1;
  }

  /** The bars by day; rows of one day stand together, in the order of their lines. */
  sorted(): Bar[] {
    const bars = Array.from({ length: this.#length }, (_, at) => this.#bar(at));
    return this.#isSorted ? bars : bars.sort((a, b) => a.day - b.day || a.line - b.line);
  }

  #bar(at: number): Bar {
    const optional = (name: Optional): number | null => {
      const value = this.#optional[name]?.[at] ?? Number.NaN;
      return Number.isNaN(value) ? null : value;
    };
    const [numerator, denominator] = [optional("numerator"), optional("denominator")];
    return {
      day: this.#days[at] ?? 0,
      line: this.#lines[at] ?? 0,
      close: this.#closes[at] ?? Number.NaN,
      open: optional("open"),
      high: optional("high"),
      low: optional("low"),
      volume: optional("volume"),
      dividend: optional("dividend"),
      split: numerator === null || denominator === null ? null : splitRatio(numerator, denominator),
    };
  }

  #grow(capacity: number): void {
    this.#days = grown(this.#days, capacity);
    this.#lines = grown(this.#lines, capacity);
    this.#closes = grown(this.#closes, capacity);
    for (const name of OPTIONAL) {
      const column = this.#optional[name];
      if (column === undefined) continue;
      const larger = grown(column, capacity);
      larger.fill(Number.NaN, column.length);
      this.#optional[name] = larger;
    }
  }
}

const isoByDay = new Map<EpochDay, IsoDate>();

/** The ISO day of an epoch day, remembered: a load asks for the same few thousand days a million times. */
export function isoOf(day: EpochDay): IsoDate {
  let iso = isoByDay.get(day);
  if (iso === undefined) {
    iso = fromEpochDay(day);
    isoByDay.set(day, iso);
  }
  return iso;
}
