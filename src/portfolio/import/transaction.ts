import type { IsoDate } from "../../platform/iso-date.ts";
import type { Cents } from "../../platform/money.ts";
import type { AssetClass, OptionTerms } from "../lot.ts";

export const TRANSACTION_ACTIONS = [
  "buy",
  "sell",
  "short",
  "cover",
  "deposit",
  "withdraw",
  "dividend",
  "interest",
  "fee",
  "split",
  "value",
] as const;
export type TransactionAction = (typeof TRANSACTION_ACTIONS)[number];

/** What every transaction tells. */
export interface Recorded {
  /** The line of the file on which the row begins, the first being 1. */
  readonly row: number;
  readonly date: IsoDate;
  /** HH:MM:SS; null: not told. */
  readonly time: string | null;
  /**
   * Of every price and amount of the transaction, which are in its units or hundredths of them; null: not told. GBp, GBX, ZAc
   * and ILA are hundredths of a currency themselves.
   */
  readonly currency: string | null;
  readonly note: string | null;
}

/** What a trade, a dividend or a split is of, in its one spelling; an option's is the OCC symbol. */
export interface Instrument {
  readonly symbol: string;
  /** As far as the symbol tells it: a private asset may have a name that looks like a listed one's. */
  readonly assetClass: AssetClass;
  /** Null for what is no option. */
  readonly option: OptionTerms | null;
}

interface Trade extends Recorded, Instrument {
  /** Shares, units or contracts, above 0: the action tells the sign. */
  readonly quantity: number;
  /** Of a share or unit, not of a contract; not below 0. */
  readonly price: number;
  readonly fees: Cents;
}

/** A lot is opened. */
export interface OpeningTrade extends Trade {
  readonly action: "buy" | "short";
}

/** Lots are closed, whole or in part. */
export interface ClosingTrade extends Trade {
  readonly action: "sell" | "cover";
  /** The lot that is to be closed, as the file names it; null: not told. */
  readonly lot: string | null;
}

/** Cash comes or goes. */
export interface CashTransaction extends Recorded {
  readonly action: "deposit" | "withdraw" | "interest" | "fee";
  /** Above 0; of interest below 0 if it was paid. */
  readonly amount: Cents;
}

/** A dividend or distribution. */
export interface DividendTransaction extends Recorded, Instrument {
  readonly action: "dividend";
  /** Above 0. */
  readonly quantity: number;
  /** For each of the quantity; below 0 if it was paid, on a short. */
  readonly price: number;
  /** The product of both, which alone is rounded, half-even; never 0. */
  readonly amount: Cents;
}

/** New shares for old ones, as two whole numbers in lowest terms. */
export interface SplitTransaction extends Recorded, Instrument {
  readonly action: "split";
  readonly numerator: number;
  readonly denominator: number;
}

/** What a unit of a private asset is worth. */
export interface ValueTransaction extends Recorded {
  readonly action: "value";
  readonly symbol: string;
  /** Not below 0. */
  readonly price: number;
}

/** A row of a file of transactions. */
export type Transaction =
  | OpeningTrade
  | ClosingTrade
  | CashTransaction
  | DividendTransaction
  | SplitTransaction
  | ValueTransaction;
