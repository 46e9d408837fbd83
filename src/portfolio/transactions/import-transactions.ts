import type { Sqlite } from "../../../db/driver.ts";
import type { Writer } from "../../../db/writer.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Recorder } from "../book-writer.ts";
import type { Transaction } from "../import/transaction.ts";
import type { TransactionFault } from "../import/transaction-fault.ts";
import type { TransactionFile } from "../import/transaction-file.ts";
import type { Lot, Portfolio } from "../portfolio.ts";
import { readLots, readPortfolioEvents } from "../portfolio-source.ts";
import { requireCovered } from "../recording/cash.ts";
import { firstReachedBy, RecordingDesk } from "../recording/desk.ts";
import { Applied } from "./applied.ts";
import { type ApplyingFault, faultOf } from "./applying-fault.ts";
import { eventOf } from "./cash-entry.ts";
import { inBookedOrder } from "./moment.ts";
import { recordedAlready } from "./recorded-already.ts";

/** How a file of transactions is to be taken. */
export interface ImportTerms {
  /** The day of the business clock in New York. */
  readonly today: IsoDate;
  readonly recorder: Recorder;
  /** Refuses what is doubtful. */
  readonly strict: boolean;
  /** Takes transactions that are recorded already: they happened twice. */
  readonly again: boolean;
  /** Stores nothing. */
  readonly dryRun: boolean;
}

/** What became of a file of transactions: after a fault, nothing of it is stored. */
export interface ImportOutcome {
  readonly faults: readonly (TransactionFault | ApplyingFault)[];
  readonly warnings: readonly (TransactionFault | ApplyingFault)[];
  readonly lotsOpened: number;
  /** Of lots that were there, and of those that were opened. */
  readonly lotEvents: number;
  readonly portfolioEvents: number;
  /** The lots that something happened to, as they are then. */
  readonly lots: readonly Lot[];
}

/** Ends the transaction with nothing stored. */
class Undone extends Error {
  readonly outcome: ImportOutcome;

  constructor(outcome: ImportOutcome) {
    super("nothing is stored");
    this.outcome = outcome;
  }
}

/**
 * Applies the transactions of a file to a portfolio, all of them or none, in one transaction: in the order of day and time,
 * and then of the file. Sales close the lots that came first, or the one that is named. Times grow with the file alone: what a
 * lot holds is kept, and each lot is checked once.
 * @param file What was read: with its own faults, nothing is applied.
 */
export async function importTransactions(
  writer: Writer,
  portfolio: Portfolio,
  file: TransactionFile,
  terms: ImportTerms,
): Promise<ImportOutcome> {
  if (file.faults.length > 0) {
    const { faults, warnings } = file;
    return { faults, warnings, lotsOpened: 0, lotEvents: 0, portfolioEvents: 0, lots: [] };
  }
  try {
    return await writer.transact("import transactions", () => {
      const outcome = apply(writer, portfolio, file, terms);
      if (outcome.faults.length > 0 || terms.dryRun) throw new Undone(outcome);
      return outcome;
    });
  } catch (fault) {
    if (fault instanceof Undone) return fault.outcome;
    throw fault;
  }
}

const byRow = (a: { readonly row: number | null }, b: { readonly row: number | null }) =>
  (a.row ?? 0) - (b.row ?? 0);

function apply(
  { db }: Writer,
  portfolio: Portfolio,
  { transactions, warnings: doubts }: TransactionFile,
  { today, recorder, strict, again }: ImportTerms,
): ImportOutcome {
  const lots = readLots(db, portfolio.id);
  const events = readPortfolioEvents(db, portfolio.id);
  const known = recordedAlready(transactions, lots, events, portfolio.currency);
  const applied = new Applied({ db, portfolio, lots, events }, transactions);
  const desk = new RecordingDesk(db, portfolio, today, recorder);
  const isAll = known.size > 0 && known.size === transactions.length && !again;
  const faults = isAll ? [allRecorded(transactions.length, portfolio.name)] : [...applied.faults];
  for (const entry of applied.cash) desk.writer.portfolioEvent(portfolio.id, eventOf(entry), entry.note);
  const withdrawn = isAll ? [] : uncovered(desk, transactions);
  // Before the first night nobody knows what has been gained: a history that comes in whole is not refused for it.
  const isTold = hasSnapshots(db, portfolio.id);
  if (isTold) faults.push(...withdrawn);
  if (!isAll && !again) faults.push(...repeats(transactions, known));
  if (faults.length === 0) store(desk, applied, transactions);
  const unsure = isTold ? [] : withdrawn;
  const found = [...doubts, ...applied.warnings, ...unsure].sort(byRow);
  return {
    faults: strict ? [...faults, ...found].sort(byRow) : faults.sort(byRow),
    warnings: strict ? [] : found,
    lotsOpened: applied.lots.filter(({ isNew }) => isNew).length,
    lotEvents: applied.lots.reduce((sum, { added }) => sum + added.length, 0),
    portfolioEvents: applied.cash.length,
    lots: applied.lots.map((held) => held.toLot()),
  };
}

function hasSnapshots(db: Sqlite, portfolioId: number): boolean {
  return db.prepare("SELECT 1 FROM snapshot WHERE portfolio_id = ? LIMIT 1").get(portfolioId) !== undefined;
}

function allRecorded(count: number, name: string): ApplyingFault {
  const what =
    count === 1 ? "The one transaction of the file is" : `All ${count} transactions of the file are`;
  const wish = `import it with --again if ${count === 1 ? "it" : "everything"} happened twice`;
  const message = `${what} recorded in ${name} already; ${wish}.`;
  return { code: "ERR_TXN_015", row: null, column: null, symbol: null, message };
}

function repeats(transactions: readonly Transaction[], known: ReadonlySet<number>): readonly ApplyingFault[] {
  const message = "The same is recorded already; remove the row, or give --again if it happened twice.";
  return transactions
    .filter(({ row }) => known.has(row))
    .map((each) => faultOf(each, "ERR_TXN_015", null, message));
}

/** Tells of the first day by which more is withdrawn than there is, at the last withdrawal through it. */
function uncovered(desk: RecordingDesk, transactions: readonly Transaction[]): readonly ApplyingFault[] {
  const { inception } = desk.portfolio;
  const withdrawals = inBookedOrder(transactions).filter(
    ({ action, date }) => action === "withdraw" && date > inception,
  );
  const [first] = withdrawals;
  if (first === undefined) return [];
  try {
    requireCovered(desk, first.date);
    return [];
  } catch (fault) {
    if (!(fault instanceof NightdeskError) || fault.details.fault !== "EQUITY_003") throw fault;
    const day = String(fault.details.date);
    const last = withdrawals.findLast(({ date }) => date <= day) ?? first;
    const message = `${fault.message} What was gained counts as far as there are snapshots: run the nights before it, then import the rest.`;
    return [faultOf(last, "ERR_TXN_013", "price", message)];
  }
}

function store(desk: RecordingDesk, { lots, cash }: Applied, transactions: readonly Transaction[]): void {
  const { writer, portfolio } = desk;
  for (const { identity, isNew, added } of lots) {
    const { id: known, publicId: _, lotNo: __, ...terms } = identity;
    const id = isNew ? writer.lot(portfolio.id, terms).id : known;
    for (const { event, reason } of added) writer.lotEvent(id, event, reason);
  }
  // Some reach days before their own: splits, dividends that replace derived ones, what ends an option after its last session.
  const days = [
    ...transactions.map(({ date }) => date),
    ...cash.flatMap(({ action, date: tradeDate }) =>
      action === "dividend" || action === "split" ? [desk.firstReached({ kind: action, tradeDate })] : [],
    ),
    ...lots.flatMap(({ identity, added }) => added.map(({ event }) => firstReachedBy(identity, event))),
  ];
  const first = days.sort()[0];
  if (first !== undefined) writer.changed(portfolio.id, first);
}
