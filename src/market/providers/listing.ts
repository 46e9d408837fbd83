import { calendarOfSymbol, type SymbolName } from "../symbol.ts";

/** Whether a symbol has the form of a share or a fund of the New York exchanges: indices, pairs and coins are other products. */
export function isNewYorkListing(symbol: SymbolName): boolean {
  return calendarOfSymbol(symbol) === "XNYS" && !symbol.startsWith("^");
}
