import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { priceImport, symbol } from "./market.ts";
import { PRICE_CHANGE_KINDS } from "./words.ts";

/**
 * The mark that a symbol's prices changed: bars from `from_session` through `through_session` are others than before, and
 * until the day before `until_session`, the next bar's (null: none), they stood in for missing ones. What was derived with
 * `seen` below the mark's id and rests on them is stale. A change of splits or dividends reaches all of a holder's books.
 */
export const priceChange = sqliteTable(
  "price_change",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    kind: text("kind", { enum: PRICE_CHANGE_KINDS }).notNull(),
    fromSession: text("from_session").notNull(),
    throughSession: text("through_session").notNull(),
    untilSession: text("until_session"),
  },
  (t) => [
    index("price_change_symbol").on(t.symbolId),
    wordCheck("price_change_kind", t.kind, PRICE_CHANGE_KINDS),
    isoDayCheck("price_change_from", t.fromSession),
    isoDayCheck("price_change_through", t.throughSession),
    isoDayCheck("price_change_until", t.untilSession),
    check(
      "price_change_order",
      sql`${t.fromSession} <= ${t.throughSession} AND ${t.throughSession} < coalesce(${t.untilSession}, 'x')`,
    ),
  ],
);

/** A row of a strict import, held until every row of its files has been checked; empty between imports. */
export const priceStaging = sqliteTable(
  "price_staging",
  {
    importId: integer("import_id")
      .notNull()
      .references(() => priceImport.id),
    symbol: text("symbol").notNull(),
    day: integer("day").notNull(),
    line: integer("line").notNull(),
    close: real("close").notNull(),
    open: real("open"),
    high: real("high"),
    low: real("low"),
    volume: real("volume"),
    dividend: real("dividend"),
    numerator: integer("numerator"),
    denominator: integer("denominator"),
  },
  (t) => [primaryKey({ columns: [t.importId, t.symbol, t.day, t.line] })],
);
