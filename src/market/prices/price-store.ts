import { ActionStatements } from "../../../db/bulk/actions.ts";
import { type BarColumns, PriceStatements, type Reviser } from "../../../db/bulk/prices.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { Basis } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { calendarOfSymbol, type SymbolName } from "../symbol.ts";
import { ChangeMarks } from "./change-marks.ts";
import type { Verdict } from "./judge.ts";
import type { Replacement } from "./replacement.ts";
import type { StoredBar, StoredSeries } from "./stored-series.ts";

const toColumns = (bar: StoredBar): BarColumns => [
  bar.session,
  bar.close,
  bar.open,
  bar.high,
  bar.low,
  bar.volume,
];

const toBar = ([session, close, open, high, low, volume]: BarColumns): StoredBar => ({
  session: session as IsoDate,
  close,
  open,
  high,
  low,
  volume,
});

/** The stored prices of single symbols, read and written inside the caller's transaction. */
export class PriceStore {
  readonly #prices: PriceStatements;
  readonly #actions: ActionStatements;
  readonly #marks: ChangeMarks;
  readonly #find: Statement;
  readonly #add: Statement;
  readonly #setBasis: Statement;

  constructor(db: Sqlite) {
    this.#prices = new PriceStatements(db);
    this.#actions = new ActionStatements(db);
    this.#marks = new ChangeMarks(db);
    this.#find = db.prepare("SELECT id, basis FROM symbol WHERE symbol = ?");
    this.#add = db.prepare("INSERT INTO symbol (symbol, calendar, basis) VALUES (?, ?, ?)");
    this.#setBasis = db.prepare("UPDATE symbol SET basis = ? WHERE id = ? AND basis IS NULL");
  }

  /** What is stored of a symbol; an empty series for one that is not. */
  series(symbol: SymbolName): StoredSeries {
    const row = this.#row(symbol);
    if (row === undefined) return { basis: null, bars: [], actions: [] };
    return {
      basis: row.basis,
      bars: this.#prices.bars(row.id).map(toBar),
      actions: this.#actions.actions(row.id),
    };
  }

  /** Stores what a verdict says of one symbol: its bars, the revisions of what they replace, its corporate actions, and the marks on what changed. */
  apply(symbol: SymbolName, basis: Basis, verdict: Verdict, by: Reviser): void {
    if (verdict.standing.length === 0) return;
    const symbolId = this.#idOf(symbol, basis);
    this.#prices.insertBars(symbolId, by, verdict.inserts.map(toColumns));
    for (const replacement of verdict.corrections) this.#correct(symbolId, replacement, by);
    for (const { bar } of [...verdict.fills, ...verdict.rebased]) {
      this.#prices.updateBar(symbolId, by, toColumns(bar));
    }
    if (verdict.rebase !== null) {
      const { from, through, factor } = verdict.rebase;
      this.#prices.reviseBase(symbolId, from, through, factor, by);
    }
    for (const { terms, status, replaces } of verdict.actions.put) {
      if (replaces !== null) this.#actions.revise(symbolId, replaces, by);
      this.#actions.put(symbolId, by, status, terms);
    }
    for (const terms of verdict.actions.removed) {
      this.#actions.revise(symbolId, terms, by);
      this.#actions.remove(symbolId, terms);
    }
    this.#marks.mark(symbolId, { ...verdict, isWhole: verdict.rebase !== null });
  }

  #row(symbol: SymbolName): { id: number; basis: Basis | null } | undefined {
    return this.#find.get(symbol) as { id: number; basis: Basis | null } | undefined;
  }

  #idOf(symbol: SymbolName, basis: Basis): number {
    const row = this.#row(symbol);
    if (row === undefined) {
      return Number(this.#add.run(symbol, calendarOfSymbol(symbol), basis).lastInsertRowid);
    }
    if (row.basis === null) this.#setBasis.run(basis, row.id);
    return row.id;
  }

  #correct(symbolId: number, { old, bar }: Replacement, by: Reviser): void {
    this.#prices.reviseBar(symbolId, old.session, by);
    this.#prices.updateBar(symbolId, by, toColumns(bar));
  }
}
