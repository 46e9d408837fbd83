import type { IsoDate } from "../../platform/iso-date.ts";
import { readCsvFile } from "./csv-file.ts";
import type { Transaction } from "./transaction.ts";
import { TRANSACTION_LAYOUT } from "./transaction-columns.ts";
import type { TransactionFault } from "./transaction-fault.ts";
import { readTransaction } from "./transaction-row.ts";

/** What a file of transactions says, or everything that is wrong with it: after a fault nothing of it is to be stored. */
export interface TransactionFile {
  /** In the order of the file. */
  readonly transactions: readonly Transaction[];
  readonly faults: readonly TransactionFault[];
  readonly warnings: readonly TransactionFault[];
  /** Rows of data that were read, good or bad; without comments and empty rows. */
  readonly rows: number;
  /** Names of columns that are none of the contract's. */
  readonly ignoredColumns: readonly string[];
}

export interface TransactionFileOptions {
  readonly fileName: string;
  /** The day of the business clock in New York. */
  readonly today: IsoDate;
  /** The portfolio's, which amounts of cash are in where a row names no other. */
  readonly currency: string;
}

/**
 * Reads a CSV file of transactions, one a row, in the columns that `TRANSACTION_COLUMNS` names: date and action are needed,
 * and of the others the cells that the action needs. Throws nothing: whatever is wrong with the file is among its faults, all
 * of them at once (of the first 10,000). Whether the books have what a row is about is not asked here.
 */
export function readTransactions(content: Uint8Array, options: TransactionFileOptions): TransactionFile {
  const { items, ...rest } = readCsvFile(content, {
    fileName: options.fileName,
    strict: false,
    layout: TRANSACTION_LAYOUT,
    readRow: (row) => readTransaction(row, options),
    repeated: { code: "ERR_POS_023", unless: "it happened twice" },
  });
  return { transactions: items, ...rest };
}
