import { isoDate } from "../../../src/platform/iso-date.ts";
import type { Transaction, TransactionAction } from "../../../src/portfolio/import/transaction.ts";
import {
  TRANSACTION_COLUMNS,
  type TransactionColumn,
} from "../../../src/portfolio/import/transaction-columns.ts";
import { readTransactions, type TransactionFile } from "../../../src/portfolio/import/transaction-file.ts";

export const TODAY = isoDate("2026-05-29");
export const HEADER = TRANSACTION_COLUMNS.join(",");

export type Cells = Partial<Record<TransactionColumn, string>>;

const TRADE: Cells = { symbol: "AAPL", quantity: "10", price: "175.5" };
const CASH: Cells = { price: "1000" };
/** The cells that an action needs, beside the date. */
export const NEEDED: Readonly<Record<TransactionAction, Cells>> = {
  buy: TRADE,
  sell: TRADE,
  short: TRADE,
  cover: TRADE,
  deposit: CASH,
  withdraw: CASH,
  dividend: { symbol: "AAPL", price: "12.5" },
  interest: CASH,
  fee: CASH,
  split: { symbol: "AAPL", quantity: "4" },
  value: { symbol: "MY_FUND", price: "105.25" },
};

/** A row with just these cells, put in quotes where they need it. */
export function lineOf(cells: Cells): string {
  const quoted = (text: string) => (/[",\r\n#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return TRANSACTION_COLUMNS.map((column) => quoted(cells[column] ?? "")).join(",");
}

/** A row of an action with what it needs, but for the cells that are given. */
export function rowOf(action: TransactionAction, cells: Cells = {}): string {
  return lineOf({ date: "2025-06-30", action, ...NEEDED[action], ...cells });
}

/** Reads a text, or bytes, as a file of transactions. */
export function read(content: string | Uint8Array, fileName = "transactions.csv"): TransactionFile {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return readTransactions(bytes, { fileName, today: TODAY, currency: "EUR" });
}

/** Reads rows under the whole header. */
export function readRows(...rows: readonly string[]): TransactionFile {
  return read([HEADER, ...rows, ""].join("\n"));
}

/** The one transaction of a file of one row that is right. */
export function only(action: TransactionAction, cells: Cells = {}): Transaction {
  const { faults, transactions } = readRows(rowOf(action, cells));
  const [transaction] = transactions;
  if (transaction === undefined) throw new Error(JSON.stringify(faults));
  return transaction;
}

/** The faults of a file of one row as `code column`. */
export function faultsOf(action: TransactionAction, cells: Cells): string[] {
  return readRows(rowOf(action, cells)).faults.map(({ code, column }) => `${code} ${column}`);
}

/** The faults of a file as `code row column`. */
export function placesOf({ faults }: TransactionFile): string[] {
  return faults.map(({ code, row, column }) => `${code} ${row ?? "-"} ${column ?? "-"}`);
}
