CREATE TABLE "batch_run" (
  -- One run of a job. status is running until it is sealed, once, in the last transaction of the run.
  "id" text PRIMARY KEY NOT NULL,
  "job_type" text NOT NULL,
  "trigger" text NOT NULL,
  "scope" text NOT NULL,
  "boot" text NOT NULL,
  "version" text NOT NULL,
  "attempt" integer NOT NULL,
  "status" text NOT NULL,
  "started_at" text NOT NULL,
  "finished_at" text,
  CONSTRAINT "batch_run_status" CHECK ("status" IN ('running', 'completed', 'partial', 'failed', 'cancelled', 'interrupted')),
  CONSTRAINT "batch_run_attempt" CHECK ("attempt" >= 1),
  CONSTRAINT "batch_run_scope" CHECK (json_valid("scope")),
  CONSTRAINT "batch_run_sealed" CHECK (("status" = 'running') = ("finished_at" IS NULL))
) STRICT;
--> statement-breakpoint
CREATE TABLE "batch_run_phase" (
  -- What a run planned to do in one phase: the number of units, known before the first one starts.
  "run_id" text NOT NULL,
  "phase" text NOT NULL,
  "planned" integer NOT NULL,
  "started_at" text,
  "finished_at" text,
  PRIMARY KEY("run_id", "phase"),
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "batch_run_phase_phase" CHECK ("phase" IN ('phase_0', 'phase_1', 'phase_1_5', 'phase_2', 'phase_2_5', 'phase_2_75', 'phase_3')),
  CONSTRAINT "batch_run_phase_planned" CHECK ("planned" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "batch_step" (
  -- A finished unit of work (phase, key, date), stored in the transaction of its results: done means stored.
  "run_id" text NOT NULL,
  "phase" text NOT NULL,
  "key" text NOT NULL,
  "date" text NOT NULL,
  "outcome" text NOT NULL,
  "reason" text,
  "finished_at" text NOT NULL,
  PRIMARY KEY("run_id", "phase", "key", "date"),
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "batch_step_phase" CHECK ("phase" IN ('phase_0', 'phase_1', 'phase_1_5', 'phase_2', 'phase_2_5', 'phase_2_75', 'phase_3')),
  CONSTRAINT "batch_step_date" CHECK ("date" IS date("date")),
  CONSTRAINT "batch_step_outcome" CHECK ("outcome" IN ('done', 'skipped', 'partial', 'failed')),
  CONSTRAINT "batch_step_reason" CHECK (("outcome" = 'done') = ("reason" IS NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "activity_log" (
  -- A line for people about what a run did; run_id is null for what happened outside of any run.
  "id" integer PRIMARY KEY NOT NULL,
  "run_id" text,
  "at" text NOT NULL,
  "level" text NOT NULL,
  "phase" text,
  "unit" text,
  "message" text NOT NULL,
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "activity_log_level" CHECK ("level" IN ('info', 'warning', 'error')),
  CONSTRAINT "activity_log_phase" CHECK ("phase" IN ('phase_0', 'phase_1', 'phase_1_5', 'phase_2', 'phase_2_5', 'phase_2_75', 'phase_3'))
) STRICT;
--> statement-breakpoint
CREATE TABLE "api_token" (
  -- A bearer token: only its SHA-256, and the first characters by which its owner knows it again.
  "id" text PRIMARY KEY NOT NULL,
  "hash" text NOT NULL,
  "prefix" text NOT NULL,
  "scope" text NOT NULL,
  "created_at" text NOT NULL,
  "revoked_at" text,
  CONSTRAINT "api_token_hash" CHECK (length("hash") = 64),
  CONSTRAINT "api_token_scope" CHECK ("scope" IN ('admin', 'read', 'ingest'))
) STRICT;
--> statement-breakpoint
CREATE TABLE "setting" (
  -- A setting kept with the database; flags and the environment come before it.
  "key" text PRIMARY KEY NOT NULL,
  "value" text NOT NULL,
  "changed_at" text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX "activity_log_run" ON "activity_log" ("run_id","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "api_token_hash_unique" ON "api_token" ("hash");
--> statement-breakpoint
CREATE INDEX "batch_run_started" ON "batch_run" ("started_at");
--> statement-breakpoint
CREATE INDEX "batch_step_unit" ON "batch_step" ("phase","key","date");
