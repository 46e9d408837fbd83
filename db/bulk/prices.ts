import type { Sqlite, Statement } from "../driver.ts";
import { multiRow, ROWS_PER_INSERT } from "./multi-row.ts";

/** A bar's columns in the order in which they are bound: session, close, open, high, low, volume. */
export type BarColumns = readonly [
  string,
  number,
  number | null,
  number | null,
  number | null,
  number | null,
];

/** Which import replaced something, and when. */
export interface Reviser {
  readonly importId: number;
  readonly at: string;
}

/** The number after the last revision of the row `b`'s symbol and session. */
export const NEXT_SEQ =
  "(SELECT 1 + coalesce(max(r.seq), 0) FROM price_revision r WHERE r.symbol_id = b.symbol_id AND r.session = b.session)";

const insertBars = (db: Sqlite, columns: string, row: string) =>
  multiRow(
    db,
    (rows) =>
      `INSERT INTO price_bar (symbol_id, session, ${columns}, source, import_id) VALUES ${Array(rows).fill(row).join(",")}`,
  );

/** Bulk writes and reads of the price tables by prepared statements, for one open connection. */
export class PriceStatements {
  readonly #bars: (rows: number) => Statement;
  readonly #closes: (rows: number) => Statement;
  readonly #update: Statement;
  readonly #read: Statement;
  readonly #reviseBar: Statement;
  readonly #reviseBase: Statement;

  constructor(db: Sqlite) {
    this.#closes = insertBars(db, "close", "(?,?,?,'import',?)");
    this.#bars = insertBars(db, "close, open, high, low, volume", "(?,?,?,?,?,?,?,'import',?)");
    this.#update = db.prepare(
      "UPDATE price_bar SET close = ?, open = ?, high = ?, low = ?, volume = ?, source = 'import', import_id = ? WHERE symbol_id = ? AND session = ?",
    );
    this.#read = db
      .prepare(
        "SELECT session, close, open, high, low, volume FROM price_bar WHERE symbol_id = ? ORDER BY session",
      )
      .raw();
    this.#reviseBar = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, old_close, old_open, old_high, old_low, old_volume, old_source, import_id, revised_at)
       SELECT symbol_id, session, ${NEXT_SEQ}, 'correction', close, open, high, low, volume, source, @importId, @at
       FROM price_bar b WHERE symbol_id = @symbolId AND session = @session`,
    );
    this.#reviseBase = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, through_session, factor, import_id, revised_at)
       SELECT b.symbol_id, b.session, ${NEXT_SEQ}, 'rebase', @through, @factor, @importId, @at
       FROM (SELECT @symbolId AS symbol_id, @session AS session) b`,
    );
  }

  /** Inserts new bars of one symbol. A bar that is there already is a fault of the caller's: it throws. */
  insertBars(symbolId: number, importId: number, bars: readonly BarColumns[]): void {
    const closesOnly = bars.every(
      (bar) => bar[2] === null && bar[3] === null && bar[4] === null && bar[5] === null,
    );
    for (let from = 0; from < bars.length; from += ROWS_PER_INSERT) {
      const part = bars.slice(from, from + ROWS_PER_INSERT);
      const values: (string | number | null)[] = [];
      for (const bar of part) {
        if (closesOnly) values.push(symbolId, bar[0], bar[1], importId);
        else values.push(symbolId, ...bar, importId);
      }
      (closesOnly ? this.#closes : this.#bars)(part.length).run(values);
    }
  }

  updateBar(symbolId: number, importId: number, bar: BarColumns): void {
    const [session, ...values] = bar;
    this.#update.run(...values, importId, symbolId, session);
  }

  /** All bars of a symbol, by session. */
  bars(symbolId: number): readonly BarColumns[] {
    return this.#read.all(symbolId) as BarColumns[];
  }

  /** Keeps a bar as it stands before it is replaced. */
  reviseBar(symbolId: number, session: string, by: Reviser): void {
    this.#reviseBar.run({ symbolId, session, ...by });
  }

  /** Records that all bars of a symbol from `session` through `through` change by one factor (new over old). */
  reviseBase(symbolId: number, session: string, through: string, factor: number, by: Reviser): void {
    this.#reviseBase.run({ symbolId, session, through, factor, ...by });
  }
}
