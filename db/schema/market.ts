import { sql } from "drizzle-orm";
import { check, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { isoDayCheck, positiveCheck, wordCheck } from "./columns.ts";
import {
  ACTION_KINDS,
  ACTION_STATUSES,
  BASES,
  CALENDAR_IDS,
  IMPORT_STATUSES,
  INSTRUMENT_TYPES,
  PRICE_SOURCES,
  REVISION_KINDS,
  SYMBOL_STATUSES,
} from "./words.ts";

/**
 * An instrument by the name its prices go under, with its calendar and the one basis of its series (null: no bar yet). What
 * providers tell of it, the currency (GBp is a hundredth), its type and the first day it traded, is null until one has.
 * Pinned: its prices come from files only.
 */
export const symbol = sqliteTable(
  "symbol",
  {
    id: integer("id").primaryKey(),
    symbol: text("symbol").notNull().unique(),
    calendar: text("calendar", { enum: CALENDAR_IDS }).notNull(),
    basis: text("basis", { enum: BASES }),
    currency: text("currency"),
    type: text("type", { enum: INSTRUMENT_TYPES }),
    firstTrade: text("first_trade"),
    status: text("status", { enum: SYMBOL_STATUSES }).notNull().default("active"),
    pinned: integer("pinned").notNull().default(0),
  },
  (t) => [
    check("symbol_form", sql`length(${t.symbol}) BETWEEN 1 AND 24 AND ${t.symbol} = upper(${t.symbol})`),
    wordCheck("symbol_calendar", t.calendar, CALENDAR_IDS),
    wordCheck("symbol_basis", t.basis, BASES),
    check("symbol_currency", sql`length(${t.currency}) = 3`),
    wordCheck("symbol_type", t.type, INSTRUMENT_TYPES),
    isoDayCheck("symbol_first_trade", t.firstTrade),
    wordCheck("symbol_status", t.status, SYMBOL_STATUSES),
    check("symbol_pinned", sql`${t.pinned} IN (0, 1)`),
  ],
);

/** A file of prices that came in: one row per content and basis, however often it came. Counts are of its last coming. */
export const priceImport = sqliteTable(
  "import",
  {
    id: integer("id").primaryKey(),
    sha256: text("sha256").notNull(),
    basis: text("basis", { enum: BASES }).notNull(),
    file: text("file").notNull(),
    bytes: integer("bytes").notNull(),
    status: text("status", { enum: IMPORT_STATUSES }).notNull(),
    rowsRead: integer("rows_read").notNull(),
    rowsRefused: integer("rows_refused").notNull(),
    startedAt: text("started_at").notNull(),
    finishedAt: text("finished_at"),
  },
  (t) => [
    uniqueIndex("import_content").on(t.sha256, t.basis),
    check("import_sha256", sql`length(${t.sha256}) = 64`),
    wordCheck("import_basis", t.basis, BASES),
    wordCheck("import_status", t.status, IMPORT_STATUSES),
    check("import_counts", sql`${t.bytes} >= 0 AND ${t.rowsRead} >= 0 AND ${t.rowsRefused} >= 0`),
  ],
);

/** One session's bar of one symbol, on the symbol's basis, in its trading currency. WITHOUT ROWID: read by symbol, in order. */
export const priceBar = sqliteTable(
  "price_bar",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    session: text("session").notNull(),
    close: real("close").notNull(),
    open: real("open"),
    high: real("high"),
    low: real("low"),
    volume: real("volume"),
    source: text("source", { enum: PRICE_SOURCES }).notNull(),
    importId: integer("import_id").references(() => priceImport.id),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.session] }),
    isoDayCheck("price_bar_session", t.session),
    positiveCheck("price_bar_close", t.close),
    positiveCheck("price_bar_open", t.open),
    positiveCheck("price_bar_high", t.high),
    positiveCheck("price_bar_low", t.low),
    check("price_bar_range", sql`${t.high} >= ${t.low}`),
    check("price_bar_volume", sql`${t.volume} >= 0 AND ${t.volume} < 9e999`),
    wordCheck("price_bar_source", t.source, PRICE_SOURCES),
    check("price_bar_import", sql`(${t.source} = 'import') = (${t.importId} IS NOT NULL)`),
  ],
);

/**
 * What was stored before it was replaced, and the import or run that replaced it (neither: an operator). A correction holds
 * one bar's old values, and so does what was set aside, with its basis; a rebase holds the factor (new over old) by which
 * every bar from `session` through `through_session` changed; a corporate action holds its old terms.
 */
export const priceRevision = sqliteTable(
  "price_revision",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    session: text("session").notNull(),
    seq: integer("seq").notNull(),
    kind: text("kind", { enum: REVISION_KINDS }).notNull(),
    oldClose: real("old_close"),
    oldOpen: real("old_open"),
    oldHigh: real("old_high"),
    oldLow: real("old_low"),
    oldVolume: real("old_volume"),
    oldSource: text("old_source", { enum: PRICE_SOURCES }),
    throughSession: text("through_session"),
    factor: real("factor"),
    oldAmount: real("old_amount"),
    oldNumerator: integer("old_numerator"),
    oldDenominator: integer("old_denominator"),
    oldBasis: text("old_basis", { enum: BASES }),
    importId: integer("import_id").references(() => priceImport.id),
    runId: text("run_id"),
    revisedAt: text("revised_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.session, t.seq] }),
    isoDayCheck("price_revision_session", t.session),
    isoDayCheck("price_revision_through", t.throughSession),
    check("price_revision_seq", sql`${t.seq} >= 1`),
    wordCheck("price_revision_kind", t.kind, REVISION_KINDS),
    wordCheck("price_revision_old_source", t.oldSource, PRICE_SOURCES),
    positiveCheck("price_revision_factor", t.factor),
    check(
      "price_revision_bar",
      sql`(${t.kind} IN ('correction', 'set_aside')) = (${t.oldClose} IS NOT NULL)`,
    ),
    check("price_revision_set_aside", sql`(${t.kind} = 'set_aside') = (${t.oldBasis} IS NOT NULL)`),
    wordCheck("price_revision_old_basis", t.oldBasis, BASES),
    check(
      "price_revision_rebase",
      sql`(${t.kind} = 'rebase') = (${t.factor} IS NOT NULL) AND (${t.kind} = 'rebase') = (${t.throughSession} IS NOT NULL)`,
    ),
    check("price_revision_dividend", sql`(${t.kind} = 'cash_dividend') = (${t.oldAmount} IS NOT NULL)`),
    check(
      "price_revision_split",
      sql`(${t.kind} = 'split') = (${t.oldNumerator} IS NOT NULL) AND (${t.kind} = 'split') = (${t.oldDenominator} IS NOT NULL)`,
    ),
  ],
);

/**
 * A split (new shares : old shares, whole numbers) or a cash dividend going ex on a day, per share held after any split
 * of that day, on the symbol's basis. Its status says what it counts for; `decided_at` is when an operator gave it one.
 */
export const corporateAction = sqliteTable(
  "corporate_action",
  {
    symbolId: integer("symbol_id")
      .notNull()
      .references(() => symbol.id),
    exDate: text("ex_date").notNull(),
    kind: text("kind", { enum: ACTION_KINDS }).notNull(),
    numerator: integer("numerator"),
    denominator: integer("denominator"),
    amount: real("amount"),
    status: text("status", { enum: ACTION_STATUSES }).notNull(),
    source: text("source", { enum: PRICE_SOURCES }).notNull(),
    importId: integer("import_id").references(() => priceImport.id),
    decidedAt: text("decided_at"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.exDate, t.kind] }),
    isoDayCheck("corporate_action_ex_date", t.exDate),
    wordCheck("corporate_action_kind", t.kind, ACTION_KINDS),
    wordCheck("corporate_action_status", t.status, ACTION_STATUSES),
    wordCheck("corporate_action_source", t.source, PRICE_SOURCES),
    positiveCheck("corporate_action_amount", t.amount),
    check(
      "corporate_action_split",
      sql`(${t.kind} = 'split') = (${t.numerator} IS NOT NULL) AND (${t.kind} = 'split') = (${t.denominator} IS NOT NULL)`,
    ),
    check("corporate_action_ratio", sql`${t.numerator} > 0 AND ${t.denominator} > 0`),
    check("corporate_action_dividend", sql`(${t.kind} = 'cash_dividend') = (${t.amount} IS NOT NULL)`),
    check("corporate_action_import", sql`(${t.source} = 'import') = (${t.importId} IS NOT NULL)`),
  ],
);
