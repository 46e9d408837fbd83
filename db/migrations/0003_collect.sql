CREATE TABLE "batch_coverage" (
  -- How much of what was expected to trade at a run's session has a good close: by count and by market value.
  "run_id" text PRIMARY KEY NOT NULL,
  "session" text NOT NULL,
  "expected" integer NOT NULL,
  "good" integer NOT NULL,
  "by_count" real,
  "by_value" real,
  "degraded" integer NOT NULL,
  "absent" text NOT NULL,
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "batch_coverage_session" CHECK ("session" IS date("session")),
  CONSTRAINT "batch_coverage_good" CHECK ("good" BETWEEN 0 AND "expected"),
  CONSTRAINT "batch_coverage_by_count" CHECK ("by_count" BETWEEN 0 AND 1),
  CONSTRAINT "batch_coverage_by_value" CHECK ("by_value" BETWEEN 0 AND 1),
  CONSTRAINT "batch_coverage_degraded" CHECK ("degraded" IN (0, 1)),
  CONSTRAINT "batch_coverage_absent" CHECK (json_valid("absent"))
) STRICT;
--> statement-breakpoint
CREATE TABLE "batch_provider" (
  -- What a provider was asked in a run, and how often it answered how: a number is a count of calls.
  "run_id" text NOT NULL,
  "provider" text NOT NULL,
  "requests" integer NOT NULL,
  "retries" integer NOT NULL,
  "symbols_filled" integer NOT NULL,
  "bars" integer NOT NULL,
  "outcomes" text NOT NULL,
  PRIMARY KEY("run_id", "provider"),
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "batch_provider_outcomes" CHECK (json_valid("outcomes")),
  CONSTRAINT "batch_provider_counts" CHECK ("requests" >= 0 AND "retries" >= 0 AND "symbols_filled" >= 0 AND "bars" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "collect_state" (
  -- Where the search for a symbol's prices stands, why something is left open, and when it is looked for again.
  "symbol_id" integer PRIMARY KEY NOT NULL,
  "missing" text,
  "detail" text,
  "failures" integer NOT NULL,
  "tried_at" text NOT NULL,
  "complete_at" text,
  "next_try_at" text,
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "collect_state_failures" CHECK ("failures" >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE "price_absence" (
  -- Sessions for which a provider had no bar, though it had those around them; said twice, they are confirmed.
  "symbol_id" integer NOT NULL,
  "from_session" text NOT NULL,
  "through_session" text NOT NULL,
  "provider" text NOT NULL,
  "times" integer NOT NULL,
  "night" text NOT NULL,
  PRIMARY KEY("symbol_id", "from_session", "through_session"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "price_absence_from" CHECK ("from_session" IS date("from_session")),
  CONSTRAINT "price_absence_through" CHECK ("through_session" IS date("through_session")),
  CONSTRAINT "price_absence_night" CHECK ("night" IS date("night")),
  CONSTRAINT "price_absence_order" CHECK ("from_session" <= "through_session"),
  CONSTRAINT "price_absence_times" CHECK ("times" >= 1),
  CONSTRAINT "price_absence_provider" CHECK ("provider" IN ('yahoo', 'yahooquery', 'polygon', 'fmp'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "price_quarantine" (
  -- A bar that came and was not believed, as it would have been stored.
  "id" integer PRIMARY KEY NOT NULL,
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "provider" text NOT NULL,
  "reason" text NOT NULL,
  "close" real,
  "open" real,
  "high" real,
  "low" real,
  "volume" real,
  "detail" text NOT NULL,
  "status" text NOT NULL,
  "seen_at" text NOT NULL,
  "decided_at" text,
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "price_quarantine_session" CHECK ("session" IS date("session")),
  CONSTRAINT "price_quarantine_provider" CHECK ("provider" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "price_quarantine_reason" CHECK ("reason" IN ('null_price', 'not_positive', 'not_a_session', 'future', 'high_below_low', 'close_outside_range', 'large_move', 'contradicted', 'factor_100')),
  CONSTRAINT "price_quarantine_status" CHECK ("status" IN ('open', 'accepted', 'rejected', 'superseded')),
  CONSTRAINT "price_quarantine_decided" CHECK (("status" = 'open') = ("decided_at" IS NULL))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX "price_quarantine_bar" ON "price_quarantine" ("symbol_id","session","provider");
--> statement-breakpoint
CREATE INDEX "price_quarantine_status" ON "price_quarantine" ("status");
--> statement-breakpoint
CREATE TABLE "provider_state" (
  -- What a provider last said of a symbol, and on how many nights in a row it knew none of that name.
  "symbol_id" integer NOT NULL,
  "provider" text NOT NULL,
  "outcome" text NOT NULL,
  "detail" text,
  "asked_at" text NOT NULL,
  "bars_at" text,
  "absent_nights" integer NOT NULL,
  "absent_night" text,
  PRIMARY KEY("symbol_id", "provider"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "provider_state_provider" CHECK ("provider" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "provider_state_outcome" CHECK ("outcome" IN ('bars', 'nothing_new', 'not_found', 'rate_limited', 'refused', 'malformed', 'transport', 'basis_unknown')),
  CONSTRAINT "provider_state_absent_night" CHECK ("absent_night" IS date("absent_night")),
  CONSTRAINT "provider_state_nights" CHECK (("absent_nights" > 0) = ("absent_night" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "watch_list" (
  -- Symbols that somebody wants prices of without holding them.
  "symbol" text PRIMARY KEY NOT NULL,
  "added_at" text NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "corporate_action_decided" (
  -- A split or a cash dividend going ex on a day, on the symbol's basis; its status says what it counts for.
  "symbol_id" integer NOT NULL,
  "ex_date" text NOT NULL,
  "kind" text NOT NULL,
  "numerator" integer,
  "denominator" integer,
  "amount" real,
  "status" text NOT NULL,
  "source" text NOT NULL,
  "import_id" integer,
  "decided_at" text,
  PRIMARY KEY("symbol_id", "ex_date", "kind"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id"),
  CONSTRAINT "corporate_action_ex_date" CHECK ("ex_date" IS date("ex_date")),
  CONSTRAINT "corporate_action_kind" CHECK ("kind" IN ('split', 'cash_dividend')),
  CONSTRAINT "corporate_action_status" CHECK ("status" IN ('confirmed', 'unconfirmed', 'stock_dividend', 'spin_off', 'rejected')),
  CONSTRAINT "corporate_action_source" CHECK ("source" IN ('import', 'yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "corporate_action_amount" CHECK ("amount" > 0 AND "amount" < 9e999),
  CONSTRAINT "corporate_action_split" CHECK (("kind" = 'split') = ("numerator" IS NOT NULL) AND ("kind" = 'split') = ("denominator" IS NOT NULL)),
  CONSTRAINT "corporate_action_ratio" CHECK ("numerator" > 0 AND "denominator" > 0),
  CONSTRAINT "corporate_action_dividend" CHECK (("kind" = 'cash_dividend') = ("amount" IS NOT NULL)),
  CONSTRAINT "corporate_action_import" CHECK (("source" = 'import') = ("import_id" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO "corporate_action_decided" ("symbol_id", "ex_date", "kind", "numerator", "denominator", "amount", "status", "source", "import_id") SELECT "symbol_id", "ex_date", "kind", "numerator", "denominator", "amount", "status", "source", "import_id" FROM "corporate_action";
--> statement-breakpoint
DROP TABLE "corporate_action";
--> statement-breakpoint
ALTER TABLE "corporate_action_decided" RENAME TO "corporate_action";
--> statement-breakpoint
CREATE TABLE "price_revision_by_run" (
  -- What was stored before it was replaced, and the import or run that replaced it (neither: an operator).
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "seq" integer NOT NULL,
  "kind" text NOT NULL,
  "old_close" real,
  "old_open" real,
  "old_high" real,
  "old_low" real,
  "old_volume" real,
  "old_source" text,
  "through_session" text,
  "factor" real,
  "old_amount" real,
  "old_numerator" integer,
  "old_denominator" integer,
  "old_basis" text,
  "import_id" integer,
  "run_id" text,
  "revised_at" text NOT NULL,
  PRIMARY KEY("symbol_id", "session", "seq"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id"),
  CONSTRAINT "price_revision_session" CHECK ("session" IS date("session")),
  CONSTRAINT "price_revision_through" CHECK ("through_session" IS date("through_session")),
  CONSTRAINT "price_revision_seq" CHECK ("seq" >= 1),
  CONSTRAINT "price_revision_kind" CHECK ("kind" IN ('correction', 'set_aside', 'rebase', 'split', 'cash_dividend')),
  CONSTRAINT "price_revision_old_source" CHECK ("old_source" IN ('import', 'yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "price_revision_factor" CHECK ("factor" > 0 AND "factor" < 9e999),
  CONSTRAINT "price_revision_bar" CHECK (("kind" IN ('correction', 'set_aside')) = ("old_close" IS NOT NULL)),
  CONSTRAINT "price_revision_set_aside" CHECK (("kind" = 'set_aside') = ("old_basis" IS NOT NULL)),
  CONSTRAINT "price_revision_old_basis" CHECK ("old_basis" IN ('as_traded', 'split_adjusted', 'total_return')),
  CONSTRAINT "price_revision_rebase" CHECK (("kind" = 'rebase') = ("factor" IS NOT NULL) AND ("kind" = 'rebase') = ("through_session" IS NOT NULL)),
  CONSTRAINT "price_revision_dividend" CHECK (("kind" = 'cash_dividend') = ("old_amount" IS NOT NULL)),
  CONSTRAINT "price_revision_split" CHECK (("kind" = 'split') = ("old_numerator" IS NOT NULL) AND ("kind" = 'split') = ("old_denominator" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO "price_revision_by_run" ("symbol_id", "session", "seq", "kind", "old_close", "old_open", "old_high", "old_low", "old_volume", "old_source", "through_session", "factor", "old_amount", "old_numerator", "old_denominator", "import_id", "revised_at") SELECT "symbol_id", "session", "seq", "kind", "old_close", "old_open", "old_high", "old_low", "old_volume", "old_source", "through_session", "factor", "old_amount", "old_numerator", "old_denominator", "import_id", "revised_at" FROM "price_revision";
--> statement-breakpoint
DROP TABLE "price_revision";
--> statement-breakpoint
ALTER TABLE "price_revision_by_run" RENAME TO "price_revision";
--> statement-breakpoint
ALTER TABLE "symbol" ADD COLUMN "currency" text CONSTRAINT "symbol_currency" CHECK (length("currency") = 3);
--> statement-breakpoint
ALTER TABLE "symbol" ADD COLUMN "type" text CONSTRAINT "symbol_type" CHECK ("type" IN ('EQUITY', 'ETF', 'MUTUALFUND', 'INDEX', 'CURRENCY', 'CRYPTOCURRENCY', 'FUTURE', 'OTHER'));
--> statement-breakpoint
ALTER TABLE "symbol" ADD COLUMN "first_trade" text CONSTRAINT "symbol_first_trade" CHECK ("first_trade" IS date("first_trade"));
--> statement-breakpoint
ALTER TABLE "symbol" ADD COLUMN "status" text DEFAULT 'active' NOT NULL CONSTRAINT "symbol_status" CHECK ("status" IN ('active', 'inactive'));
--> statement-breakpoint
ALTER TABLE "symbol" ADD COLUMN "pinned" integer DEFAULT 0 NOT NULL CONSTRAINT "symbol_pinned" CHECK ("pinned" IN (0, 1));
