import type { PortfolioEventKind } from "../../../db/schema/words.ts";
import type { PortfolioEvent } from "../cash-event.ts";
import type {
  CashTransaction,
  DividendTransaction,
  SplitTransaction,
  Transaction,
} from "../import/transaction.ts";

/** A transaction that is no lot's. */
export type CashEntry = CashTransaction | DividendTransaction | SplitTransaction;

const KINDS = {
  deposit: "contribution",
  withdraw: "withdrawal",
  interest: "interest",
  fee: "fee",
  dividend: "dividend",
  split: "split",
} as const satisfies Readonly<Record<CashEntry["action"], PortfolioEventKind>>;

/** Whether a transaction becomes an event of the portfolio itself. */
export function isCashEntry(transaction: Transaction): transaction is CashEntry {
  return Object.hasOwn(KINDS, transaction.action);
}

/** The event that such a transaction becomes. */
export function eventOf(entry: CashEntry): PortfolioEvent {
  const { action, date: tradeDate, time, currency } = entry;
  const common = { kind: KINDS[action], tradeDate, time, currency };
  const none = { amount: null, symbol: null, numerator: null, denominator: null };
  if (entry.action === "split") {
    const { symbol, numerator, denominator } = entry;
    return { ...common, ...none, currency: null, symbol, numerator, denominator };
  }
  const symbol = entry.action === "dividend" ? entry.symbol : null;
  return { ...common, ...none, amount: entry.amount, symbol };
}
