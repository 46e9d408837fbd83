import { ZERO_CENTS } from "../../platform/money.ts";
import type { ClosingTrade } from "../import/transaction.ts";
import { plainEvent } from "../recording/lots.ts";
import type { HeldLot } from "./held-lot.ts";

/** Below this share of a trade, or of a lot, nothing is left of it: quantities are doubles. As recorded trades have it. */
const NOTHING_LEFT = 1e-9;

/** A part of a closing trade that one lot takes. */
interface Part {
  readonly lot: HeldLot;
  /** Magnitude. */
  readonly taken: number;
  readonly isAll: boolean;
}

/** How a closing trade is spread over lots. */
export interface ClosingPlan {
  readonly parts: readonly Part[];
  /** Magnitude that no lot is there for. */
  readonly rest: number;
}

/** Spreads a closing trade over lots that are held, in the order in which they come. Nothing is booked yet. */
export function planClosing({ quantity, date }: ClosingTrade, lots: Iterable<HeldLot>): ClosingPlan {
  const parts: Part[] = [];
  let rest = quantity;
  for (const lot of lots) {
    const size = Math.abs(lot.heldOn(date));
    const isAll = rest >= size * (1 - NOTHING_LEFT);
    parts.push({ lot, taken: isAll ? size : rest, isAll });
    rest = isAll ? Math.max(0, rest - size) : 0;
    if (rest <= quantity * NOTHING_LEFT) return { parts, rest: 0 };
  }
  return { parts, rest };
}

/** Books what a plan says; the fees go with the first part. */
export function bookClosing(trade: ClosingTrade, { parts }: ClosingPlan): void {
  const { action, row, date, time, price, currency, note: reason } = trade;
  const sign = action === "sell" ? -1 : 1;
  for (const [at, { lot, taken, isAll }] of parts.entries()) {
    const fees = at === 0 ? trade.fees : ZERO_CENTS;
    const dealing = { date, time, price, currency, fees, reason };
    lot.add({ event: plainEvent(isAll ? "close" : "reduce", sign * taken, dealing), reason, row });
  }
}
