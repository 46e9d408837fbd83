import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { lot, portfolio } from "./portfolio.ts";
import { POSITION_TYPES, TAG_KINDS } from "./words.ts";

/** The prices that an owner has in mind for what a portfolio holds of a symbol and type, in the instrument's currency. */
export const targetPrice = sqliteTable(
  "target_price",
  {
    publicId: text("public_id").notNull().unique(),
    portfolioId: integer("portfolio_id")
      .notNull()
      .references(() => portfolio.id),
    symbol: text("symbol").notNull(),
    type: text("type", { enum: POSITION_TYPES }).notNull(),
    endOfYear: real("end_of_year"),
    nextYear: real("next_year"),
    downside: real("downside"),
    note: text("note"),
    actor: text("actor").notNull(),
    updatedAt: text("updated_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.portfolioId, t.symbol, t.type] }),
    wordCheck("target_price_type", t.type, POSITION_TYPES),
    check(
      "target_price_prices",
      sql`min(coalesce(${t.endOfYear}, 0), coalesce(${t.nextYear}, 0), coalesce(${t.downside}, 0)) >= 0`,
    ),
  ],
);

/** A word by which an owner's positions are gathered. Those of sectors are nightdesk's own; an archived one is given no more. */
export const tag = sqliteTable(
  "tag",
  {
    id: integer("id").primaryKey(),
    publicId: text("public_id").notNull().unique(),
    owner: text("owner").notNull(),
    kind: text("kind", { enum: TAG_KINDS }).notNull(),
    name: text("name").notNull(),
    color: text("color").notNull(),
    description: text("description"),
    archivedAt: text("archived_at"),
  },
  (t) => [
    uniqueIndex("tag_name")
      .on(t.owner, t.kind, t.name)
      .where(sql`${t.archivedAt} IS NULL OR ${t.kind} = 'sector'`),
    wordCheck("tag_kind", t.kind, TAG_KINDS),
    check("tag_name_length", sql`length(${t.name}) BETWEEN 1 AND 50`),
    check("tag_color", sql`${t.color} GLOB '#[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]'`),
  ],
);

/** A tag on a position. */
export const positionTag = sqliteTable(
  "position_tag",
  {
    lotId: integer("lot_id")
      .notNull()
      .references(() => lot.id),
    tagId: integer("tag_id")
      .notNull()
      .references(() => tag.id),
  },
  (t) => [primaryKey({ columns: [t.lotId, t.tagId] }), index("position_tag_tag").on(t.tagId)],
);

/** The sector of a symbol as somebody told it, from a day on. */
export const symbolSector = sqliteTable(
  "symbol_sector",
  {
    symbol: text("symbol").notNull(),
    asOf: text("as_of").notNull(),
    sector: text("sector").notNull(),
    source: text("source").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.symbol, t.asOf] }),
    isoDayCheck("symbol_sector_as_of", t.asOf),
    check("symbol_sector_sector", sql`length(${t.sector}) BETWEEN 1 AND 100`),
  ],
);
