import { canonicalDump, type DumpTable } from "../../../db/dump.ts";
import { idSource } from "../../../src/platform/ids.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { parseCents } from "../../../src/platform/money.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { readTransactions } from "../../../src/portfolio/import/transaction-file.ts";
import type { Lot, Portfolio } from "../../../src/portfolio/portfolio.ts";
import { readLots } from "../../../src/portfolio/portfolio-source.ts";
import { enterPortfolio } from "../../../src/portfolio/portfolio-store.ts";
import { RecordingDesk } from "../../../src/portfolio/recording/desk.ts";
import {
  type ImportOutcome,
  type ImportTerms,
  importTransactions,
} from "../../../src/portfolio/transactions/import-transactions.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { HEADER } from "../import/transaction-csv.ts";

export const TODAY = isoDate("2026-05-29");
/** A Friday; the sessions after it are 01-05, 01-06 and so on. */
export const INCEPTION = isoDate("2026-01-02");
const AT = "2026-05-29T22:00:00.000Z";
/** What the books are made of. */
const BOOKS: readonly DumpTable[] = ["portfolio", "lot", "lot_event", "portfolio_event"];

/** A portfolio of 100,000 USD, opened on 2026-01-02, to which files of transactions come. `using` closes it. */
export class TransactionDesk {
  readonly base = new TemporaryDatabase();
  readonly newId = idSource({ now: () => Date.parse(AT), elapsed: () => 0 }, systemRandom);
  readonly portfolio: Portfolio;

  constructor(inception: IsoDate = INCEPTION) {
    const terms = { name: "Desk", owner: null, currency: "USD", dividends: "derived" } as const;
    const dates = { inception, basisDate: inception };
    const opened = { ...terms, ...dates, statedEquity: parseCents("100000") };
    this.portfolio = enterPortfolio(this.base.writer.orm, opened, this.recorder());
  }

  recorder(source = "transactions") {
    return { source, actor: "command", at: AT, newId: this.newId };
  }

  /** Imports rows of a file of transactions, as text. */
  import(rows: readonly string[], terms: Partial<ImportTerms> = {}): Promise<ImportOutcome> {
    const content = new TextEncoder().encode([HEADER, ...rows, ""].join("\n"));
    const { currency } = this.portfolio;
    const file = readTransactions(content, { fileName: "t.csv", today: TODAY, currency });
    const plain = { today: TODAY, recorder: this.recorder(), strict: false, again: false, dryRun: false };
    return importTransactions(this.base.writer, this.portfolio, file, { ...plain, ...terms });
  }

  /** {@link import} that must go well. */
  async take(rows: readonly string[], terms: Partial<ImportTerms> = {}): Promise<ImportOutcome> {
    const outcome = await this.import(rows, terms);
    if (outcome.faults.length > 0) throw new Error(JSON.stringify(outcome.faults));
    return outcome;
  }

  /** Stores a snapshot of the inception, as a night does: from then on it is known what there is. */
  tell(): void {
    const zero = "0, 0, 0, 0, 0";
    this.base.writer.db
      .prepare(
        `INSERT INTO snapshot (portfolio_id, session, status, equity, cash, long_value, short_value, daily_pnl, revaluation, dividends,
           cumulative_pnl, position_count, flags, reasons, method, inputs, seen, published_at)
         VALUES (?, ?, 'complete', 10000000, 10000000, ${zero}, 0, 0, '', '', 'accounting/2', '', 0, ?)`,
      )
      .run(this.portfolio.id, this.portfolio.inception, AT);
  }

  /** Records by single calls, each in its own transaction. */
  async record<T>(work: (desk: RecordingDesk) => T): Promise<T> {
    const desk = () => new RecordingDesk(this.base.writer.db, this.portfolio, TODAY, this.recorder());
    return this.base.writer.transact("record", () => work(desk()));
  }

  get lots(): readonly Lot[] {
    return readLots(this.base.writer.db, this.portfolio.id);
  }

  /** The lots' events in a few words: `1 2026-01-05 open 10 @ 100`. */
  get told(): readonly string[] {
    return this.lots.flatMap(({ lotNo, events }) =>
      events.map(
        ({ tradeDate, kind, quantity, price }) => `${lotNo} ${tradeDate} ${kind} ${quantity} @ ${price}`,
      ),
    );
  }

  dump(tables: readonly DumpTable[] = BOOKS): string {
    return [...canonicalDump(this.base.writer.db, this.base.path, tables)].join("");
  }

  [Symbol.dispose](): void {
    this.base[Symbol.dispose]();
  }
}

/** The faults of an import as `code row column`. */
export function placesOf({ faults }: Pick<ImportOutcome, "faults">): string[] {
  return faults.map(({ code, row, column }) => `${code} ${row ?? "-"} ${column ?? "-"}`);
}
