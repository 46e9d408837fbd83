import market from "./migrations/0000_market.sql" with { type: "text" };
import batchAdmin from "./migrations/0001_batch_admin.sql" with { type: "text" };
import night from "./migrations/0002_night.sql" with { type: "text" };
import collect from "./migrations/0003_collect.sql" with { type: "text" };
import books from "./migrations/0004_books.sql" with { type: "text" };
import fundamentals from "./migrations/0005_fundamentals.sql" with { type: "text" };

/** One step of the schema. Its id orders it; once released, its text never changes: the checksum of each is verified. */
export interface Migration {
  readonly id: string;
  readonly sql: string;
}

/** All migrations, oldest first. A new one is a line here; a test compares the list with the folder. */
export const MIGRATIONS: readonly Migration[] = [
  { id: "0000_market", sql: market },
  { id: "0001_batch_admin", sql: batchAdmin },
  { id: "0002_night", sql: night },
  { id: "0003_collect", sql: collect },
  { id: "0004_books", sql: books },
  { id: "0005_fundamentals", sql: fundamentals },
];
