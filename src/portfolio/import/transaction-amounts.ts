import { type Cents, centsOfProduct, ZERO_CENTS } from "../../platform/money.ts";
import { multiplierOf } from "../lot.ts";
import { readNumber } from "./amounts.ts";
import type { DecimalFault, DecimalLimits } from "./decimal.ts";
import type { Instrument, TransactionAction } from "./transaction.ts";
import type { TransactionRow } from "./transaction-columns.ts";
import type { TransactionFaultCode } from "./transaction-fault.ts";

const QUANTITY: DecimalLimits = { decimals: 6, largest: 1e12 };
const PRICE: DecimalLimits = { decimals: 6, largest: 1e12 };
/** Ten trillion, which cents still hold exactly. */
const LARGEST_AMOUNT = 1e13;
const AMOUNT: DecimalLimits = { decimals: 2, largest: LARGEST_AMOUNT };

type Codes = Readonly<Record<DecimalFault, TransactionFaultCode>>;
const QUANTITY_CODES: Codes = {
  not_a_number: "ERR_POS_005",
  too_large: "ERR_POS_005",
  too_many_decimals: "ERR_POS_007",
};
const PRICE_CODES: Codes = {
  not_a_number: "ERR_POS_009",
  too_large: "ERR_POS_009",
  too_many_decimals: "ERR_POS_011",
};
const FEES_CODES: Codes = {
  not_a_number: "ERR_TXN_004",
  too_large: "ERR_TXN_004",
  too_many_decimals: "ERR_TXN_004",
};

/** Reads how many shares, units or contracts a row is about, always above 0; null after a fault. */
export function readUnits(row: TransactionRow): number | null {
  const column = "quantity";
  if (row.text(column) === "") {
    return row.fault("ERR_POS_004", column, "quantity is empty; write the shares, units or contracts.");
  }
  const value = readNumber(row, column, QUANTITY, QUANTITY_CODES);
  if (value === null || value > 0) return value;
  const message = `quantity ${row.shown(column)} is not above 0; the action tells the sign (sell, short), so write none.`;
  return row.fault("ERR_POS_006", column, message);
}

/** Notes a quantity that stands beside an amount of cash and is not 1. */
export function checkSingle(row: TransactionRow, action: TransactionAction): void {
  const column = "quantity";
  const value = row.text(column) === "" ? 1 : readUnits(row);
  if (value === null || value === 1) return;
  const message = `quantity ${row.shown(column)} must be empty or 1 for ${action}; write the whole amount in price.`;
  row.fault("ERR_TXN_003", column, message);
}

/** A price that may have either sign; null after a fault. */
function anyPrice(row: TransactionRow, limits: DecimalLimits, wish: string): number | null {
  if (row.text("price") !== "") return readNumber(row, "price", limits, PRICE_CODES);
  return row.fault("ERR_POS_008", "price", `price is empty; ${wish}.`);
}

function refusePrice(row: TransactionRow, what: string): null {
  return row.fault("ERR_POS_010", "price", `price ${row.shown("price")} ${what}.`);
}

function refuseLargeValue(row: TransactionRow): null {
  const message = `price ${row.shown("price")} times the quantity is beyond ${LARGEST_AMOUNT}; check both.`;
  return row.fault("ERR_POS_009", "price", message);
}

/**
 * Reads the price of a trade. 0 is an option's that cost nothing; for what was closed otherwise it is doubtful, but the only
 * way to tell that it ended worthless. Null after a fault.
 * @param instrument Null if it could not be read; so the quantity.
 */
export function readTradePrice(
  row: TransactionRow,
  action: TransactionAction,
  instrument: Instrument | null,
  quantity: number | null,
): number | null {
  const price = anyPrice(row, PRICE, "write what was paid for one share or unit");
  if (price === null) return null;
  if (price < 0) return refusePrice(row, "is below 0; write it without a sign");
  if (price === 0 && instrument !== null && instrument.assetClass !== "OPTIONS") {
    if (action === "buy" || action === "short") {
      return refusePrice(row, "is 0, at which only options may be opened; write the price");
    }
    row.warn("ERR_POS_010", "price", "price is 0: it is taken to have ended worthless; correct it if not.");
  }
  const multiplier = instrument === null ? 1 : multiplierOf(instrument.assetClass);
  return (quantity ?? 0) * price * multiplier > LARGEST_AMOUNT ? refuseLargeValue(row) : price;
}

/** Reads what one unit of a private asset is worth, perhaps nothing; null after a fault. */
export function readUnitValue(row: TransactionRow): number | null {
  const price = anyPrice(row, PRICE, "write what one unit is worth");
  return price === null || price >= 0 ? price : refusePrice(row, "is below 0; write what one unit is worth");
}

/**
 * Reads an amount of cash, exact; null after a fault.
 * @param currency What it is in if the row does not tell.
 */
export function readAmount(row: TransactionRow, action: TransactionAction, currency: string): Cents | null {
  const unit = row.text("currency") || currency;
  const amount = anyPrice(row, AMOUNT, `write the whole amount in it, in ${unit}`);
  if (amount === null) return null;
  if (amount === 0) return refusePrice(row, "is 0; write the whole amount in it, or remove the row");
  if (amount > 0 || action === "interest") return centsOfProduct(amount);
  return refusePrice(row, `is below 0; the action, ${action}, tells the direction, so write no sign`);
}

/** What a dividend comes to: so many times so much. */
export interface Payment {
  readonly quantity: number;
  readonly price: number;
  readonly amount: Cents;
}

/** Reads a dividend: the shares and what each was paid, or the total beside 1 or nothing; null after a fault. */
export function readPayment(row: TransactionRow): Payment | null {
  const quantity = row.text("quantity") === "" ? 1 : readUnits(row);
  const price = anyPrice(row, PRICE, "write the dividend of a share, or its total beside a quantity of 1");
  if (quantity === null || price === null) return null;
  if (price === 0) return refusePrice(row, "is 0; write the dividend, or remove the row");
  if (Math.abs(quantity * price) > LARGEST_AMOUNT) return refuseLargeValue(row);
  const amount = centsOfProduct(quantity, price);
  if (amount !== 0) return { quantity, price, amount };
  return refusePrice(
    row,
    "times the quantity comes to less than a cent; write what was paid, or remove the row",
  );
}

/** Reads the fees of a trade, 0 where the cell is empty; null after a fault. */
export function readFees(row: TransactionRow): Cents | null {
  const column = "fees";
  if (row.text(column) === "") return ZERO_CENTS;
  const value = readNumber(row, column, AMOUNT, FEES_CODES);
  if (value === null || value >= 0) return value === null ? null : centsOfProduct(value);
  return row.fault(
    "ERR_TXN_004",
    column,
    `fees ${row.shown(column)} is below 0; write what was paid without a sign.`,
  );
}
