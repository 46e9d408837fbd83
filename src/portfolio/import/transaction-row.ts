import { isCurrency, wholeCurrency } from "../../market/exchange-rate.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { readBookedDay } from "./dates.ts";
import { readRatio } from "./split-ratio.ts";
import {
  type CashTransaction,
  type ClosingTrade,
  type DividendTransaction,
  type OpeningTrade,
  type Recorded,
  type SplitTransaction,
  TRANSACTION_ACTIONS,
  type Transaction,
  type TransactionAction,
  type ValueTransaction,
} from "./transaction.ts";
import {
  checkSingle,
  readAmount,
  readFees,
  readPayment,
  readTradePrice,
  readUnits,
  readUnitValue,
} from "./transaction-amounts.ts";
import type { TransactionColumn, TransactionRow } from "./transaction-columns.ts";
import { readInstrument, readPrivateSymbol, readUnderlying } from "./transaction-symbol.ts";

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const ZERO = /^[+-]?(?:0+(?:\.0*)?|\.0+)$/;

/** What a transaction tells beside what all of them do. */
type Own<T extends Transaction> = T extends unknown ? Omit<T, keyof Recorded> : never;

/** What holds for all rows of a file. */
export interface TransactionTerms {
  readonly today: IsoDate;
  readonly currency: string;
}

/**
 * Reads a row, each cell as its action has it; null if any is wrong, which the row then tells. Of a row whose action is not
 * known, those cells are read that mean the same for every action.
 */
export function readTransaction(row: TransactionRow, terms: TransactionTerms): Transaction | null {
  const recorded = readRecorded(row, terms.today);
  const action = readAction(row);
  if (action === null) return null;
  const own = readOwn(row, action, terms);
  if (row.isFaulty || recorded === null || own === null) return null;
  return { ...recorded, ...own };
}

function readAction(row: TransactionRow): TransactionAction | null {
  const column = "action";
  const words = TRANSACTION_ACTIONS.join(", ");
  const word = row.text(column).toLowerCase();
  if (word === "") return row.fault("ERR_TXN_001", column, `action is empty; write one of ${words}.`);
  const action = TRANSACTION_ACTIONS.find((each) => each === word);
  return (
    action ??
    row.fault("ERR_TXN_002", column, `action ${row.shown(column)} is unknown; write one of ${words}.`)
  );
}

function readRecorded(row: TransactionRow, today: IsoDate): Recorded | null {
  const date = readBookedDay(row, "date", today);
  const time = readTime(row);
  const currency = readCurrency(row);
  const note = row.text("note") || null;
  return date === null ? null : { row: row.line, date, time, currency, note };
}

/** HH:MM:SS; null if there is none, or after a fault. */
function readTime(row: TransactionRow): string | null {
  const text = row.text("time");
  if (text === "") return null;
  const match = TIME.exec(text);
  if (match !== null) return `${match[1]}:${match[2]}:${match[3] ?? "00"}`;
  const message = `time ${row.shown("time")} is not a time of day; write it as HH:MM or HH:MM:SS, such as 09:30.`;
  return row.fault("ERR_TXN_007", "time", message);
}

/** Upper case, but for the vendors' words for hundredths, GBp and ZAc; null if there is none, or after a fault. */
function readCurrency(row: TransactionRow): string | null {
  const text = row.text("currency");
  if (text === "") return null;
  const currency = wholeCurrency(text) === text ? text.toUpperCase() : text;
  if (isCurrency(currency)) return currency;
  const message = `currency ${row.shown("currency")} is none; write three letters such as USD, or GBp for pence.`;
  return row.fault("ERR_TXN_005", "currency", message);
}

/** Notes a cell that the action must not have. */
function refuseCell(
  row: TransactionRow,
  action: TransactionAction,
  column: TransactionColumn,
  instead: string,
): void {
  if (row.text(column) === "") return;
  const message = `${column} ${row.shown(column)} must not stand beside ${action}; ${instead}.`;
  row.fault("ERR_TXN_003", column, message);
}

/** Notes fees beside what has none; a 0 says nothing. */
function refuseFees(row: TransactionRow, action: TransactionAction): void {
  if (ZERO.test(row.text("fees"))) return;
  refuseCell(row, action, "fees", "write a row with the action fee for them");
}

function refuseLot(row: TransactionRow, action: TransactionAction): void {
  refuseCell(row, action, "lot", "only sell and cover name a lot, so leave it empty");
}

function readOwn(
  row: TransactionRow,
  action: TransactionAction,
  { currency }: TransactionTerms,
): Own<Transaction> | null {
  switch (action) {
    case "buy":
    case "short":
      return readOpening(row, action);
    case "sell":
    case "cover":
      return readClosing(row, action);
    case "deposit":
    case "withdraw":
    case "interest":
    case "fee":
      return readCash(row, action, currency);
    case "dividend":
      return readDividend(row);
    case "split":
      return readSplit(row);
    case "value":
      return readValue(row);
  }
}

function readTrade(row: TransactionRow, action: TransactionAction) {
  const instrument = readInstrument(row);
  const quantity = readUnits(row);
  const price = readTradePrice(row, action, instrument, quantity);
  const fees = readFees(row);
  if (instrument === null || quantity === null || price === null || fees === null) return null;
  return { ...instrument, quantity, price, fees };
}

function readOpening(row: TransactionRow, action: OpeningTrade["action"]): Own<OpeningTrade> | null {
  refuseLot(row, action);
  const trade = readTrade(row, action);
  return trade === null ? null : { action, ...trade };
}

function readClosing(row: TransactionRow, action: ClosingTrade["action"]): Own<ClosingTrade> | null {
  const trade = readTrade(row, action);
  return trade === null ? null : { action, ...trade, lot: row.text("lot") || null };
}

function readCash(
  row: TransactionRow,
  action: CashTransaction["action"],
  currency: string,
): Own<CashTransaction> | null {
  refuseCell(row, action, "symbol", "write what it is about in note");
  checkSingle(row, action);
  refuseFees(row, action);
  refuseLot(row, action);
  const amount = readAmount(row, action, currency);
  return amount === null ? null : { action, amount };
}

function readDividend(row: TransactionRow): Own<DividendTransaction> | null {
  const action = "dividend";
  refuseFees(row, action);
  refuseLot(row, action);
  const instrument = readUnderlying(row);
  const payment = readPayment(row);
  return instrument === null || payment === null ? null : { action, ...instrument, ...payment };
}

function readSplit(row: TransactionRow): Own<SplitTransaction> | null {
  const action = "split";
  if (!ZERO.test(row.text("price"))) refuseCell(row, action, "price", "leave it empty");
  refuseFees(row, action);
  refuseLot(row, action);
  const instrument = readUnderlying(row);
  const ratio = readRatio(row);
  return instrument === null || ratio === null ? null : { action, ...instrument, ...ratio };
}

function readValue(row: TransactionRow): Own<ValueTransaction> | null {
  const action = "value";
  refuseCell(row, action, "quantity", "price is of one unit, so leave it empty");
  refuseFees(row, action);
  refuseLot(row, action);
  const symbol = readPrivateSymbol(row);
  const price = readUnitValue(row);
  return symbol === null || price === null ? null : { action, symbol, price };
}
