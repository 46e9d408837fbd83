import type { Sqlite } from "../../../db/driver.ts";
import {
  FREQUENCIES,
  type Frequency,
  STATEMENT_KINDS,
  type StatementKind,
} from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { columnNames } from "./column-names.ts";
import { type ComputedFigure, computedFigures } from "./statement-figures.ts";
import { lineColumns, type StatementRow, StatementRows } from "./statement-rows.ts";
import { STATEMENT_TABLES } from "./statement-tables.ts";

/** The statements of one period as they are published: lines by column, null where a line was not told. */
export interface PeriodView {
  readonly period_end: IsoDate;
  readonly fiscal_year: number | null;
  readonly fiscal_quarter: number | null;
  readonly filing_date: IsoDate | null;
  readonly statements: Readonly<Partial<Record<StatementKind, StatementView>>>;
  readonly computed: Readonly<Record<string, ComputedFigure>>;
}

/** One statement of a period. */
interface StatementView {
  readonly currency: string | null;
  readonly source: string;
  readonly first_seen_on: IsoDate;
  readonly changed_on: IsoDate;
  readonly lines: Readonly<Record<string, unknown>>;
  /** What it said before, the newest first. */
  readonly restated: readonly RevisionView[];
}

interface RevisionView {
  readonly replaced_on: IsoDate;
  readonly source: string;
  readonly figures: Readonly<Record<string, unknown>>;
}

/** A company's statements by frequency, the newest period first. */
export type StatementsView = Readonly<Record<Frequency, readonly PeriodView[]>>;

/**
 * A company's newest statements of each frequency.
 * @param most Periods of each at most.
 */
export function readStatements(db: Sqlite, symbolId: number, most: number): StatementsView {
  const reader = new StatementReader(db, symbolId, most);
  return Object.fromEntries(
    FREQUENCIES.map((frequency) => [frequency, reader.periods(frequency)]),
  ) as StatementsView;
}

class StatementReader {
  readonly #db: Sqlite;
  readonly #symbolId: number;
  readonly #most: number;
  readonly #rows: Readonly<Record<StatementKind, StatementRows>>;

  constructor(db: Sqlite, symbolId: number, most: number) {
    this.#db = db;
    this.#symbolId = symbolId;
    this.#most = most;
    this.#rows = Object.fromEntries(
      STATEMENT_KINDS.map((kind) => [kind, new StatementRows(db, kind)]),
    ) as Record<StatementKind, StatementRows>;
  }

  periods(frequency: Frequency): readonly PeriodView[] {
    const kinds = STATEMENT_KINDS.filter((kind) => kind !== "balance_sheet" || frequency !== "trailing");
    const rows = kinds.flatMap((kind) =>
      this.#rows[kind].newest(this.#symbolId, frequency, this.#most).map((row) => ({ kind, row })),
    );
    const byEnd = Map.groupBy(rows, ({ row }) => row.periodEnd);
    return [...byEnd]
      .sort(([a], [b]) => (a > b ? -1 : 1))
      .slice(0, this.#most)
      .map(([periodEnd, own]) => this.#period(periodEnd, new Map(own.map(({ kind, row }) => [kind, row]))));
  }

  #period(periodEnd: IsoDate, rows: ReadonlyMap<StatementKind, StatementRow>): PeriodView {
    const all = [...rows.values()];
    const first = <C extends "fiscalYear" | "fiscalQuarter" | "filingDate">(column: C) =>
      all.find((row) => row[column] !== null)?.[column] ?? null;
    const of = (kind: StatementKind) => rows.get(kind) ?? null;
    return {
      period_end: periodEnd,
      fiscal_year: first("fiscalYear"),
      fiscal_quarter: first("fiscalQuarter"),
      filing_date: first("filingDate"),
      statements: Object.fromEntries([...rows].map(([kind, row]) => [kind, this.#statement(kind, row)])),
      computed: computedFigures({
        income_statement: of("income_statement"),
        balance_sheet: of("balance_sheet"),
        cash_flow: of("cash_flow"),
      }),
    };
  }

  #statement(kind: StatementKind, row: StatementRow): StatementView {
    const lines = Object.fromEntries(lineColumns(kind).map((column) => [column, row[column] ?? null]));
    const { currency, source, firstSeenOn, changedOn } = row;
    return {
      currency,
      source,
      first_seen_on: firstSeenOn,
      changed_on: changedOn,
      lines: columnNames(STATEMENT_TABLES[kind])(lines),
      restated: this.#revisions(kind, row),
    };
  }

  #revisions(kind: StatementKind, { frequency, periodEnd }: StatementRow): readonly RevisionView[] {
    const rows = this.#db
      .prepare(
        `SELECT replaced_on, old_source AS source, old_figures AS figures FROM statement_revision
         WHERE symbol_id = ? AND kind = ? AND frequency = ? AND period_end = ? ORDER BY seq DESC`,
      )
      .all(this.#symbolId, kind, frequency, periodEnd) as (Omit<RevisionView, "figures"> & {
      figures: string;
    })[];
    const named = columnNames(STATEMENT_TABLES[kind]);
    return rows.map((row) => ({
      ...row,
      figures: named(JSON.parse(row.figures) as Record<string, unknown>),
    }));
  }
}
