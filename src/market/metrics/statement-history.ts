import { getTableColumns, getTableName } from "drizzle-orm";
import type { Statement as Prepared, Sqlite } from "../../../db/driver.ts";
import { type Frequency, STATEMENT_KINDS, type StatementKind } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { STATEMENT_TABLES } from "../fundamentals/statement-tables.ts";

/** Lines on which metrics rest. */
const LINES = {
  income_statement: ["totalRevenue", "ebit", "ebitda"],
  balance_sheet: [
    "totalDebt",
    "shortTermDebt",
    "longTermDebt",
    "cashAndShortTermInvestments",
    "cashAndCashEquivalents",
    "shortTermInvestments",
    "minorityInterest",
    "preferredStock",
    "totalStockholdersEquity",
  ],
  cash_flow: ["operatingCashFlow", "capitalExpenditures"],
} as const satisfies Readonly<Record<StatementKind, readonly string[]>>;

export type Line = (typeof LINES)[StatementKind][number];

/** A statement as far as metrics rest on it. */
export interface KnownStatement {
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly currency: string | null;
  readonly lines: Readonly<Partial<Record<Line, number | null>>>;
}

/** The statements of a company that were known on a day, of each kind the newest first. */
export type KnownStatements = Readonly<Record<StatementKind, readonly KnownStatement[]>>;

interface Row extends Record<string, string | number | null> {
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly knownOn: IsoDate;
}

interface Revision {
  readonly kind: StatementKind;
  readonly frequency: Frequency;
  readonly periodEnd: IsoDate;
  readonly replacedOn: IsoDate;
  readonly figures: string;
}

type OfKinds<T> = Readonly<Record<StatementKind, T>>;

const ofKinds = <T>(of: (kind: StatementKind) => T): OfKinds<T> =>
  Object.fromEntries(STATEMENT_KINDS.map((kind) => [kind, of(kind)])) as OfKinds<T>;

function selectOf(kind: StatementKind): string {
  const table = STATEMENT_TABLES[kind];
  const names = new Map(Object.entries(getTableColumns(table)).map(([key, { name }]) => [key, name]));
  const keys = ["frequency", "periodEnd", "currency", ...LINES[kind]];
  // A fiscal year's flows are old when the next quarter's are told; what it ends with is not.
  const frequencies = kind === "balance_sheet" ? "'annual', 'quarterly'" : "'quarterly', 'trailing'";
  const columns = keys.map((key) => `"${names.get(key)}" AS "${key}"`);
  return `SELECT ${columns.join(", ")}, min(coalesce(filing_date, first_seen_on), first_seen_on) AS knownOn
    FROM "${getTableName(table)}" WHERE symbol_id = ? AND frequency IN (${frequencies}) ORDER BY period_end DESC, frequency`;
}

/** Reads the statements of companies, with what they said before they were restated. */
export class StatementReader {
  readonly #select: OfKinds<Prepared>;
  readonly #revisions: Prepared;

  constructor(db: Sqlite) {
    this.#select = ofKinds((kind) => db.prepare(selectOf(kind)));
    this.#revisions = db.prepare(
      `SELECT kind, frequency, period_end AS periodEnd, replaced_on AS replacedOn, old_figures AS figures
       FROM statement_revision WHERE symbol_id = ? ORDER BY seq DESC`,
    );
  }

  of(symbolId: number): StatementHistory {
    const rows = ofKinds((kind) => this.#select[kind].all(symbolId) as Row[]);
    return new StatementHistory(rows, this.#revisions.all(symbolId) as Revision[]);
  }
}

/** All that is stored of a company's statements: what of it was known, and how it was told, depends on the day. */
export class StatementHistory {
  readonly #rows: OfKinds<readonly Row[]>;
  readonly #revisions: readonly Revision[];
  readonly #days: readonly IsoDate[];
  #known: { readonly from: number; readonly statements: KnownStatements } | null = null;

  /** @param revisions The newest first. */
  constructor(rows: OfKinds<readonly Row[]>, revisions: readonly Revision[]) {
    this.#rows = rows;
    this.#revisions = revisions;
    const known = STATEMENT_KINDS.flatMap((kind) => rows[kind].map(({ knownOn }) => knownOn));
    this.#days = [...new Set([...known, ...revisions.map(({ replacedOn }) => replacedOn)])].sort();
  }

  /**
   * What was known on a day: filed by then, or seen here before. What was restated later is as it was told
   * then; a line that was told for the first time later is there.
   */
  on(day: IsoDate): KnownStatements {
    // Between two days on which something became known all days know the same.
    const from = this.#days.findLastIndex((each) => each <= day);
    if (this.#known?.from !== from) {
      const statements = ofKinds((kind) =>
        this.#rows[kind]
          .filter(({ knownOn }) => knownOn <= day)
          .map((row) => statementOf(kind, this.#asTold(kind, row, day))),
      );
      this.#known = { from, statements };
    }
    return this.#known.statements;
  }

  #asTold(kind: StatementKind, row: Row, day: IsoDate): Row {
    const undone = this.#revisions.filter(
      (each) =>
        each.kind === kind &&
        each.frequency === row.frequency &&
        each.periodEnd === row.periodEnd &&
        each.replacedOn > day,
    );
    return Object.assign({}, row, ...undone.map(({ figures }) => JSON.parse(figures) as object)) as Row;
  }
}

function statementOf(kind: StatementKind, row: Row): KnownStatement {
  const { frequency, periodEnd } = row;
  return {
    frequency,
    periodEnd,
    currency: row.currency as string | null,
    lines: Object.fromEntries(LINES[kind].map((line) => [line, row[line] as number | null])),
  };
}
