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
import { batchRun } from "./batch.ts";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { symbol } from "./market.ts";
import { FETCH_OUTCOMES, NETWORK_PROVIDERS, QUARANTINE_REASONS, QUARANTINE_STATUSES } from "./words.ts";

const symbolId = () =>
  integer("symbol_id")
    .notNull()
    .references(() => symbol.id);

/** Symbols that somebody wants prices of without holding them. */
export const watchList = sqliteTable("watch_list", {
  symbol: text("symbol").primaryKey(),
  addedAt: text("added_at").notNull(),
});

/**
 * Where the search for a symbol's prices stands: `missing` names why the last one left something open, null if nothing is
 * left. What cannot be had yet is not looked for before `next_try_at`.
 */
export const collectState = sqliteTable(
  "collect_state",
  {
    symbolId: symbolId().primaryKey(),
    missing: text("missing"),
    detail: text("detail"),
    failures: integer("failures").notNull(),
    triedAt: text("tried_at").notNull(),
    completeAt: text("complete_at"),
    nextTryAt: text("next_try_at"),
  },
  (t) => [check("collect_state_failures", sql`${t.failures} >= 0`)],
);

/** What a provider last said of a symbol. `absent_nights` counts the nights in a row on which it knew none of that name. */
export const providerState = sqliteTable(
  "provider_state",
  {
    symbolId: symbolId(),
    provider: text("provider", { enum: NETWORK_PROVIDERS }).notNull(),
    outcome: text("outcome", { enum: FETCH_OUTCOMES }).notNull(),
    detail: text("detail"),
    askedAt: text("asked_at").notNull(),
    barsAt: text("bars_at"),
    absentNights: integer("absent_nights").notNull(),
    absentNight: text("absent_night"),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.provider] }),
    wordCheck("provider_state_provider", t.provider, NETWORK_PROVIDERS),
    wordCheck("provider_state_outcome", t.outcome, FETCH_OUTCOMES),
    isoDayCheck("provider_state_absent_night", t.absentNight),
    check("provider_state_nights", sql`(${t.absentNights} > 0) = (${t.absentNight} IS NOT NULL)`),
  ],
);

/**
 * Sessions of a symbol for which a provider that was asked had no bar, though it had those around them. Said twice, by two
 * providers or on two nights, they count as confirmed: nobody is asked again.
 */
export const priceAbsence = sqliteTable(
  "price_absence",
  {
    symbolId: symbolId(),
    fromSession: text("from_session").notNull(),
    throughSession: text("through_session").notNull(),
    provider: text("provider", { enum: NETWORK_PROVIDERS }).notNull(),
    times: integer("times").notNull(),
    night: text("night").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.symbolId, t.fromSession, t.throughSession] }),
    isoDayCheck("price_absence_from", t.fromSession),
    isoDayCheck("price_absence_through", t.throughSession),
    isoDayCheck("price_absence_night", t.night),
    check("price_absence_order", sql`${t.fromSession} <= ${t.throughSession}`),
    check("price_absence_times", sql`${t.times} >= 1`),
    wordCheck("price_absence_provider", t.provider, NETWORK_PROVIDERS),
  ],
);

/** A bar that came and was not believed, as it would have been stored, with the close that it was held against. */
export const priceQuarantine = sqliteTable(
  "price_quarantine",
  {
    id: integer("id").primaryKey(),
    symbolId: symbolId(),
    session: text("session").notNull(),
    provider: text("provider", { enum: NETWORK_PROVIDERS }).notNull(),
    reason: text("reason", { enum: QUARANTINE_REASONS }).notNull(),
    close: real("close"),
    open: real("open"),
    high: real("high"),
    low: real("low"),
    volume: real("volume"),
    detail: text("detail").notNull(),
    status: text("status", { enum: QUARANTINE_STATUSES }).notNull(),
    seenAt: text("seen_at").notNull(),
    decidedAt: text("decided_at"),
  },
  (t) => [
    uniqueIndex("price_quarantine_bar").on(t.symbolId, t.session, t.provider),
    index("price_quarantine_status").on(t.status),
    isoDayCheck("price_quarantine_session", t.session),
    wordCheck("price_quarantine_provider", t.provider, NETWORK_PROVIDERS),
    wordCheck("price_quarantine_reason", t.reason, QUARANTINE_REASONS),
    wordCheck("price_quarantine_status", t.status, QUARANTINE_STATUSES),
    check("price_quarantine_decided", sql`(${t.status} = 'open') = (${t.decidedAt} IS NULL)`),
  ],
);

/** What a provider was asked in a run, and how often it answered how: a number is a count of calls. */
export const batchProvider = sqliteTable(
  "batch_provider",
  {
    runId: text("run_id")
      .notNull()
      .references(() => batchRun.id, { onDelete: "cascade" }),
    provider: text("provider").notNull(),
    requests: integer("requests").notNull(),
    retries: integer("retries").notNull(),
    symbolsFilled: integer("symbols_filled").notNull(),
    bars: integer("bars").notNull(),
    outcomes: text("outcomes").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.provider] }),
    check("batch_provider_outcomes", sql`json_valid(${t.outcomes})`),
    check(
      "batch_provider_counts",
      sql`${t.requests} >= 0 AND ${t.retries} >= 0 AND ${t.symbolsFilled} >= 0 AND ${t.bars} >= 0`,
    ),
  ],
);

/** How much of what was expected to trade at a run's session has a good close: by count and by market value. */
export const batchCoverage = sqliteTable(
  "batch_coverage",
  {
    runId: text("run_id")
      .primaryKey()
      .references(() => batchRun.id, { onDelete: "cascade" }),
    session: text("session").notNull(),
    expected: integer("expected").notNull(),
    good: integer("good").notNull(),
    byCount: real("by_count"),
    byValue: real("by_value"),
    degraded: integer("degraded").notNull(),
    absent: text("absent").notNull(),
  },
  (t) => [
    isoDayCheck("batch_coverage_session", t.session),
    check("batch_coverage_good", sql`${t.good} BETWEEN 0 AND ${t.expected}`),
    check("batch_coverage_by_count", sql`${t.byCount} BETWEEN 0 AND 1`),
    check("batch_coverage_by_value", sql`${t.byValue} BETWEEN 0 AND 1`),
    check("batch_coverage_degraded", sql`${t.degraded} IN (0, 1)`),
    check("batch_coverage_absent", sql`json_valid(${t.absent})`),
  ],
);
