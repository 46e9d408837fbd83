import type { AssetClass } from "../lot.ts";
import type { Column } from "./columns.ts";
import { type DecimalFault, type DecimalLimits, readDecimal } from "./decimal.ts";
import type { CellsOf, Row } from "./row.ts";

const QUANTITY: DecimalLimits = { decimals: 6, largest: 1e12 };
const PRICE: DecimalLimits = { decimals: 4, largest: 1e9 };

const PLAIN = "write a plain decimal such as 1234.5, without currency signs, commas or exponents";

/** Reads the number in a cell that is not empty; null after a fault, whose code tells what is wrong. */
export function readNumber<Column extends string, Code extends string>(
  row: CellsOf<Column, Code>,
  column: Column,
  limits: DecimalLimits,
  codes: Readonly<Record<DecimalFault, Code>>,
): number | null {
  const value = readDecimal(row.text(column), limits);
  if (typeof value === "number") return value;
  const what = {
    not_a_number: `is not a number; ${PLAIN}`,
    too_large: `is beyond ${limits.largest} or has more digits than can be kept; check it`,
    too_many_decimals: `has more than ${limits.decimals} decimals; round it yourself, since nothing is rounded here`,
  };
  return row.fault(codes[value], column, `${column} ${row.shown(column)} ${what[value]}.`);
}

/** Reads the signed quantity of a row, negative for a short; null after a fault. */
export function readQuantity(row: Row): number | null {
  const column = "Quantity";
  if (row.text(column) === "") {
    return row.fault(
      "ERR_POS_004",
      column,
      "Quantity is empty; write the shares or contracts, below 0 if short.",
    );
  }
  const value = readNumber(row, column, QUANTITY, {
    not_a_number: "ERR_POS_005",
    too_large: "ERR_POS_005",
    too_many_decimals: "ERR_POS_007",
  });
  if (value !== 0) return value;
  return row.fault("ERR_POS_006", column, "Quantity is 0; write the shares or contracts, or remove the row.");
}

function price(row: Row, column: Column): number | null {
  const value = readNumber(row, column, PRICE, {
    not_a_number: "ERR_POS_009",
    too_large: "ERR_POS_009",
    too_many_decimals: "ERR_POS_011",
  });
  if (value === null || value >= 0) return value;
  return row.fault(
    "ERR_POS_010",
    column,
    `${column} ${row.shown(column)} is below 0; write the price as it was paid, and the sign in Quantity.`,
  );
}

/**
 * Reads the entry price, USD a share; 0 stands for an option's premium that is not known. Null after a fault.
 * @param assetClass Null if it could not be read.
 */
export function readEntryPrice(row: Row, assetClass: AssetClass | null): number | null {
  const column = "Entry Price Per Share";
  if (row.text(column) === "") {
    return row.fault("ERR_POS_008", column, `${column} is empty; write the price paid, in USD a share.`);
  }
  const value = price(row, column);
  if (value !== 0 || assetClass === "OPTIONS" || assetClass === null) return value;
  return row.fault(
    "ERR_POS_010",
    column,
    `${column} is 0, which only options may have; write the price paid.`,
  );
}

/** Reads the exit price, USD a share; 0 for what ended worthless. Null after a fault. */
export function readExitPrice(row: Row): number | null {
  const column = "Exit Price Per Share";
  if (row.text(column) !== "") return price(row, column);
  return row.fault(
    "ERR_POS_008",
    column,
    `${column} is empty although there is an Exit Date; write it, or 0.`,
  );
}
