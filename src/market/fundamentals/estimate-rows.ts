import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import { analystEstimate } from "../../../db/schema/analyst.ts";
import { HORIZONS, type Horizon } from "../../../db/schema/words.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";
import type { AnalystEstimate } from "./field-group.ts";
import type { Telling } from "./told-rows.ts";

/** What analysts expect is that of a quarter: it stands for so many days after it was last told. */
export const ESTIMATE_DAYS = 100;

/** An estimate as it is known on a day, with the day of its newest row. */
export interface StoredEstimate extends AnalystEstimate {
  readonly asOf: IsoDate;
  readonly source: string;
  /** Columns whose value the newest row does not tell: that of an earlier one of the same period and currency stands in. */
  readonly carried: readonly string[];
}

type Row = AnalystEstimate & Pick<StoredEstimate, "asOf" | "source">;

const COLUMNS = `as_of AS asOf, source, horizon, end_date AS endDate, eps_currency AS epsCurrency, eps_average AS epsAverage,
  eps_low AS epsLow, eps_high AS epsHigh, eps_year_ago AS epsYearAgo, eps_growth AS epsGrowth, eps_analysts AS epsAnalysts,
  revenue_currency AS revenueCurrency, revenue_average AS revenueAverage, revenue_low AS revenueLow, revenue_high AS revenueHigh,
  revenue_year_ago AS revenueYearAgo, revenue_growth AS revenueGrowth, revenue_analysts AS revenueAnalysts`;

/** The estimates of analysts, a row a horizon and day on which any of it was new: they become a series. */
export class EstimateRows {
  readonly #rows: Rows<typeof analystEstimate>;
  readonly #newest: Statement;

  constructor(db: Sqlite) {
    this.#rows = new Rows(db, analystEstimate);
    this.#newest = db.prepare(
      `SELECT ${COLUMNS} FROM analyst_estimate WHERE symbol_id = ? AND horizon = ? AND as_of <= ? AND as_of >= ?
       ORDER BY as_of DESC`,
    );
  }

  /** What analysts expected on a day, by horizon. */
  on(symbolId: number, day: IsoDate): readonly StoredEstimate[] {
    return HORIZONS.flatMap((horizon) => mergedOf(this.#of(symbolId, horizon, day)) ?? []);
  }

  /** Stores what is new, or was last told half a carry ago. Belongs inside a transaction. @returns whether anything was. */
  put(symbolId: number, { asOf, source }: Telling, told: readonly AnalystEstimate[]): boolean {
    let isAnyNew = false;
    for (const estimate of told) {
      const rows = this.#of(symbolId, estimate.horizon, asOf);
      const [newest] = rows;
      const known = mergedOf(rows);
      // Once a period is over its horizon is the next one's, of which nothing of the old is known.
      const before = known?.endDate === estimate.endDate ? known : null;
      const entries = Object.entries(estimate) as [keyof AnalystEstimate, number | string | null][];
      const isNew = entries.some(([column, value]) => value !== null && value !== before?.[column]);
      const isConfirmed = newest !== undefined && newest.asOf <= addDays(asOf, -ESTIMATE_DAYS / 2);
      if (!isNew && !isConfirmed) continue;
      const own = newest?.asOf === asOf && newest.endDate === estimate.endDate ? newest : null;
      const row = Object.fromEntries(
        entries.map(([column, value]) => [column, value ?? own?.[column] ?? null]),
      );
      this.#rows.put({ ...(row as unknown as AnalystEstimate), symbolId, asOf, source });
      isAnyNew = true;
    }
    return isAnyNew;
  }

  /** The newest first. */
  #of(symbolId: number, horizon: Horizon, day: IsoDate): readonly Row[] {
    return this.#newest.all(symbolId, horizon, day, addDays(day, -ESTIMATE_DAYS)) as Row[];
  }
}

/** The newest row, and from those before it of the same period what it does not tell, as far as that is in its currency. */
function mergedOf(rows: readonly Row[]): StoredEstimate | null {
  const [newest, ...older] = rows;
  if (newest === undefined) return null;
  const carried: string[] = [];
  const merged: Record<string, unknown> = { ...newest };
  for (const column of Object.keys(newest) as (keyof Row)[]) {
    if (newest[column] !== null) continue;
    const currency = column.startsWith("eps") ? "epsCurrency" : "revenueCurrency";
    const row = older.find(
      (each) =>
        each.endDate === newest.endDate &&
        each[column] !== null &&
        (newest[currency] === null || each[currency] === newest[currency]),
    );
    if (row === undefined) continue;
    merged[column] = row[column];
    carried.push(column);
  }
  return { ...(merged as unknown as Row), carried };
}
