import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import { analystEstimate } from "../../../db/schema/analyst.ts";
import { HORIZONS, type Horizon } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { AnalystEstimate } from "./field-group.ts";
import type { Telling } from "./told-rows.ts";

/** An estimate as it is stored, with the day from which it counts. */
export interface StoredEstimate extends AnalystEstimate {
  readonly asOf: IsoDate;
  readonly source: string;
}

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
      `SELECT ${COLUMNS} FROM analyst_estimate WHERE symbol_id = ? AND horizon = ? AND as_of <= ? ORDER BY as_of DESC LIMIT 1`,
    );
  }

  /** What analysts expected on a day, by horizon. */
  on(symbolId: number, day: IsoDate): readonly StoredEstimate[] {
    return HORIZONS.flatMap((horizon) => this.#of(symbolId, horizon, day) ?? []);
  }

  /** Stores what is new. Belongs inside a transaction. @returns whether anything was. */
  put(symbolId: number, { asOf, source }: Telling, told: readonly AnalystEstimate[]): boolean {
    let isAnyNew = false;
    for (const estimate of told) {
      const known = this.#of(symbolId, estimate.horizon, asOf);
      // Once a period is over its horizon is the next one's, of which nothing of the old is known.
      const before = known?.endDate === estimate.endDate ? known : null;
      const entries = Object.entries(estimate) as [keyof AnalystEstimate, number | string | null][];
      if (!entries.some(([column, value]) => value !== null && value !== before?.[column])) continue;
      const merged = Object.fromEntries(
        entries.map(([column, value]) => [column, value ?? before?.[column] ?? null]),
      );
      this.#rows.put({ ...(merged as unknown as AnalystEstimate), symbolId, asOf, source });
      isAnyNew = true;
    }
    return isAnyNew;
  }

  #of(symbolId: number, horizon: Horizon, day: IsoDate): StoredEstimate | null {
    return (this.#newest.get(symbolId, horizon, day) as StoredEstimate | undefined) ?? null;
  }
}
