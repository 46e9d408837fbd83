import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { Statement } from "../../../src/market/fundamentals/field-group.ts";
import { StatementStore } from "../../../src/market/fundamentals/statement-store.ts";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";
import type { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";

/** The day on which a company is told of for the first time, and the quarter that it is told of. */
export const TODAY = isoDate("2026-05-04");
export const END = isoDate("2026-03-31");

/** A quarter's income statement in dollars, without a label, unless said otherwise. */
export const quarter = (figures: Statement["figures"], some: Partial<Statement> = {}): Statement => ({
  ...{ kind: "income_statement", frequency: "quarterly", periodEnd: END, currency: "USD" },
  ...{ fiscalYear: null, fiscalQuarter: null, filingDate: null, figures },
  ...some,
});

let companies = 0;

/** A company, and what is told of it day after day. */
export class Company {
  readonly id: number;
  readonly #base: TemporaryDatabase;
  readonly #store: StatementStore;
  #today = TODAY;

  constructor(base: TemporaryDatabase) {
    this.id = knownSymbol(base, `C${companies++}`).id;
    this.#base = base;
    this.#store = new StatementStore(base.writer.db);
  }

  /** Tells the company's statements, so many days after the last time. */
  tell(statements: readonly Statement[], provider: NetworkProvider = "yahoo", days = 0) {
    this.#today = addDays(this.#today, days);
    const by = { today: this.#today, at: `${this.#today}T22:00:00.000Z`, runId: "r1" };
    return this.#store.store(this.id, provider, statements, by);
  }

  rows(kind = "income_statement") {
    return this.#base.rows(
      `SELECT * FROM ${kind} WHERE symbol_id = ? ORDER BY frequency, period_end`,
      this.id,
    );
  }

  get revisions() {
    const columns = "kind, frequency, period_end, seq, old_source, old_figures, replaced_on";
    return this.#base.rows(
      `SELECT ${columns} FROM statement_revision WHERE symbol_id = ? ORDER BY kind, seq`,
      this.id,
    );
  }

  get marks() {
    return this.#base
      .rows<{ from_day: string }>(
        "SELECT from_day FROM reference_change WHERE symbol_id = ? ORDER BY id",
        this.id,
      )
      .map(({ from_day }) => from_day);
  }
}
