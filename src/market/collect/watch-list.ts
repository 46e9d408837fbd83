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
      enter(writer, symbol);
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
    if (isPinned) enter(writer, symbol);
    writer.db.prepare("UPDATE symbol SET pinned = ? WHERE symbol = ?").run(isPinned ? 1 : 0, symbol);
  });
}

function enter({ db }: Writer, symbol: SymbolName): void {
  db.prepare("INSERT INTO symbol (symbol, calendar) VALUES (?, ?) ON CONFLICT DO NOTHING").run(
    symbol,
    calendarOfSymbol(symbol),
  );
}
