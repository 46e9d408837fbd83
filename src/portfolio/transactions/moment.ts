import type { IsoDate } from "../../platform/iso-date.ts";
import type { Transaction } from "../import/transaction.ts";

/** Of what is not told the time: what opens a lot is first in its day, and all else last, as lots are booked. */
const [FIRST, LAST] = ["", "~"];

/** When something happens, as lots are booked. */
export interface Moment {
  readonly date: IsoDate;
  /** HH:MM:SS, or what stands for the beginning or the end of the day. */
  readonly at: string;
}

/** When a lot is opened. */
export function openingMoment(date: IsoDate, time: string | null): Moment {
  return { date, at: time ?? FIRST };
}

const opens = ({ action }: Transaction) => action === "buy" || action === "short";

/** When a transaction is booked. */
export function momentOf(transaction: Transaction): Moment {
  const { date, time } = transaction;
  return opens(transaction) ? openingMoment(date, time) : { date, at: time ?? LAST };
}

/** Whether one moment comes after another. */
export function isAfter(a: Moment, b: Moment): boolean {
  return a.date === b.date ? a.at > b.at : a.date > b.date;
}

/**
 * Transactions as they are booked: by day and time, and then as the file has them. What opens lots at a moment comes before
 * what closes them, which is not seen where the file has them the other way about: lots that came first are closed first.
 */
export function inBookedOrder<T extends Transaction>(transactions: readonly T[]): readonly T[] {
  return transactions
    .map((each) => ({ each, moment: momentOf(each), rank: opens(each) ? 0 : 1 }))
    .sort((a, b) => {
      if (isAfter(a.moment, b.moment)) return 1;
      return isAfter(b.moment, a.moment) ? -1 : a.rank - b.rank || a.each.row - b.each.row;
    })
    .map(({ each }) => each);
}
