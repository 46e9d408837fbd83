import type { Sqlite } from "../../db/driver.ts";

/** Those of some symbols that have no price at all, each once, in code-unit order. */
export function symbolsWithoutPrices(db: Sqlite, symbols: Iterable<string>): readonly string[] {
  const find = db.prepare("SELECT 1 FROM symbol WHERE symbol = ? AND basis IS NOT NULL");
  return [...new Set(symbols)].filter((symbol) => find.get(symbol) === undefined).sort();
}
