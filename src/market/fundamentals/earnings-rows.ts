import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import { earningsDate } from "../../../db/schema/analyst.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { EarningsDates } from "./field-group.ts";
import type { Telling } from "./told-rows.ts";

/** Earnings days as they were told on a day. */
export interface StoredEarnings extends Omit<EarningsDates, "isExpected"> {
  readonly asOf: IsoDate;
  readonly source: string;
  readonly isExpected: 0 | 1 | null;
}

const COLUMNS = `as_of AS asOf, source, last_date AS lastDate, next_from AS nextFrom, next_through AS nextThrough,
  is_expected AS isExpected, eps_average AS epsAverage, eps_low AS epsLow, eps_high AS epsHigh, revenue_average AS revenueAverage,
  revenue_low AS revenueLow, revenue_high AS revenueHigh`;
const EXPECTATIONS = [
  "epsAverage",
  "epsLow",
  "epsHigh",
  "revenueAverage",
  "revenueLow",
  "revenueHigh",
] as const;

/** When companies told their earnings and when they tell them next, a row a day on which any of it was new. */
export class EarningsRows {
  readonly #rows: Rows<typeof earningsDate>;
  readonly #all: Statement;

  constructor(db: Sqlite) {
    this.#rows = new Rows(db, earningsDate);
    this.#all = db.prepare(
      `SELECT ${COLUMNS} FROM earnings_date WHERE symbol_id = ? AND as_of <= ? ORDER BY as_of DESC`,
    );
  }

  /** What was known on a day; null for nothing. */
  on(symbolId: number, day: IsoDate): StoredEarnings | null {
    return (this.#all.get(symbolId, day) as StoredEarnings | undefined) ?? null;
  }

  /** Stores what is new. Belongs inside a transaction. @returns whether anything was. */
  put(symbolId: number, { asOf, source }: Telling, told: EarningsDates): boolean {
    const known = this.on(symbolId, asOf);
    const merged = mergedWith(known, told, asOf);
    const isExpected = merged.isExpected === null ? null : merged.isExpected ? 1 : 0;
    const row = { ...merged, isExpected };
    const isNew = (Object.keys(row) as (keyof typeof row)[]).some(
      (column) => row[column] !== (known?.[column] ?? null),
    );
    if (isNew) this.#rows.put({ ...row, symbolId, asOf, source });
    return isNew;
  }

  /**
   * The newest day up to `today` on which a company told its earnings: one that was told afterwards, or one that was still
   * named when it came. Null if none is known.
   */
  lastDay(symbolId: number, today: IsoDate): IsoDate | null {
    let last: IsoDate | null = null;
    let until: IsoDate | null = null;
    for (const row of this.#all.all(symbolId, today) as StoredEarnings[]) {
      const stoodUntil: IsoDate = until ?? today;
      const named = row.nextThrough !== null && row.nextThrough <= stoodUntil ? row.nextThrough : null;
      for (const day of [row.lastDate, named]) {
        if (day !== null && day <= today && day > (last ?? "")) last = day;
      }
      until = row.asOf;
    }
    return last;
  }
}

/** A day that is to come stands until another is named; once it has passed, it is none to come any more. */
function mergedWith(known: StoredEarnings | null, told: EarningsDates, asOf: IsoDate): EarningsDates {
  if (known === null) return told;
  const isStanding = told.nextFrom === null && known.nextThrough !== null && known.nextThrough >= asOf;
  const window = isStanding
    ? { ...known, isExpected: known.isExpected === null ? null : known.isExpected === 1 }
    : told;
  const isSame = window.nextFrom === known.nextFrom;
  const expectations = EXPECTATIONS.map((column) => [
    column,
    told[column] ?? (isSame ? known[column] : null),
  ]);
  const lastDate =
    [told.lastDate, known.lastDate]
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? null;
  const { nextFrom, nextThrough, isExpected } = window;
  const figures = Object.fromEntries(expectations) as Pick<EarningsDates, (typeof EXPECTATIONS)[number]>;
  return { lastDate, nextFrom, nextThrough, isExpected, ...figures };
}
