import { ReferenceChangeStatements } from "../../../db/bulk/reference-changes.ts";
import type { Statement as Prepared, Sqlite } from "../../../db/driver.ts";
import {
  type Frequency,
  NETWORK_PROVIDERS,
  type NetworkProvider,
  STATEMENT_KINDS,
  type StatementKind,
} from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Statement } from "./field-group.ts";
import { fiscalLabel, fiscalYear } from "./fiscal-label.ts";
import { lineColumns, type Revising, type StatementRow, StatementRows } from "./statement-rows.ts";

/** How much of an answer was new. */
export interface StoredStatements {
  /** The end of the newest fiscal quarter that is stored; of a company that tells none, of the newest year. */
  readonly newest: IsoDate | null;
  readonly periods: number;
  readonly restated: number;
}

const rankOf = (provider: NetworkProvider): number => NETWORK_PROVIDERS.indexOf(provider);

/** The statements of companies as collecting writes them. All writes belong inside the caller's transaction. */
export class StatementStore {
  readonly #kinds: Readonly<Record<StatementKind, StatementRows>>;
  readonly #marks: ReferenceChangeStatements;
  readonly #yearEnd: Prepared;

  constructor(db: Sqlite) {
    const rows = STATEMENT_KINDS.map((kind) => [kind, new StatementRows(db, kind)] as const);
    this.#kinds = Object.fromEntries(rows) as Record<StatementKind, StatementRows>;
    this.#marks = new ReferenceChangeStatements(db);
    this.#yearEnd = db
      .prepare(
        "SELECT fiscal_year_end FROM profile WHERE symbol_id = ? AND fiscal_year_end IS NOT NULL ORDER BY as_of DESC LIMIT 1",
      )
      .pluck();
  }

  /** The end of the newest stored period of either kind of frequency. */
  known(symbolId: number): { readonly quarterly: IsoDate | null; readonly annual: IsoDate | null } {
    const end = (frequency: Frequency) => this.#kinds.income_statement.newestEnd(symbolId, frequency);
    return { quarterly: end("quarterly"), annual: end("annual") };
  }

  /**
   * Stores statements as a provider tells them: a new period, lines that were not told before, and restatements, of which
   * the old figures are kept. A provider that is believed less fills gaps only.
   */
  store(
    symbolId: number,
    provider: NetworkProvider,
    statements: readonly Statement[],
    by: Revising,
  ): StoredStatements {
    const yearEnd = this.#yearEndOf(symbolId, statements);
    let [periods, restated] = [0, 0];
    let from: IsoDate | null = null;
    for (const statement of statements) {
      const rows = this.#kinds[statement.kind];
      const old = rows.near(symbolId, statement.frequency, statement.periodEnd);
      const row =
        old === null ? newRow(symbolId, provider, statement, by) : merged(old, provider, statement, by);
      const labelled = withLabel(row, yearEnd);
      if (labelled === old) continue;
      if (old === null) periods += 1;
      else if (this.#revise(rows, old, labelled, by)) restated += 1;
      rows.put(labelled);
      const since = old === null ? knownOn(labelled) : this.#changedFrom(rows, old, labelled, by);
      if (from === null || since < from) from = since;
    }
    if (from !== null) this.#marks.add(symbolId, from);
    const { quarterly, annual } = this.known(symbolId);
    return { newest: quarterly ?? annual, periods, restated };
  }

  /** Month and day on which fiscal years end: those that are told end on it, else the profile says. */
  #yearEndOf(symbolId: number, statements: readonly Statement[]): string | null {
    const years = statements.filter(({ frequency }) => frequency === "annual").map((each) => each.periodEnd);
    const stored = this.#kinds.income_statement.newestEnd(symbolId, "annual");
    const newest = [...years, ...(stored === null ? [] : [stored])].sort().at(-1);
    if (newest !== undefined) return newest.slice("YYYY-".length);
    return (this.#yearEnd.get(symbolId) as string | undefined) ?? null;
  }

  /** From which day on another statement is known: what was not told before is told for the days before as well. */
  #changedFrom(rows: StatementRows, old: StatementRow, row: StatementRow, { today }: Revising): IsoDate {
    const columns = [...lineColumns(rows.kind), "currency", "filingDate"];
    const isFilled = columns.some((column) => old[column] == null && row[column] != null);
    if (!isFilled) return today;
    return [knownOn(old), knownOn(row)].sort()[0] as IsoDate;
  }

  #revise(rows: StatementRows, old: StatementRow, row: StatementRow, by: Revising): boolean {
    // Lines in another currency were not told before: without their nulls they would pass for amounts in the old one.
    const isOther = old.currency !== null && old.currency !== row.currency;
    const replaced = [...lineColumns(rows.kind), "currency"].filter(
      (column) => (isOther || old[column] != null) && (old[column] ?? null) !== (row[column] ?? null),
    );
    if (replaced.length === 0) return false;
    rows.revise(old, Object.fromEntries(replaced.map((column) => [column, old[column] ?? null])), by);
    return true;
  }
}

/** The day from which a statement is known: that of its filing, or the one on which it was seen here before. */
function knownOn({ filingDate, firstSeenOn }: StatementRow): IsoDate {
  return filingDate !== null && filingDate < firstSeenOn ? filingDate : firstSeenOn;
}

function newRow(
  symbolId: number,
  source: NetworkProvider,
  told: Statement,
  { today }: Revising,
): StatementRow {
  const { kind: _, figures, ...head } = told;
  return { symbolId, source, ...head, firstSeenOn: today, changedOn: today, ...figures } as StatementRow;
}

/** A stored statement with what is told of it now; itself if that changes nothing. */
function merged(
  old: StatementRow,
  provider: NetworkProvider,
  told: Statement,
  { today }: Revising,
): StatementRow {
  const isBelieved = rankOf(provider) <= rankOf(old.source);
  // Figures in another currency replace all or none.
  const isOther = told.currency !== null && old.currency !== null && told.currency !== old.currency;
  if (isOther && !isBelieved) return old;
  const columns = lineColumns(told.kind);
  const figures = Object.fromEntries(
    columns.map((column) => {
      const [before, now] = [old[column] ?? null, told.figures[column] ?? null];
      if (isOther) return [column, now];
      return [column, isBelieved ? (now ?? before) : (before ?? now)];
    }),
  );
  const row = {
    ...old,
    ...figures,
    currency: isBelieved ? (told.currency ?? old.currency) : (old.currency ?? told.currency),
    fiscalYear: old.fiscalYear ?? told.fiscalYear,
    fiscalQuarter: old.fiscalQuarter ?? told.fiscalQuarter,
    filingDate: old.filingDate ?? told.filingDate,
  } as StatementRow;
  const hasChanged = Object.keys(row).some((column) => row[column] !== (old[column] ?? null));
  return hasChanged ? { ...row, source: isBelieved ? provider : old.source, changedOn: today } : old;
}

/** A statement with its fiscal year and quarter, where its provider tells none. */
function withLabel(row: StatementRow, yearEnd: string | null): StatementRow {
  if (row.fiscalYear !== null) return row;
  if (row.frequency === "annual") return { ...row, fiscalYear: fiscalYear(row.periodEnd) };
  if (yearEnd === null) return row;
  const { year, quarter } = fiscalLabel(row.periodEnd, yearEnd);
  return { ...row, fiscalYear: year, fiscalQuarter: quarter };
}
