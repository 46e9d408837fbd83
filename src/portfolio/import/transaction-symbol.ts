import { trySymbol } from "../../market/symbol.ts";
import { hasOccShape, tryOccSymbol } from "./occ-symbol.ts";
import type { Instrument } from "./transaction.ts";
import type { TransactionRow } from "./transaction-columns.ts";

/** As of private assets in position files. */
const LONGEST_NAME = 100;
const NAME = /^[A-Z0-9._-]*[A-Z0-9][A-Z0-9._-]*$/i;

/** The symbol as it is written, if it is not empty. */
function given(row: TransactionRow): string | null {
  const text = row.text("symbol");
  return text === "" ? row.fault("ERR_POS_001", "symbol", "symbol is empty; write it.") : text;
}

function refuse(row: TransactionRow, what: string): null {
  return row.fault("ERR_POS_003", "symbol", `symbol ${row.shown("symbol")} ${what}.`);
}

/** The one spelling of a private asset: its name in upper case; null after a fault. */
function privateName(row: TransactionRow, text: string): string | null {
  if (text.length > LONGEST_NAME) {
    const message = `symbol ${row.shown("symbol")} has more than ${LONGEST_NAME} characters; shorten it.`;
    return row.fault("ERR_POS_002", "symbol", message);
  }
  if (NAME.test(text)) return text.toUpperCase();
  return refuse(
    row,
    "is not a symbol; use letters, digits, dots, hyphens and underscores, such as BRK-B or MY_FUND",
  );
}

/**
 * Reads what a row is about. No column tells the class, so its form does: an OCC symbol is an option; what has the form of a
 * listed symbol (BRK.B, VOD.L, ^VIX) is one; any other name, such as CASH_USD, MY_FUND or 600519, is a private asset's. Null
 * after a fault.
 */
export function readInstrument(row: TransactionRow): Instrument | null {
  const text = given(row);
  if (text === null) return null;
  if (hasOccShape(text)) {
    const contract = tryOccSymbol(text);
    if (contract === null) return refuse(row, "names a root, day or strike that no contract has; correct it");
    return { symbol: contract.symbol, assetClass: "OPTIONS", option: contract.terms };
  }
  const listed = trySymbol(text);
  if (listed !== null) return { symbol: listed, assetClass: "PUBLIC", option: null };
  const symbol = privateName(row, text);
  return symbol === null ? null : { symbol, assetClass: "PRIVATE", option: null };
}

/** Reads what a row is about that can be no option; null after a fault. */
export function readUnderlying(row: TransactionRow): Instrument | null {
  const instrument = readInstrument(row);
  if (instrument?.assetClass !== "OPTIONS") return instrument;
  return refuse(row, `is an option, which has none; write ${instrument.option?.underlying}`);
}

/** Reads the name of a private asset, of which a listed symbol may have the form; null after a fault. */
export function readPrivateSymbol(row: TransactionRow): string | null {
  const text = given(row);
  if (text === null) return null;
  return hasOccShape(text)
    ? refuse(row, "is an option; value takes a private asset")
    : privateName(row, text);
}
