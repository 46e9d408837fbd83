import type { Layout } from "./header.ts";
import type { CsvRow } from "./row.ts";
import type { TransactionFaultCode } from "./transaction-fault.ts";

/** The columns of a file of transactions. */
export const TRANSACTION_COLUMNS = [
  "date",
  "action",
  "symbol",
  "quantity",
  "price",
  "fees",
  "currency",
  "note",
  "time",
  "lot",
] as const;
export type TransactionColumn = (typeof TRANSACTION_COLUMNS)[number];

/** Of a file of transactions: which of the other columns are needed, its actions tell. */
export const TRANSACTION_LAYOUT: Layout<TransactionColumn> = {
  columns: TRANSACTION_COLUMNS,
  required: ["date", "action"],
  symbol: "symbol",
  thing: "transaction",
};

/** One row of a file of transactions. */
export type TransactionRow = CsvRow<TransactionColumn, TransactionFaultCode>;
