import type { InstrumentType } from "../../../db/schema/words.ts";
import { parseSymbol, type SymbolName } from "../../../src/market/symbol.ts";
import type { TemporaryDatabase } from "../../support/temporary-database.ts";

/** A symbol that is stored, without a bar. */
export interface KnownSymbol {
  readonly id: number;
  readonly symbol: SymbolName;
}

/**
 * Stores a symbol of a type.
 * @param type Null for one of which nobody has told yet what it is.
 */
export function knownSymbol(
  { writer: { db } }: TemporaryDatabase,
  name: string,
  type: InstrumentType | null = "EQUITY",
): KnownSymbol {
  const symbol = parseSymbol(name);
  const { lastInsertRowid } = db
    .prepare("INSERT INTO symbol (symbol, calendar, type) VALUES (?, 'XNYS', ?)")
    .run(symbol, type);
  return { id: Number(lastInsertRowid), symbol };
}
