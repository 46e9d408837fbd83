import { ActionStatements } from "../../../db/bulk/actions.ts";
import { BookChangeStatements } from "../../../db/bulk/book-changes.ts";
import { type CollectEnd, CollectStatements } from "../../../db/bulk/collect.ts";
import { type BarColumns, PriceStatements, type Reviser } from "../../../db/bulk/prices.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { Basis, FetchOutcome, NetworkProvider } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { ChangeMarks } from "../prices/change-marks.ts";
import type { StoredBar } from "../prices/stored-series.ts";
import { calendarOfSymbol, currencyOfSymbol, type SymbolName } from "../symbol.ts";
import type { PriceChanges, Quarantined } from "./changes.ts";
import type { SourcedBar, StoredAction, StoredPrices, Suspect } from "./stored-prices.ts";

const toColumns = ({ session, close, open, high, low, volume }: StoredBar): BarColumns => [
  session,
  close,
  open,
  high,
  low,
  volume,
];

/** A symbol is inactive once so many providers have known none of that name on so many nights each. */
const [PROVIDERS_UNKNOWN, NIGHTS_UNKNOWN] = [2, 3] as const;

/** Under which run something is stored, when, and for which session's night. */
export interface CollectRun {
  readonly runId: string;
  readonly at: string;
  readonly night: IsoDate;
}

/** The stored prices as collecting reads and writes them. All writes belong inside the caller's transaction. */
export class CollectStore {
  readonly #prices: PriceStatements;
  readonly #actions: ActionStatements;
  readonly #collect: CollectStatements;
  readonly #marks: ChangeMarks;
  readonly #find: Statement;
  readonly #add: Statement;
  readonly #setBasis: Statement;
  readonly #bars: Statement;
  readonly #storedActions: Statement;
  readonly #suspects: Statement;
  readonly #count: Statement;
  readonly #quarantined: Statement;
  readonly #failures: Statement;
  readonly #retire: Statement;
  readonly #revive: Statement;
  readonly #first: Statement;
  readonly #currency: Statement;
  readonly #books: BookChangeStatements;

  constructor(db: Sqlite) {
    this.#prices = new PriceStatements(db);
    this.#actions = new ActionStatements(db);
    this.#collect = new CollectStatements(db);
    this.#marks = new ChangeMarks(db);
    this.#find = db.prepare("SELECT id, basis FROM symbol WHERE symbol = ?");
    this.#add = db.prepare("INSERT INTO symbol (symbol, calendar) VALUES (?, ?)");
    this.#setBasis = db.prepare("UPDATE symbol SET basis = 'as_traded' WHERE id = ?");
    this.#bars = db.prepare(
      "SELECT session, close, open, high, low, volume, source FROM price_bar WHERE symbol_id = ? AND session >= ? ORDER BY session",
    );
    this.#storedActions = db.prepare(
      `SELECT ex_date AS exDate, kind, numerator, denominator, amount, status, source, decided_at IS NOT NULL AS decided
       FROM corporate_action WHERE symbol_id = ? ORDER BY ex_date, kind`,
    );
    this.#suspects = db.prepare(
      "SELECT session, close, status FROM price_quarantine WHERE symbol_id = ? AND session >= ? ORDER BY session, id",
    );
    this.#quarantined = db
      .prepare(
        `SELECT EXISTS (SELECT 1 FROM price_quarantine WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = ?)
           AND status = 'open' AND session IN (SELECT value FROM json_each(?)))`,
      )
      .pluck();
    this.#failures = db
      .prepare(
        "SELECT failures FROM collect_state WHERE symbol_id = (SELECT id FROM symbol WHERE symbol = ?)",
      )
      .pluck();
    this.#retire = db.prepare(
      `UPDATE symbol SET status = 'inactive' WHERE symbol = ? AND status = 'active' AND
         (SELECT count(*) FROM provider_state p WHERE p.symbol_id = symbol.id AND p.absent_nights >= ${NIGHTS_UNKNOWN}) >= ${PROVIDERS_UNKNOWN}`,
    );
    this.#revive = db.prepare("UPDATE symbol SET status = 'active' WHERE id = ? AND status = 'inactive'");
    this.#count = db.prepare("SELECT count(*) FROM price_bar WHERE symbol_id = ? AND session >= ?").pluck();
    this.#currency = db.prepare("SELECT currency FROM symbol WHERE id = ?").pluck();
    this.#books = new BookChangeStatements(db);
    this.#first = db.prepare("SELECT min(session) FROM price_bar WHERE symbol_id = ?").pluck();
  }

  /** The id of a symbol; one that is not stored yet is entered, without a bar and so without a basis. */
  idOf(symbol: SymbolName): number {
    const row = this.#row(symbol);
    return row?.id ?? Number(this.#add.run(symbol, calendarOfSymbol(symbol)).lastInsertRowid);
  }

  /** What is stored of a symbol from a day on. A series on another basis is not read: nothing is held against it. */
  stored(symbol: SymbolName, from: IsoDate): StoredPrices {
    const row = this.#row(symbol);
    if (row === undefined) return { basis: null, bars: [], others: 0, actions: [], suspects: [] };
    const actions = this.#storedActions.all(row.id) as (Omit<StoredAction, "decided"> & {
      decided: number;
    })[];
    const isAsTraded = row.basis === "as_traded";
    return {
      basis: row.basis,
      bars: isAsTraded ? (this.#bars.all(row.id, from) as SourcedBar[]) : [],
      others: isAsTraded ? 0 : (this.#count.get(row.id, from) as number),
      actions: actions.map((each) => ({ ...each, decided: each.decided === 1 })),
      suspects: this.#suspects.all(row.id, from) as Suspect[],
    };
  }

  /** The day of a symbol's first stored bar; null if it has none. */
  firstOf(symbol: SymbolName): IsoDate | null {
    const row = this.#row(symbol);
    return row === undefined ? null : (this.#first.get(row.id) as IsoDate | null);
  }

  /** Stores what an answer changes: bars, revisions of what they replace, actions, quarantine, absences, and the marks on what changed. */
  apply(symbol: SymbolName, provider: NetworkProvider, changes: PriceChanges, run: CollectRun): void {
    const symbolId = this.idOf(symbol);
    const by: Reviser = { source: provider, importId: null, runId: run.runId, at: run.at };
    this.#noteCurrency(symbolId, symbol, changes.facts.currency);
    this.#collect.facts(symbolId, changes.facts);
    this.#setAside(symbolId, symbol, changes, by);
    const { inserts, corrections, fills, rebased, rebase, actions } = changes;
    if (inserts.length > 0) {
      this.#setBasis.run(symbolId);
      this.#revive.run(symbolId);
    }
    this.#prices.insertBars(symbolId, by, inserts.map(toColumns));
    for (const { old, bar } of corrections) {
      this.#prices.reviseBar(symbolId, old.session, by);
      this.#prices.updateBar(symbolId, by, toColumns(bar));
    }
    for (const { bar } of [...fills, ...rebased]) this.#prices.updateBar(symbolId, by, toColumns(bar));
    if (rebase !== null) this.#prices.reviseBase(symbolId, rebase.from, rebase.through, rebase.factor, by);
    for (const { terms, status, replaces } of actions.put) {
      if (replaces !== null) this.#actions.revise(symbolId, replaces, by);
      this.#actions.put(symbolId, by, status, terms);
    }
    for (const action of actions.removed) {
      this.#actions.revise(symbolId, action, by);
      this.#actions.remove(symbolId, action);
    }
    for (const range of changes.absent) this.#collect.absent(symbolId, range, provider, run.night);
    const contradicted = new Map(changes.quarantined.map((each) => [each.bar.session, each.provider]));
    for (const { session } of inserts)
      this.#collect.supersede(symbolId, session, run.at, contradicted.get(session) ?? null);
    for (const session of changes.settled) this.#collect.supersede(symbolId, session, run.at, null);
    this.quarantine(symbol, changes.quarantined, run);
    this.#marks.mark(symbolId, { ...changes, isWhole: rebase !== null || changes.setsAside });
  }

  /** Books that were told in another currency, or could not be told, are told anew. */
  #noteCurrency(symbolId: number, symbol: SymbolName, currency: string | null): void {
    const stored = this.#currency.get(symbolId) as string | null;
    const known = stored ?? currencyOfSymbol(symbol);
    if (currency !== null && currency !== known) this.#books.addForHolders(symbol);
  }

  quarantine(symbol: SymbolName, bars: readonly Quarantined[], { at }: CollectRun): void {
    const symbolId = this.idOf(symbol);
    for (const { bar, provider, reason, detail } of bars) {
      this.#collect.quarantine({ symbolId, provider, reason, detail, at, ...bar });
    }
  }

  /** Notes what a provider said of a symbol. */
  word(
    symbol: SymbolName,
    provider: NetworkProvider,
    outcome: FetchOutcome,
    detail: string | null,
    { at, night }: CollectRun,
  ): void {
    this.#collect.word({ symbolId: this.idOf(symbol), provider, outcome, detail, at, night });
  }

  end(symbol: SymbolName, end: Omit<CollectEnd, "symbolId">): void {
    this.#collect.end({ symbolId: this.idOf(symbol), ...end });
  }

  /** Whether a bar of one of some sessions came and is not believed. */
  isQuarantined(symbol: SymbolName, sessions: readonly IsoDate[]): boolean {
    return this.#quarantined.get(symbol, JSON.stringify(sessions)) === 1;
  }

  /** In how many runs in a row no provider has known the name. */
  failuresOf(symbol: SymbolName): number {
    return (this.#failures.get(symbol) as number | undefined) ?? 0;
  }

  /** Makes a symbol inactive if enough providers have known none of that name on enough nights. True if it has become so now. */
  retire(symbol: SymbolName): boolean {
    return this.#retire.run(symbol).changes > 0;
  }

  #setAside(symbolId: number, symbol: SymbolName, { setsAside, inserts }: PriceChanges, by: Reviser): void {
    if (!setsAside || inserts.length === 0) return;
    this.#prices.setAside(symbolId, this.#row(symbol)?.basis as Basis, by);
  }

  #row(symbol: SymbolName): { readonly id: number; readonly basis: Basis | null } | undefined {
    return this.#find.get(symbol) as { id: number; basis: Basis | null } | undefined;
  }
}
