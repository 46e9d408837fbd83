import { integer, text } from "drizzle-orm/sqlite-core";
import { symbol } from "./market.ts";
import { NETWORK_PROVIDERS } from "./words.ts";

/** What a row of reference data is of, from which day on, and who told it: a day reads the newest on or before it. */
export const told = () => ({
  symbolId: integer("symbol_id")
    .notNull()
    .references(() => symbol.id),
  asOf: text("as_of").notNull(),
  source: text("source", { enum: NETWORK_PROVIDERS }).notNull(),
});
