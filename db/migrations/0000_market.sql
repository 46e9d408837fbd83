CREATE TABLE "symbol" (
  -- An instrument by the name its prices go under, with its calendar and the one basis of its series (null: no bar yet).
  "id" integer PRIMARY KEY NOT NULL,
  "symbol" text NOT NULL,
  "calendar" text NOT NULL,
  "basis" text,
  CONSTRAINT "symbol_form" CHECK (length("symbol") BETWEEN 1 AND 24 AND "symbol" = upper("symbol")),
  CONSTRAINT "symbol_calendar" CHECK ("calendar" IN ('XNYS', 'weekdays', 'everyday', 'foreign')),
  CONSTRAINT "symbol_basis" CHECK ("basis" IN ('as_traded', 'split_adjusted', 'total_return'))
) STRICT;
--> statement-breakpoint
CREATE TABLE "import" (
  -- A file of prices that came in: one row per content and basis, however often it came. Counts are of its last coming.
  "id" integer PRIMARY KEY NOT NULL,
  "sha256" text NOT NULL,
  "basis" text NOT NULL,
  "file" text NOT NULL,
  "bytes" integer NOT NULL,
  "status" text NOT NULL,
  "rows_read" integer NOT NULL,
  "rows_refused" integer NOT NULL,
  "started_at" text NOT NULL,
  "finished_at" text,
  CONSTRAINT "import_sha256" CHECK (length("sha256") = 64),
  CONSTRAINT "import_basis" CHECK ("basis" IN ('as_traded', 'split_adjusted', 'total_return')),
  CONSTRAINT "import_status" CHECK ("status" IN ('staging', 'publishing', 'applying', 'interrupted', 'completed')),
  CONSTRAINT "import_counts" CHECK ("bytes" >= 0 AND "rows_read" >= 0 AND "rows_refused" >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE "price_bar" (
  -- One session's bar of one symbol, on the symbol's basis, in its trading currency.
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "close" real NOT NULL,
  "open" real,
  "high" real,
  "low" real,
  "volume" real,
  "source" text NOT NULL,
  "import_id" integer,
  PRIMARY KEY("symbol_id", "session"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id"),
  CONSTRAINT "price_bar_session" CHECK ("session" IS date("session")),
  CONSTRAINT "price_bar_close" CHECK ("close" > 0 AND "close" < 9e999),
  CONSTRAINT "price_bar_open" CHECK ("open" > 0 AND "open" < 9e999),
  CONSTRAINT "price_bar_high" CHECK ("high" > 0 AND "high" < 9e999),
  CONSTRAINT "price_bar_low" CHECK ("low" > 0 AND "low" < 9e999),
  CONSTRAINT "price_bar_range" CHECK ("high" >= "low"),
  CONSTRAINT "price_bar_volume" CHECK ("volume" >= 0 AND "volume" < 9e999),
  CONSTRAINT "price_bar_source" CHECK ("source" IN ('import', 'yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "price_bar_import" CHECK (("source" = 'import') = ("import_id" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "price_revision" (
  -- What was stored before it was replaced: one bar (correction), the factor of a whole series (rebase), or the terms of an action.
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
  "import_id" integer,
  "revised_at" text NOT NULL,
  PRIMARY KEY("symbol_id", "session", "seq"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id"),
  CONSTRAINT "price_revision_session" CHECK ("session" IS date("session")),
  CONSTRAINT "price_revision_through" CHECK ("through_session" IS date("through_session")),
  CONSTRAINT "price_revision_seq" CHECK ("seq" >= 1),
  CONSTRAINT "price_revision_kind" CHECK ("kind" IN ('correction', 'rebase', 'split', 'cash_dividend')),
  CONSTRAINT "price_revision_old_source" CHECK ("old_source" IN ('import', 'yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "price_revision_factor" CHECK ("factor" > 0 AND "factor" < 9e999),
  CONSTRAINT "price_revision_correction" CHECK (("kind" = 'correction') = ("old_close" IS NOT NULL)),
  CONSTRAINT "price_revision_rebase" CHECK (("kind" = 'rebase') = ("factor" IS NOT NULL) AND ("kind" = 'rebase') = ("through_session" IS NOT NULL)),
  CONSTRAINT "price_revision_dividend" CHECK (("kind" = 'cash_dividend') = ("old_amount" IS NOT NULL)),
  CONSTRAINT "price_revision_split" CHECK (("kind" = 'split') = ("old_numerator" IS NOT NULL) AND ("kind" = 'split') = ("old_denominator" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "corporate_action" (
  -- A split (new : old shares) or a cash dividend per share held after any split of that day. Unconfirmed: returns only.
  "symbol_id" integer NOT NULL,
  "ex_date" text NOT NULL,
  "kind" text NOT NULL,
  "numerator" integer,
  "denominator" integer,
  "amount" real,
  "status" text NOT NULL,
  "source" text NOT NULL,
  "import_id" integer,
  PRIMARY KEY("symbol_id", "ex_date", "kind"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id"),
  CONSTRAINT "corporate_action_ex_date" CHECK ("ex_date" IS date("ex_date")),
  CONSTRAINT "corporate_action_kind" CHECK ("kind" IN ('split', 'cash_dividend')),
  CONSTRAINT "corporate_action_status" CHECK ("status" IN ('confirmed', 'unconfirmed')),
  CONSTRAINT "corporate_action_source" CHECK ("source" IN ('import', 'yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "corporate_action_amount" CHECK ("amount" > 0 AND "amount" < 9e999),
  CONSTRAINT "corporate_action_split" CHECK (("kind" = 'split') = ("numerator" IS NOT NULL) AND ("kind" = 'split') = ("denominator" IS NOT NULL)),
  CONSTRAINT "corporate_action_ratio" CHECK ("numerator" > 0 AND "denominator" > 0),
  CONSTRAINT "corporate_action_dividend" CHECK (("kind" = 'cash_dividend') = ("amount" IS NOT NULL)),
  CONSTRAINT "corporate_action_import" CHECK (("source" = 'import') = ("import_id" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "price_staging" (
  -- A row of a strict import, held until every row of its files has been checked; empty between imports. day: days since 1970-01-01.
  "import_id" integer NOT NULL,
  "symbol" text NOT NULL,
  "day" integer NOT NULL,
  "line" integer NOT NULL,
  "close" real NOT NULL,
  "open" real,
  "high" real,
  "low" real,
  "volume" real,
  "dividend" real,
  "numerator" integer,
  "denominator" integer,
  PRIMARY KEY("import_id", "symbol", "day", "line"),
  FOREIGN KEY ("import_id") REFERENCES "import"("id")
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX "import_content" ON "import" ("sha256","basis");
--> statement-breakpoint
CREATE UNIQUE INDEX "symbol_symbol_unique" ON "symbol" ("symbol");
