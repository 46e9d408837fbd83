import type { Sqlite, Statement } from "../driver.ts";
import type { ActionStatus } from "../schema/words.ts";
import { NEXT_SEQ, type Origin, type Reviser } from "./prices.ts";

/** The terms of a corporate action as stored: a split's ratio or a dividend's amount, the other null. */
export interface ActionTerms {
  readonly exDate: string;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
}

/** Reads and writes of corporate_action by prepared statements, for one open connection. */
export class ActionStatements {
  readonly #read: Statement;
  readonly #put: Statement;
  readonly #revise: Statement;
  readonly #remove: Statement;

  constructor(db: Sqlite) {
    this.#read = db.prepare(
      "SELECT ex_date AS exDate, kind, numerator, denominator, amount FROM corporate_action WHERE symbol_id = ? ORDER BY ex_date, kind",
    );
    this.#put = db.prepare(
      `INSERT INTO corporate_action (symbol_id, ex_date, kind, numerator, denominator, amount, status, source, import_id)
       VALUES (@symbolId, @exDate, @kind, @numerator, @denominator, @amount, @status, @source, @importId)
       ON CONFLICT DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator, amount = excluded.amount,
         status = excluded.status, source = excluded.source, import_id = excluded.import_id, decided_at = NULL`,
    );
    this.#revise = db.prepare(
      `INSERT INTO price_revision (symbol_id, session, seq, kind, old_source, old_amount, old_numerator, old_denominator, import_id, run_id, revised_at)
       SELECT symbol_id, session, ${NEXT_SEQ}, kind, source, amount, numerator, denominator, @importId, @runId, @at
       FROM (SELECT *, ex_date AS session FROM corporate_action) b
       WHERE symbol_id = @symbolId AND session = @exDate AND kind = @kind`,
    );
    this.#remove = db.prepare(
      "DELETE FROM corporate_action WHERE symbol_id = ? AND ex_date = ? AND kind = ?",
    );
  }

  /** All actions of a symbol, by ex-date. */
  actions(symbolId: number): readonly ActionTerms[] {
    return this.#read.all(symbolId) as ActionTerms[];
  }

  /** Keeps the terms of an action as they stand before they are replaced. */
  revise(symbolId: number, { exDate, kind }: Pick<ActionTerms, "exDate" | "kind">, by: Reviser): void {
    const { importId, runId, at } = by;
    this.#revise.run({ symbolId, exDate, kind, importId, runId, at });
  }

  put(symbolId: number, { source, importId }: Origin, status: ActionStatus, terms: ActionTerms): void {
    const { exDate, kind, numerator, denominator, amount } = terms;
    this.#put.run({ exDate, kind, numerator, denominator, amount, symbolId, source, importId, status });
  }

  remove(symbolId: number, { exDate, kind }: Pick<ActionTerms, "exDate" | "kind">): void {
    this.#remove.run(symbolId, exDate, kind);
  }
}
