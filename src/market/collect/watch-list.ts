import type { Sqlite } from "../../../db/driver.ts";
import type { Writer } from "../../../db/writer.ts";
import { calendarOfSymbol, type SymbolName } from "../symbol.ts";

/** Puts a symbol on the watch list, or takes it off: what is watched is collected without being held. */
export async function setWatched(
  writer: Writer,
  symbol: SymbolName,
  isWatched: boolean,
  at: string,
): Promise<void> {
  const { db } = writer;
  await writer.transact("watch list", () => {
    if (isWatched) {
      enterSymbol(writer.db, symbol);
      db.prepare("INSERT INTO watch_list (symbol, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING").run(
        symbol,
        at,
      );
    } else db.prepare("DELETE FROM watch_list WHERE symbol = ?").run(symbol);
  });
}

/** Pins a symbol to files: no provider is asked for it, and an imported series stays on its basis. */
export async function setPinned(writer: Writer, symbol: SymbolName, isPinned: boolean): Promise<void> {
  await writer.transact("pin symbol", () => {
    if (isPinned) enterSymbol(writer.db, symbol);
    writer.db.prepare("UPDATE symbol SET pinned = ? WHERE symbol = ?").run(isPinned ? 1 : 0, symbol);
  });
}

/** Enters a symbol that is not stored yet, without a bar. Belongs inside a transaction. */
export function enterSymbol(db: Sqlite, symbol: SymbolName): void {
  db.prepare("INSERT INTO symbol (symbol, calendar) VALUES (?, ?) ON CONFLICT DO NOTHING").run(
    symbol,
    calendarOfSymbol(symbol),
  );
}
