import type { Sqlite } from "../../db/driver.ts";
import { requirePublished } from "../../db/open.ts";
import type { ActionStatus, Basis, CalendarId, InstrumentType } from "../../db/schema/words.ts";
import type { Adjustment } from "../market/panel/returns.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Dividend, PriceHistory, Split } from "./price-history.ts";

interface ActionRow {
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number;
  readonly denominator: number;
  readonly amount: number;
  readonly status: ActionStatus;
}

interface SymbolRow {
  readonly id: number;
  readonly basis: Basis;
  readonly calendar: CalendarId;
  readonly type: InstrumentType | null;
}

/** Everything that adjusts returns; of a day splits come first, since dividends are of the shares after them. */
function adjustmentsOf(actions: readonly ActionRow[]): readonly Adjustment[] {
  const counted = actions.filter(({ status }) => status !== "rejected");
  const splits = counted
    .filter(({ kind }) => kind === "split")
    .map(({ exDate, numerator, denominator }) => ({ exDate, split: numerator / denominator, dividend: 0 }));
  const dividends = counted
    .filter(({ kind }) => kind === "cash_dividend")
    .map(({ exDate, amount }) => ({ exDate, split: 1, dividend: amount }));
  return [...splits, ...dividends].sort((a, b) => (a.exDate < b.exDate ? -1 : Number(a.exDate > b.exDate)));
}

/**
 * What is stored of some symbols' prices through a session. A symbol that has never had a bar is not in it; one whose bars
 * all come later is, with none.
 */
export function readHistories(
  db: Sqlite,
  symbols: Iterable<string>,
  through: IsoDate,
): ReadonlyMap<string, PriceHistory> {
  requirePublished(db, db.name);
  const find = db.prepare(
    "SELECT id, basis, calendar, type FROM symbol WHERE symbol = ? AND basis IS NOT NULL",
  );
  const bars = db
    .prepare("SELECT session, close FROM price_bar WHERE symbol_id = ? AND session <= ? ORDER BY session")
    .raw();
  const opens = db
    .prepare("SELECT session, open FROM price_bar WHERE symbol_id = ? AND session <= ? AND open IS NOT NULL")
    .raw();
  const actions = db.prepare(
    `SELECT ex_date AS exDate, kind, numerator, denominator, amount, status FROM corporate_action
     WHERE symbol_id = ? ORDER BY ex_date`,
  );
  const histories = new Map<string, PriceHistory>();
  for (const symbol of new Set(symbols)) {
    const row = find.get(symbol) as SymbolRow | undefined;
    if (row === undefined) continue;
    const rows = bars.all(row.id, through) as [IsoDate, number][];
    const stored = actions.all(row.id) as ActionRow[];
    const splits = stored.filter(({ kind }) => kind === "split");
    histories.set(symbol, {
      symbol,
      basis: row.basis,
      calendar: row.calendar,
      days: rows.map(([day]) => day),
      closes: rows.map(([, close]) => close),
      splits: splits
        .filter(({ status }) => status === "confirmed" || status === "stock_dividend")
        .map(({ exDate, numerator, denominator }): Split => ({ exDate, numerator, denominator })),
      isFund: row.type === "MUTUALFUND",
      unconfirmed: stored.filter(({ status }) => status === "unconfirmed").map(({ exDate }) => exDate),
      dividends: stored
        .filter(({ kind, status }) => kind === "cash_dividend" && status === "confirmed")
        .map(({ exDate, amount }): Dividend => ({ exDate, amount })),
      adjustments: adjustmentsOf(stored),
      opens: new Map(symbol.startsWith("^") ? (opens.all(row.id, through) as [IsoDate, number][]) : []),
    });
  }
  return histories;
}

/** The trading currencies of symbols, as providers or operators have told them (GBp is a hundredth). */
export function readCurrencies(db: Sqlite): ReadonlyMap<string, string> {
  const rows = db.prepare("SELECT symbol, currency FROM symbol WHERE currency IS NOT NULL").raw();
  return new Map(rows.all() as [string, string][]);
}

/** The splits that change quantities of some symbols, by symbol, ascending; those that are stored now. */
export function readSplits(db: Sqlite, symbols: Iterable<string>): ReadonlyMap<string, readonly Split[]> {
  const find = db.prepare(
    `SELECT a.ex_date AS exDate, a.numerator, a.denominator FROM corporate_action a JOIN symbol s ON s.id = a.symbol_id
     WHERE s.symbol = ? AND a.kind = 'split' AND a.status IN ('confirmed', 'stock_dividend') ORDER BY a.ex_date`,
  );
  return new Map([...new Set(symbols)].map((symbol) => [symbol, find.all(symbol) as Split[]]));
}
