import type { PortfolioEvent } from "../cash-event.ts";
import type { Transaction } from "../import/transaction.ts";
import type { LotEventKind } from "../lot-event.ts";
import type { Lot } from "../portfolio.ts";
import { eventOf, isCashEntry } from "./cash-entry.ts";

/** Quantities are doubles, and a sale is spread over lots. */
const TOLERANCE = 1e-9;
const OPENINGS: ReadonlySet<LotEventKind> = new Set(["open", "increase"]);
const CLOSINGS: ReadonlySet<LotEventKind> = new Set(["reduce", "close"]);

type Side = "opens" | "closes" | "values";

const tradeKey = (side: Side, date: string, symbol: string, isBought: boolean, price: number) =>
  JSON.stringify([side, date, symbol, isBought, price]);

function cashKey(event: PortfolioEvent, currency: string): string {
  const { kind, tradeDate, amount, symbol, numerator, denominator } = event;
  return JSON.stringify([
    kind,
    tradeDate,
    amount,
    event.currency ?? currency,
    symbol,
    numerator,
    denominator,
  ]);
}

function sideOf(kind: LotEventKind): Side | null {
  if (kind === "valuation") return "values";
  if (OPENINGS.has(kind)) return "opens";
  return CLOSINGS.has(kind) ? "closes" : null;
}

/** What of a transaction is looked for, and how much. */
function wantedOf(
  transaction: Transaction,
  currency: string,
): { readonly key: string; readonly size: number } {
  if (isCashEntry(transaction)) return { key: cashKey(eventOf(transaction), currency), size: 1 };
  const { action, date, symbol, price } = transaction;
  if (action === "value") return { key: tradeKey("values", date, symbol, false, price), size: 1 };
  const side = action === "buy" || action === "short" ? "opens" : "closes";
  const isBought = action === "buy" || action === "cover";
  return { key: tradeKey(side, date, symbol, isBought, price), size: transaction.quantity };
}

/**
 * The rows of transactions that a portfolio's books have already: of the same day, kind, symbol and price, and of the same
 * quantity, however it was spread over lots. What is recorded once is found for one row.
 */
export function recordedAlready(
  transactions: readonly Transaction[],
  lots: readonly Lot[],
  events: readonly PortfolioEvent[],
  currency: string,
): ReadonlySet<number> {
  const left = new Map<string, number>();
  const note = (key: string, size: number) => left.set(key, (left.get(key) ?? 0) + size);
  for (const { symbol, events: own } of lots) {
    for (const { kind, tradeDate, quantity, price } of own) {
      const side = sideOf(kind);
      if (side === null) continue;
      // One valuation is recorded of every lot.
      const size = side === "values" ? Number.POSITIVE_INFINITY : Math.abs(quantity);
      note(tradeKey(side, tradeDate, symbol, quantity > 0, price), size);
    }
  }
  for (const event of events) note(cashKey(event, currency), 1);
  const found = new Set<number>();
  for (const transaction of transactions) {
    const { key, size } = wantedOf(transaction, currency);
    const rest = (left.get(key) ?? 0) - size;
    if (rest < -TOLERANCE * size) continue;
    left.set(key, Math.max(0, rest));
    found.add(transaction.row);
  }
  return found;
}
