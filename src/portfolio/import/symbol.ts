import { trySymbol } from "../../market/symbol.ts";
import type { AssetClass } from "../lot.ts";
import type { Row } from "./row.ts";

const LONGEST_SYMBOL = 24;
const LONGEST_PRIVATE_NAME = 100;
const LEGAL = /^[A-Z0-9._-]+$/i;
const MEANINGFUL = /[A-Z0-9]/i;

const isName = (text: string) => LEGAL.test(text) && MEANINGFUL.test(text);

/** The one spelling of a listed instrument, BRK.B as BRK-B; null if the text is none, or longer than 24 characters. */
export function listedSymbol(text: string): string | null {
  if (text.length > LONGEST_SYMBOL) return null;
  return trySymbol(text) ?? (isName(text) ? text.toUpperCase() : null);
}

/** Notes that the symbol of a row is missing. */
export function faultMissingSymbol(row: Row): null {
  return row.fault("ERR_POS_001", "Symbol", "Symbol is empty; write it.");
}

/** Notes what is wrong with a symbol that is not legal for its class; null for an unknown class takes the longest names. */
export function faultSymbol(row: Row, assetClass: AssetClass | null): null {
  const shown = `Symbol ${row.shown("Symbol")}`;
  const longest = assetClass === "PRIVATE" || assetClass === null ? LONGEST_PRIVATE_NAME : LONGEST_SYMBOL;
  if (row.text("Symbol").length > longest) {
    return row.fault("ERR_POS_002", "Symbol", `${shown} has more than ${longest} characters; shorten it.`);
  }
  const allowed = "letters, digits, dots, hyphens and underscores";
  return row.fault("ERR_POS_003", "Symbol", `${shown} is not a symbol; use ${allowed}, such as BRK-B.`);
}

/**
 * Reads the symbol of a row that is no option's, upper case; null after a fault.
 * @param assetClass Null if it could not be read: then whatever some class allows.
 */
export function readSymbol(row: Row, assetClass: Exclude<AssetClass, "OPTIONS"> | null): string | null {
  const text = row.text("Symbol");
  if (text === "") return faultMissingSymbol(row);
  const listed = assetClass === "PRIVATE" ? null : listedSymbol(text);
  if (listed !== null) return listed;
  const isPrivateName = assetClass !== "PUBLIC" && text.length <= LONGEST_PRIVATE_NAME && isName(text);
  return isPrivateName ? text.toUpperCase() : faultSymbol(row, assetClass);
}
