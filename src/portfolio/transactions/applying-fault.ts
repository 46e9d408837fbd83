import type { FileFault } from "../import/file-fault.ts";
import type { Transaction } from "../import/transaction.ts";

/** Every fault that transactions can have which are written as they should be, by its stable code, with its title. */
export const APPLYING_FAULTS = {
  ERR_TXN_010: "More sold, or covered, than was held",
  ERR_TXN_011: "Nothing of that name is held",
  ERR_TXN_012: "Before the books open",
  ERR_TXN_013: "More withdrawn than there is",
  ERR_TXN_014: "It does not fit the books",
  ERR_TXN_015: "Recorded already",
  ERR_TXN_016: "The file of transactions has faults",
} as const;

export type ApplyingFaultCode = keyof typeof APPLYING_FAULTS;

/** Something by which a transaction does not fit a portfolio's books, with its place in the file. */
export type ApplyingFault = FileFault<ApplyingFaultCode>;

/** A fault of a transaction, at one of its cells or as a whole. */
export function faultOf(
  transaction: Transaction,
  code: ApplyingFaultCode,
  column: string | null,
  message: string,
): ApplyingFault {
  const symbol = "symbol" in transaction ? transaction.symbol : null;
  return { code, row: transaction.row, column, symbol, message };
}
