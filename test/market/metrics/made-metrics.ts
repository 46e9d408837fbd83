import { Rows } from "../../../db/bulk/rows.ts";
import { symbolMetric } from "../../../db/schema/metric.ts";
import { profile } from "../../../db/schema/profile.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";

type MetricRow = Partial<typeof symbolMetric.$inferInsert>;
type ProfileRow = Partial<typeof profile.$inferInsert>;

export const SESSION = isoDate("2026-05-29");

/** A database of symbols whose metrics and profiles a test writes itself. `using` closes it. */
export class MadeMetrics extends TemporaryDatabase {
  readonly #metrics = new Rows(this.writer.db, symbolMetric);
  readonly #profiles = new Rows(this.writer.db, profile);

  /** Enters a symbol, if it is not there yet. @returns its id. */
  symbol(symbol: string): number {
    const sql =
      "INSERT INTO symbol (symbol, calendar, basis, type) VALUES (?, 'XNYS', 'as_traded', 'EQUITY') ON CONFLICT DO NOTHING";
    this.writer.db.prepare(sql).run(symbol);
    return this.rows("SELECT id FROM symbol WHERE symbol = ?", symbol)[0]?.id as number;
  }

  /** Metrics of a session; what is not given is null, for the reasons that are. */
  metrics(symbol: string, row: MetricRow, reasons: Readonly<Record<string, string>> = {}): void {
    const made = { session: SESSION, method: "made", inputs: "", seen: 0, ...row };
    this.#metrics.put({ symbolId: this.symbol(symbol), reasons: JSON.stringify(reasons), ...made });
  }

  profile(symbol: string, row: ProfileRow, asOf: IsoDate = isoDate("2026-01-05")): void {
    this.#profiles.put({ symbolId: this.symbol(symbol), asOf, source: "yahoo", ...row });
  }
}
