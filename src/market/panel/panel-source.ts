import type { Sqlite, Statement } from "../../../db/driver.ts";
import { requirePublished } from "../../../db/open.ts";
import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOf } from "../calendar/calendar.ts";
import type { SymbolName } from "../symbol.ts";
import { SessionAxis } from "./align.ts";
import { type PanelAxes, type PanelMemory, panelRow } from "./panel.ts";
import { type Adjustment, fillReturns } from "./returns.ts";

interface SymbolRow {
  readonly id: number;
  readonly symbol: SymbolName;
  readonly basis: Basis;
  readonly first: IsoDate;
  readonly last: IsoDate;
}

/** A contiguous part of a panel's symbols: rows `from` up to, not including, `to`. */
export interface Shard {
  readonly from: number;
  readonly to: number;
}

/** Sessions that a panel must have on its axis, whether there are bars of them or not; null leaves it to the bars. */
export interface AxesRange {
  readonly from: IsoDate | null;
  readonly to: IsoDate | null;
}

interface ActionRow {
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
}

/** Reads panels from a connection that only reads. Rows of different symbols never touch, so any sharding gives the same bytes. */
export class PanelSource {
  readonly #db: Sqlite;
  readonly #days: Statement;
  readonly #closes: Statement;
  readonly #actions: Statement;

  constructor(db: Sqlite) {
    this.#db = db;
    const range = "FROM price_bar WHERE symbol_id = ? AND session BETWEEN ? AND ? ORDER BY session";
    this.#days = db
      .prepare(`SELECT coalesce(group_concat(session, ''), '') FROM (SELECT session ${range})`)
      .pluck();
    this.#closes = db.prepare(`SELECT close ${range}`).pluck();
    this.#actions = db.prepare(
      "SELECT ex_date AS exDate, kind, numerator, denominator, amount FROM corporate_action WHERE symbol_id = ? AND ex_date BETWEEN ? AND ? AND status <> 'rejected' ORDER BY ex_date",
    );
  }

  /** All symbols that have a bar, over all sessions from the first bar of any to the last, and the range. Throws `busy` half-way through a strict import. */
  axes(range: AxesRange = { from: null, to: null }): PanelAxes {
    requirePublished(this.#db, this.#db.name);
    const rows = this.#symbolRows();
    let first = range.from;
    let last = range.to;
    for (const row of rows) {
      if (first === null || row.first < first) first = row.first;
      if (last === null || row.last > last) last = row.last;
    }
    const symbols = rows.map((row) => row.symbol);
    if (first === null || last === null) return { symbols, sessions: [] };
    return { symbols, sessions: calendarOf("XNYS").sessionsBetween(first, last) };
  }

  /** Fills a shard of a panel's memory, in one read snapshot. */
  fill(axes: PanelAxes, memory: PanelMemory, shard: Shard): void {
    const first = axes.sessions[0];
    const last = axes.sessions.at(-1);
    if (first === undefined || last === undefined) return;
    const axis = new SessionAxis(axes.sessions);
    this.#db.transaction(() => {
      const rows = new Map(this.#symbolRows().map((row) => [row.symbol, row]));
      for (let at = shard.from; at < shard.to; at++) {
        const cells = panelRow(axes, memory, at);
        cells.returns.fill(Number.NaN);
        cells.valid.fill(0);
        cells.actions.fill(0);
        const row = rows.get(axes.symbols[at] as SymbolName);
        if (row === undefined) continue;
        const days = this.#days.get(row.id, first, last) as string;
        const closes = axis.align(days, this.#closes.all(row.id, first, last) as number[]);
        const actions = this.#actions.all(row.id, first, last) as ActionRow[];
        fillReturns(axes.sessions, closes, adjustmentsOf(actions), row.basis, cells);
      }
    })();
  }

  #symbolRows(): readonly SymbolRow[] {
    const bound = (which: "min" | "max") =>
      `(SELECT ${which}(session) FROM price_bar WHERE symbol_id = s.id)`;
    const sql = `SELECT id, symbol, basis, ${bound("min")} AS first, ${bound("max")} AS last FROM symbol s WHERE basis IS NOT NULL ORDER BY symbol`;
    const rows = this.#db.prepare(sql).all() as (SymbolRow & { readonly first: IsoDate | null })[];
    return rows.filter((row) => row.first !== null);
  }
}

/** One adjustment a day: a dividend is per share held after that day's split. */
function adjustmentsOf(actions: readonly ActionRow[]): readonly Adjustment[] {
  const byDay = new Map<IsoDate, Adjustment>();
  for (const { exDate, kind, numerator, denominator, amount } of actions) {
    const day = byDay.get(exDate) ?? { exDate, split: 1, dividend: 0 };
    byDay.set(
      exDate,
      kind === "split"
        ? { ...day, split: (numerator ?? 1) / (denominator ?? 1) }
        : { ...day, dividend: amount ?? 0 },
    );
  }
  return [...byDay.values()];
}
