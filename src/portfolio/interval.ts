import { toEpochDay } from "../platform/iso-date.ts";
import type { Cents } from "../platform/money.ts";
import type { Flow } from "./flow.ts";
import type { Mark } from "./mark.ts";
import type { Lot } from "./portfolio.ts";
import { bitsOf, type PositionFlag } from "./position-flag.ts";
import type { PriceHistory } from "./price-history.ts";
import { NO_AGE, NO_DAY, type PositionColumns, positionColumns } from "./snapshot.ts";

/** A lot with everything about it that does not depend on the session. */
export interface Account {
  readonly lot: Lot;
  readonly history: PriceHistory | null;
  readonly standing: readonly PositionFlag[];
  readonly flows: readonly Flow[];
  readonly entryValue: Cents;
}

/** A lot at the close of a session; null where it is not held. */
export interface Holding {
  readonly quantity: number;
  readonly mark: Mark;
  readonly value: Cents;
}

/** A lot over the interval that ends at a session. */
export interface Interval {
  readonly account: Account;
  readonly before: Holding | null;
  readonly now: Holding | null;
  readonly trade: Cents;
  readonly dividend: Cents;
  readonly pnl: Cents;
  readonly revaluation: Cents;
}

/** What a reader must know of a lot in a snapshot. */
export function flagsIn({ account, now }: Interval): PositionFlag[] {
  return now === null ? ["closed"] : [...account.standing, ...now.mark.flags];
}

/** The lots of a snapshot in columns. */
export function columnsOf(intervals: readonly Interval[]): PositionColumns {
  const columns = positionColumns(intervals.length);
  for (const [at, interval] of intervals.entries()) {
    const { account, now, pnl, revaluation, dividend } = interval;
    columns.lotIds[at] = account.lot.id;
    columns.quantities[at] = now?.quantity ?? 0;
    columns.prices[at] = now?.mark.price ?? Number.NaN;
    const priceDate = now?.mark.priceDate ?? null;
    columns.priceDays[at] = priceDate === null ? NO_DAY : toEpochDay(priceDate);
    columns.priceAges[at] = now?.mark.age ?? NO_AGE;
    columns.marketValues[at] = now?.value ?? 0;
    columns.entryValues[at] = now === null ? 0 : account.entryValue;
    columns.dailyPnls[at] = pnl;
    columns.revaluations[at] = revaluation;
    columns.dividends[at] = dividend;
    columns.flags[at] = bitsOf(flagsIn(interval));
  }
  return columns;
}
