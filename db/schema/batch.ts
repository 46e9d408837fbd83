import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { isoDayCheck, wordCheck } from "./columns.ts";
import { ACTIVITY_LEVELS, PHASE_IDS, RUN_STATUSES, STEP_OUTCOMES } from "./words.ts";

/** One run of a job. Its status is `running` until it is sealed, once, in the run's last transaction. */
export const batchRun = sqliteTable(
  "batch_run",
  {
    id: text("id").primaryKey(),
    jobType: text("job_type").notNull(),
    trigger: text("trigger").notNull(),
    scope: text("scope").notNull(),
    boot: text("boot").notNull(),
    version: text("version").notNull(),
    attempt: integer("attempt").notNull(),
    status: text("status", { enum: RUN_STATUSES }).notNull(),
    startedAt: text("started_at").notNull(),
    finishedAt: text("finished_at"),
  },
  (t) => [
    index("batch_run_started").on(t.startedAt),
    wordCheck("batch_run_status", t.status, RUN_STATUSES),
    check("batch_run_attempt", sql`${t.attempt} >= 1`),
    check("batch_run_scope", sql`json_valid(${t.scope})`),
    check("batch_run_sealed", sql`(${t.status} = 'running') = (${t.finishedAt} IS NULL)`),
  ],
);

/** What a run planned to do in one phase: the number of units, known before the first one starts. */
export const batchRunPhase = sqliteTable(
  "batch_run_phase",
  {
    runId: text("run_id")
      .notNull()
      .references(() => batchRun.id, { onDelete: "cascade" }),
    phase: text("phase", { enum: PHASE_IDS }).notNull(),
    planned: integer("planned").notNull(),
    startedAt: text("started_at"),
    finishedAt: text("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.phase] }),
    wordCheck("batch_run_phase_phase", t.phase, PHASE_IDS),
    check("batch_run_phase_planned", sql`${t.planned} >= 0`),
  ],
);

/** A finished unit of work (phase, key, date), stored in the transaction of its results: done means stored. */
export const batchStep = sqliteTable(
  "batch_step",
  {
    runId: text("run_id")
      .notNull()
      .references(() => batchRun.id, { onDelete: "cascade" }),
    phase: text("phase", { enum: PHASE_IDS }).notNull(),
    key: text("key").notNull(),
    date: text("date").notNull(),
    outcome: text("outcome", { enum: STEP_OUTCOMES }).notNull(),
    reason: text("reason"),
    finishedAt: text("finished_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.phase, t.date, t.key] }),
    wordCheck("batch_step_phase", t.phase, PHASE_IDS),
    isoDayCheck("batch_step_date", t.date),
    wordCheck("batch_step_outcome", t.outcome, STEP_OUTCOMES),
    check("batch_step_reason", sql`(${t.outcome} = 'done') = (${t.reason} IS NULL)`),
  ],
);

/** A line for people about what a run did; run_id is null for what happened outside of any run. */
export const activityLog = sqliteTable(
  "activity_log",
  {
    id: integer("id").primaryKey(),
    runId: text("run_id").references(() => batchRun.id, { onDelete: "cascade" }),
    at: text("at").notNull(),
    level: text("level", { enum: ACTIVITY_LEVELS }).notNull(),
    phase: text("phase", { enum: PHASE_IDS }),
    unit: text("unit"),
    message: text("message").notNull(),
  },
  (t) => [
    index("activity_log_run").on(t.runId, t.id),
    wordCheck("activity_log_level", t.level, ACTIVITY_LEVELS),
    wordCheck("activity_log_phase", t.phase, PHASE_IDS),
  ],
);
