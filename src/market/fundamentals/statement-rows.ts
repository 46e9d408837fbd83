import { getTableColumns, getTableName } from "drizzle-orm";
import { Rows } from "../../../db/bulk/rows.ts";
import type { Statement as Prepared, Sqlite } from "../../../db/driver.ts";
import { statementRevision } from "../../../db/schema/statement.ts";
import type { Frequency, NetworkProvider, StatementKind } from "../../../db/schema/words.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";
import { STATEMENT_TABLES } from "./statement-tables.ts";

/** Two providers' ends of one period lie no further apart: some tell the month's end, some the week's. */
const SAME_PERIOD_DAYS = 10;

/** What a stored statement is of, beside its figures. */
export interface StatementHead {
  readonly symbolId: number;
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly currency: string | null;
  readonly fiscalYear: number | null;
  readonly fiscalQuarter: number | null;
  readonly filingDate: IsoDate | null;
  readonly source: NetworkProvider;
  readonly firstSeenOn: IsoDate;
  readonly changedOn: IsoDate;
}

/** A stored statement: the head, and every line by its column. */
export type StatementRow = StatementHead & Readonly<Record<string, number | string | null>>;

const HEAD_COLUMNS: ReadonlySet<string> = new Set([
  "symbolId",
  "frequency",
  "periodEnd",
  "currency",
  "fiscalYear",
  "fiscalQuarter",
  "filingDate",
  "source",
  "firstSeenOn",
  "changedOn",
]);

/** The columns of a kind's table that are lines of the statement. */
export function lineColumns(kind: StatementKind): readonly string[] {
  return Object.keys(getTableColumns(STATEMENT_TABLES[kind])).filter((key) => !HEAD_COLUMNS.has(key));
}

/** Reads and writes of one kind of statements, for one open connection. */
export class StatementRows {
  readonly kind: StatementKind;
  readonly #rows: Rows<(typeof STATEMENT_TABLES)[StatementKind]>;
  readonly #revisions: Rows<typeof statementRevision>;
  readonly #near: Prepared;
  readonly #newest: Prepared;
  readonly #list: Prepared;
  readonly #nextSeq: Prepared;

  constructor(db: Sqlite, kind: StatementKind) {
    const table = STATEMENT_TABLES[kind];
    const columns = Object.entries(getTableColumns(table)).map(([key, { name }]) => `"${name}" AS "${key}"`);
    const select = `SELECT ${columns.join(", ")} FROM "${getTableName(table)}" WHERE symbol_id = ? AND frequency = ?`;
    this.kind = kind;
    this.#rows = new Rows(db, table);
    this.#revisions = new Rows(db, statementRevision);
    this.#near = db.prepare(`${select} AND period_end BETWEEN ? AND ?
      ORDER BY abs(julianday(period_end) - julianday(?)) LIMIT 1`);
    this.#list = db.prepare(`${select} ORDER BY period_end DESC LIMIT ?`);
    this.#newest = db
      .prepare(`SELECT max(period_end) FROM "${getTableName(table)}" WHERE symbol_id = ? AND frequency = ?`)
      .pluck();
    this.#nextSeq = db
      .prepare(
        `SELECT coalesce(max(seq), 0) + 1 FROM statement_revision
         WHERE symbol_id = ? AND kind = ? AND frequency = ? AND period_end = ?`,
      )
      .pluck();
  }

  /** The statement of the period that ends on a day or near it; null if there is none. */
  near(symbolId: number, frequency: Frequency, periodEnd: IsoDate): StatementRow | null {
    const [from, to] = [addDays(periodEnd, -SAME_PERIOD_DAYS), addDays(periodEnd, SAME_PERIOD_DAYS)];
    return (this.#near.get(symbolId, frequency, from, to, periodEnd) as StatementRow | undefined) ?? null;
  }

  /** The newest statements of a frequency, the newest first. */
  newest(symbolId: number, frequency: Frequency, most: number): readonly StatementRow[] {
    return this.#list.all(symbolId, frequency, most) as StatementRow[];
  }

  /** The end of the newest period; null if there is none. */
  newestEnd(symbolId: number, frequency: Frequency): IsoDate | null {
    return this.#newest.get(symbolId, frequency) as IsoDate | null;
  }

  put(row: StatementRow): void {
    this.#rows.put(row as never);
  }

  /** Keeps what a statement said before. */
  revise(old: StatementRow, figures: Readonly<Record<string, number | string | null>>, by: Revising): void {
    const { symbolId, frequency, periodEnd, source } = old;
    const seq = this.#nextSeq.get(symbolId, this.kind, frequency, periodEnd) as number;
    this.#revisions.put({
      symbolId,
      kind: this.kind,
      frequency,
      periodEnd,
      seq,
      oldSource: source,
      oldFigures: JSON.stringify(figures),
      replacedOn: by.today,
      runId: by.runId,
      replacedAt: by.at,
    });
  }
}

/** On which day, at which instant and in which run something is replaced. */
export interface Revising {
  readonly today: IsoDate;
  readonly at: string;
  readonly runId: string;
}
