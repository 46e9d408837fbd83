import type { Sqlite } from "../../db/driver.ts";
import { FUNDAMENTALS_GOOD } from "./fundamentals-good-rows.ts";

/** A session of whose metrics no night thinks. */
const LONG_AGO = "2020-01-02";

/** Writes a right row of each table of companies and funds for a symbol, as if providers had told it. */
export function tellOf(db: Sqlite, symbol: string): void {
  const id = db.prepare("SELECT id FROM symbol WHERE symbol = ?").pluck().get(symbol) as number;
  for (const [table, good] of Object.entries(FUNDAMENTALS_GOOD)) {
    if (!("symbol_id" in good) || "id" in good) continue;
    const row = { ...good, symbol_id: id, ...("session" in good ? { session: LONG_AGO } : {}) };
    const names = Object.keys(row);
    const values = names.map((name) => `@${name}`);
    db.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${values.join()})`).run(row);
  }
}
