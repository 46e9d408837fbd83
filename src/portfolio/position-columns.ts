import { UNVALUED_REASONS } from "../../db/schema/words.ts";
import { type IsoDate, toEpochDay } from "../platform/iso-date.ts";
import { cents, ZERO_CENTS } from "../platform/money.ts";
import type { Holding } from "./account.ts";
import type { Interval } from "./interval.ts";
import type { Greeks } from "./mark.ts";

/** In columns of whole numbers, what stands for none. Days before 1970 are below zero. */
export const NO_DAY = -(2 ** 31);
export const NO_AGE = -1;
/** The place of a reason in its list, from 1; 0 for what has a value. */
export const VALUED = 0;

/** The numbers of an option, in the order in which its column has them. */
export const GREEK_FIELDS = [
  "spot",
  "volatility",
  "rate",
  "dividendYield",
  "deltaShares",
  "deltaDollars",
  "gammaDollars",
  "theta",
  "vega",
  "rho",
] as const satisfies readonly (keyof Greeks)[];

/** The positions of a snapshot in columns, an element a lot: they cross threads without being copied one by one. */
export interface PositionColumns {
  readonly lotIds: Int32Array;
  /** On the basis of the price beside it. */
  readonly quantities: Float64Array;
  /** NaN where there is none. */
  readonly prices: Float64Array;
  /** Days since 1970-01-01; {@link NO_DAY} where there is no price. */
  readonly priceDays: Int32Array;
  /** Sessions since the price's day; {@link NO_AGE} where it is not a close. */
  readonly priceAges: Int32Array;
  /** Whole cents from here on. */
  readonly marketValues: Float64Array;
  readonly entryValues: Float64Array;
  readonly baseValues: Float64Array;
  readonly dailyPnls: Float64Array;
  readonly realizedPnls: Float64Array;
  readonly currencyPnls: Float64Array;
  readonly revaluations: Float64Array;
  readonly dividends: Float64Array;
  readonly fees: Float64Array;
  /** What a unit of the instrument's currency is; NaN in the portfolio's own. */
  readonly fxRates: Float64Array;
  readonly unvalued: Uint8Array;
  /** As `flagsOf` reads them. */
  readonly flags: Uint32Array;
  /** Elements that are options with greeks, and of each the {@link GREEK_FIELDS} in turn. */
  readonly greekPlaces: Int32Array;
  readonly greeks: Float64Array;
}

/** Puts the lots of a snapshot into columns, one after the other. */
export class ColumnBuilder {
  readonly #columns: Omit<PositionColumns, "greekPlaces" | "greeks">;
  readonly #epochDays = new EpochDays();
  readonly #greekPlaces: number[] = [];
  readonly #greeks: number[] = [];
  #count = 0;

  /** @param most As many lots as there may be. */
  constructor(most: number) {
    const numbers = () => new Float64Array(most);
    this.#columns = {
      lotIds: new Int32Array(most),
      quantities: numbers(),
      prices: numbers().fill(Number.NaN),
      priceDays: new Int32Array(most).fill(NO_DAY),
      priceAges: new Int32Array(most).fill(NO_AGE),
      marketValues: numbers(),
      entryValues: numbers(),
      baseValues: numbers(),
      dailyPnls: numbers(),
      realizedPnls: numbers(),
      currencyPnls: numbers(),
      revaluations: numbers(),
      dividends: numbers(),
      fees: numbers(),
      fxRates: numbers().fill(Number.NaN),
      unvalued: new Uint8Array(most),
      flags: new Uint32Array(most),
    };
  }

  add(interval: Interval): void {
    const columns = this.#columns;
    const at = this.#count;
    this.#count += 1;
    columns.lotIds[at] = interval.account.lot.id;
    columns.dailyPnls[at] = interval.pnl;
    columns.realizedPnls[at] = interval.realized;
    columns.currencyPnls[at] = interval.currencyPnl;
    columns.revaluations[at] = interval.revaluation;
    columns.dividends[at] = interval.dividend;
    columns.fees[at] = interval.fees;
    columns.flags[at] = interval.flags;
    if (interval.now === null) return;
    putHolding(columns, at, interval.now, this.#epochDays);
    const { greeks } = interval.now.mark;
    if (greeks === null) return;
    this.#greekPlaces.push(at);
    for (const name of GREEK_FIELDS) this.#greeks.push(greeks[name]);
  }

  /** The columns, as long as there are lots. */
  columns(): PositionColumns {
    const cut = Object.entries(this.#columns).map(([name, column]) => [name, column.slice(0, this.#count)]);
    return {
      ...(Object.fromEntries(cut) as Omit<PositionColumns, "greekPlaces" | "greeks">),
      greekPlaces: Int32Array.from(this.#greekPlaces),
      greeks: Float64Array.from(this.#greeks),
    };
  }
}

/** Days by their numbers: nearly all positions of a snapshot have a price of the same day. */
class EpochDays {
  #day: IsoDate | null = null;
  #number = 0;

  of(day: IsoDate): number {
    if (day !== this.#day) [this.#day, this.#number] = [day, toEpochDay(day)];
    return this.#number;
  }
}

function putHolding(
  columns: Omit<PositionColumns, "greekPlaces" | "greeks">,
  at: number,
  holding: Holding,
  epochDays: EpochDays,
): void {
  const { quantity, price, priceDate, age, unvalued } = holding.mark;
  columns.quantities[at] = quantity;
  columns.marketValues[at] = holding.value;
  let [entry, base] = [ZERO_CENTS, ZERO_CENTS];
  for (const tranche of holding.state.tranches) {
    entry = cents(entry + tranche.entry);
    base = cents(base + tranche.base);
  }
  columns.entryValues[at] = entry;
  columns.baseValues[at] = base;
  if (price !== null) columns.prices[at] = price;
  if (priceDate !== null) columns.priceDays[at] = epochDays.of(priceDate);
  if (age !== null) columns.priceAges[at] = age;
  if (holding.rate.factors.length > 0) columns.fxRates[at] = holding.rate.value;
  columns.unvalued[at] = unvalued === null ? VALUED : UNVALUED_REASONS.indexOf(unvalued) + 1;
}
