import { BookChangeStatements } from "../../db/bulk/book-changes.ts";
import type { Sqlite } from "../../db/driver.ts";
import { enterSymbol } from "./collect/watch-list.ts";
import { currencyOfSymbol, type SymbolName } from "./symbol.ts";

/**
 * Says in which currency a symbol's prices are. The books of all who hold or held it are told anew, if that is another than
 * was known. Belongs inside a transaction.
 */
export function storeCurrency(db: Sqlite, symbol: SymbolName, currency: string): void {
  enterSymbol(db, symbol);
  const stored = db.prepare("SELECT currency FROM symbol WHERE symbol = ?").pluck().get(symbol);
  db.prepare("UPDATE symbol SET currency = ? WHERE symbol = ?").run(currency, symbol);
  const known = (stored as string | null) ?? currencyOfSymbol(symbol);
  if (known !== currency) new BookChangeStatements(db).addForHolders(symbol);
}
