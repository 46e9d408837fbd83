import { ASSET_CLASSES, type AssetClass } from "../lot.ts";
import type { Column } from "./columns.ts";
import { hasOccShape } from "./occ-symbol.ts";
import type { Row } from "./row.ts";

const OPTION_COLUMNS = [
  "Underlying Symbol",
  "Strike Price",
  "Expiration Date",
  "Option Type",
] as const satisfies readonly Column[];
const CASH_PREFIX = "CASH_";

/** The subtypes of each class. */
export const SUBTYPES: Readonly<Record<AssetClass, readonly string[]>> = {
  PUBLIC: ["STOCK", "ETF", "MUTUAL_FUND", "BOND", "CASH"],
  OPTIONS: ["CALL", "PUT"],
  PRIVATE: [
    "PRIVATE_EQUITY",
    "VENTURE_CAPITAL",
    "HEDGE_FUND",
    "PRIVATE_REIT",
    "REAL_ESTATE",
    "CRYPTOCURRENCY",
    "CRYPTO",
    "ART",
    "MONEY_MARKET",
    "TREASURY_BILLS",
    "CASH",
    "COMMODITY",
    "OTHER",
  ],
};

/** Whether the symbol of a row, or a column that only options have, says that it is an option. */
export function isLikeAnOption(row: Row): boolean {
  return OPTION_COLUMNS.some((column) => row.text(column) !== "") || hasOccShape(row.text("Symbol"));
}

/**
 * Reads the class of a row, which the other cells tell where it is empty: an option column or an OCC symbol means OPTIONS,
 * a symbol that begins with CASH_ PRIVATE, anything else PUBLIC. Null after a fault.
 */
export function readAssetClass(row: Row): AssetClass | null {
  const column = "Investment Class";
  const word = row.text(column).toUpperCase();
  if (word === "") {
    if (isLikeAnOption(row)) return "OPTIONS";
    return row.text("Symbol").toUpperCase().startsWith(CASH_PREFIX) ? "PRIVATE" : "PUBLIC";
  }
  const given = ASSET_CLASSES.find((each) => each === word);
  if (given === undefined) {
    const message = `${column} ${row.shown(column)} is unknown; write ${ASSET_CLASSES.join(", ")} or nothing.`;
    return row.fault("ERR_POS_016", column, message);
  }
  if (given !== "OPTIONS" && isLikeAnOption(row)) {
    const message = `The row is taken as ${given} although it has an option's symbol or columns; write OPTIONS if it is one.`;
    row.warn("ERR_POS_016", column, message);
  }
  return given;
}

/** Reads the subtype of a row, upper case; null if it has none, or after a fault. */
export function readSubtype(row: Row, assetClass: AssetClass | null): string | null {
  const column = "Investment Subtype";
  const word = row.text(column).toUpperCase();
  if (word === "" || assetClass === null) return null;
  const allowed = SUBTYPES[assetClass];
  if (!allowed.includes(word)) {
    const message = `${column} ${row.shown(column)} is none of ${assetClass}; write ${allowed.join(", ")} or nothing.`;
    return row.fault("ERR_POS_017", column, message);
  }
  return word;
}
