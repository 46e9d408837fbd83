import type { Sqlite, Statement } from "../driver.ts";
import type { Basis, PRICE_SOURCES } from "../schema/words.ts";
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

/** Where a bar comes from: a provider, or an import. */
export interface Origin {
  readonly source: (typeof PRICE_SOURCES)[number];
  /** Null unless the source is an import. */
  readonly importId: number | null;
}

/** What replaces something, and when: an import, a run, or neither, which is an operator. */
export interface Reviser extends Origin {
  readonly runId: string | null;
  readonly at: string;
}

/** What an import replaces something as. */
export function byImport(importId: number, at: string): Reviser {
  return { source: "import", importId, runId: null, at };
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
  readonly #setAside: Statement;
  readonly #clear: Statement;

  constructor(db: Sqlite) {
    this.#closes = insertBars(db, "close", "(?,?,?,?,?)");
    this.#bars = insertBars(db, "close, open, high, low, volume", "(?,?,?,?,?,?,?,?,?)");
    this.#update = db.prepare(
      "UPDATE price_bar SET close = ?, open = ?, high = ?, low = ?, volume = ?, source = ?, import_id = ? WHERE symbol_id = ? AND session = ?",
    );
    this.#read = db
      .prepare(
        "SELECT session, close, open, high, low, volume FROM price_bar WHERE symbol_id = ? ORDER BY session",
      )
      .raw();
    this.#reviseBar = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, old_close, old_open, old_high, old_low, old_volume, old_source, import_id, run_id, revised_at)
       SELECT symbol_id, session, ${NEXT_SEQ}, 'correction', close, open, high, low, volume, source, @importId, @runId, @at
       FROM price_bar b WHERE symbol_id = @symbolId AND session = @session`,
    );
    this.#setAside = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, old_close, old_open, old_high, old_low, old_volume, old_source, old_basis, import_id, run_id, revised_at)
       SELECT symbol_id, session, ${NEXT_SEQ}, 'set_aside', close, open, high, low, volume, source, @basis, @importId, @runId, @at
       FROM price_bar b WHERE symbol_id = @symbolId`,
    );
    this.#clear = db.prepare("DELETE FROM price_bar WHERE symbol_id = ?");
    this.#reviseBase = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, through_session, factor, import_id, run_id, revised_at)
       SELECT b.symbol_id, b.session, ${NEXT_SEQ}, 'rebase', @through, @factor, @importId, @runId, @at
       FROM (SELECT @symbolId AS symbol_id, @session AS session) b`,
    );
  }

  /** Inserts new bars of one symbol. A bar that is there already is a fault of the caller's: it throws. */
  insertBars(symbolId: number, { source, importId }: Origin, bars: readonly BarColumns[]): void {
    const closesOnly = bars.every(
      (bar) => bar[2] === null && bar[3] === null && bar[4] === null && bar[5] === null,
    );
    for (let from = 0; from < bars.length; from += ROWS_PER_INSERT) {
      const part = bars.slice(from, from + ROWS_PER_INSERT);
      const values: (string | number | null)[] = [];
      for (const bar of part) {
        if (closesOnly) values.push(symbolId, bar[0], bar[1], source, importId);
        else values.push(symbolId, ...bar, source, importId);
      }
      (closesOnly ? this.#closes : this.#bars)(part.length).run(values);
    }
  }

  updateBar(symbolId: number, { source, importId }: Origin, bar: BarColumns): void {
    const [session, ...values] = bar;
    this.#update.run(...values, source, importId, symbolId, session);
  }

  /** All bars of a symbol, by session. */
  bars(symbolId: number): readonly BarColumns[] {
    return this.#read.all(symbolId) as BarColumns[];
  }

  /** Keeps a bar as it stands before it is replaced. */
  reviseBar(symbolId: number, session: string, by: Reviser): void {
    const { importId, runId, at } = by;
    this.#reviseBar.run({ symbolId, session, importId, runId, at });
  }

  /** Records that all bars of a symbol from `session` through `through` change by one factor (new over old). */
  reviseBase(symbolId: number, session: string, through: string, factor: number, by: Reviser): void {
    const { importId, runId, at } = by;
    this.#reviseBase.run({ symbolId, session, through, factor, importId, runId, at });
  }

  /** Keeps all bars of a symbol, which are on another basis than those to come, and takes them out of the way. */
  setAside(symbolId: number, basis: Basis, by: Reviser): void {
    const { importId, runId, at } = by;
    this.#setAside.run({ symbolId, basis, importId, runId, at });
    this.#clear.run(symbolId);
  }
}
