import { CSV_FAULTS, type FileFault } from "./file-fault.ts";

/**
 * Every fault that a file of transactions can have, by its stable code, with its title. Codes that position files have too
 * mean the same there; only the titles name what each kind of file has.
 */
export const TRANSACTION_FAULTS = {
  ...CSV_FAULTS,
  ERR_POS_001: "Symbol missing",
  ERR_POS_002: "Symbol too long",
  ERR_POS_003: "Not a symbol",
  ERR_POS_004: "Quantity missing",
  ERR_POS_005: "Quantity not a number",
  ERR_POS_006: "Quantity not above zero",
  ERR_POS_007: "Quantity with more than 6 decimals",
  ERR_POS_008: "Price missing",
  ERR_POS_009: "Price not a number",
  ERR_POS_010: "Price not above zero",
  ERR_POS_011: "Price with more than 6 decimals, or an amount of cash with more than 2",
  ERR_POS_012: "Date missing",
  ERR_POS_013: "Not a date",
  ERR_POS_014: "Date in the future",
  ERR_POS_015: "Date more than 100 years ago",
  ERR_POS_023: "The same row twice",
  ERR_TXN_001: "Action missing",
  ERR_TXN_002: "Unknown action",
  ERR_TXN_003: "A cell that this action must not have",
  ERR_TXN_004: "Fees not a number of at most 2 decimals, or below zero",
  ERR_TXN_005: "Currency not three letters",
  ERR_TXN_006: "Split not a ratio of small whole numbers",
  ERR_TXN_007: "Not a time of day",
} as const;

export type TransactionFaultCode = keyof typeof TRANSACTION_FAULTS;

/** Something wrong in a file of transactions, with its place. */
export type TransactionFault = FileFault<TransactionFaultCode>;
