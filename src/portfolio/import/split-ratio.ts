import { splitRatio } from "../../market/prices/number.ts";
import { readNumber } from "./amounts.ts";
import type { DecimalLimits } from "./decimal.ts";
import type { TransactionRow } from "./transaction-columns.ts";

/** New shares for old ones, in lowest terms. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/** Of n to one and one to n, and of what is written as a pair. */
const LARGEST_TERM = 1000;
/** Of other ratios that are written as a decimal: 0.33 is not 33 for 100 but a rounded 1 for 3. */
const LARGEST_MIXED_TERM = 21;
const DECIMAL: DecimalLimits = { decimals: 6, largest: LARGEST_TERM };
const MILLION = 1e6;
const PAIR = /^(\d{1,6})\s*[:/]\s*(\d{1,6})$/;

const WISH = "write the new shares for one old share, such as 4 or 0.1, or both as a pair, such as 1:3";

function refuse(row: TransactionRow, what: string): null {
  return row.fault("ERR_TXN_006", "quantity", `quantity ${row.shown("quantity")} ${what}; ${WISH}.`);
}

function within({ numerator, denominator }: Ratio, largestMixed: number): boolean {
  const isPlain = Math.min(numerator, denominator) === 1;
  return Math.max(numerator, denominator) <= (isPlain ? LARGEST_TERM : largestMixed);
}

/** The ratio as it is written, which may be 0, and how large its terms may be; null after a fault. */
function written(row: TransactionRow): { terms: readonly [number, number]; largestMixed: number } | null {
  const pair = PAIR.exec(row.text("quantity"));
  if (pair !== null) return { terms: [Number(pair[1]), Number(pair[2])], largestMixed: LARGEST_TERM };
  const value = readNumber(row, "quantity", DECIMAL, {
    not_a_number: "ERR_POS_005",
    too_large: "ERR_TXN_006",
    too_many_decimals: "ERR_TXN_006",
  });
  if (value === null) return null;
  return { terms: [Math.round(value * MILLION), MILLION], largestMixed: LARGEST_MIXED_TERM };
}

/** Reads a split's ratio, exactly as it is written: `4`, `0.1`, `3:2`, `1/3`; null after a fault. */
export function readRatio(row: TransactionRow): Ratio | null {
  if (row.text("quantity") === "") {
    return row.fault("ERR_POS_004", "quantity", `quantity is empty; ${WISH}.`);
  }
  const found = written(row);
  if (found === null) return null;
  const [into, from] = found.terms;
  if (into <= 0 || from <= 0) {
    return row.fault("ERR_POS_006", "quantity", `quantity ${row.shown("quantity")} is not above 0; ${WISH}.`);
  }
  const { numerator, denominator } = splitRatio(into, from);
  if (numerator === denominator) return refuse(row, "changes nothing");
  if (!within({ numerator, denominator }, found.largestMixed)) {
    return refuse(row, "is not a ratio of small whole numbers");
  }
  return { numerator, denominator };
}
