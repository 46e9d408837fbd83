import { type Coverage, coverageOf } from "../../src/batch/coverage.ts";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { type IsoDate, isoDate } from "../../src/platform/iso-date.ts";
import { Desk } from "../support/desk.ts";

/** The session that is measured unless another is said. */
export const SESSION = isoDate("2026-05-29");
/** What every portfolio wants besides what it holds: eight proxies and two rates. */
export const ANYWAY = ["SPY", "VTV", "VUG", "MTUM", "QUAL", "IWM", "USMV", "TLT", "^TYX", "^IRX"];
const OLD_DAY = "2026-05-18";

/** The session so many sessions before the one that is measured. */
export const ago = (count: number): IsoDate => {
  const xnys = calendarOf("XNYS");
  return xnys.sessionAt(xnys.ordinalOf(SESSION) - count);
};

/** A desk whose coverage is measured: what is stored is put there by hand. */
export class CoveredDesk {
  readonly desk = new Desk();

  /** Stores bars of equal closes: rows of symbol, session, close and volume. */
  async bars(rows: readonly string[]): Promise<void> {
    const report = await this.desk.base.importText(["symbol,date,close,volume", ...rows, ""].join("\n"));
    if (report.totals.refused > 0) throw new Error(JSON.stringify(report.totals));
  }

  /** Good closes of a session. */
  good(symbols: readonly string[], session: string = SESSION): Promise<void> {
    return this.bars(symbols.map((symbol) => `${symbol},${session},100,5`));
  }

  /** Opens a portfolio of ten shares each. */
  async hold(...symbols: readonly string[]): Promise<void> {
    const lots = symbols.map((symbol) => `${symbol},10,100,${OLD_DAY}`);
    await this.desk.openLots("One", lots, { equity: "100000" });
  }

  set(symbol: string, columns: string): void {
    this.desk.base.writer.db.exec(`UPDATE symbol SET ${columns} WHERE symbol = '${symbol}'`);
  }

  quarantine(symbol: string, session: string, status: "open" | "rejected"): void {
    const decidedAt = status === "open" ? "NULL" : "'now'";
    this.desk.base.writer.db.exec(
      `INSERT INTO price_quarantine (symbol_id, session, provider, reason, close, detail, status, seen_at, decided_at)
       SELECT id, '${session}', 'yahoo', 'large_move', 5, 'x', '${status}', 'now', ${decidedAt} FROM symbol
       WHERE symbol = '${symbol}'`,
    );
  }

  measured(session: string = SESSION): Coverage {
    return coverageOf(this.desk.base.writer.db, isoDate(session));
  }

  /** In which list a symbol stands; good if in none. */
  listOf(symbol: string, session: string = SESSION): string {
    const coverage = this.measured(session);
    const lists = (["missing", "stale", "quarantined", "pending", "inactive"] as const).filter((name) =>
      coverage[name].includes(symbol),
    );
    return lists.join(", ") || "good";
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.desk[Symbol.asyncDispose]();
  }
}
