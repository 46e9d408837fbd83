CREATE TABLE "price_change" (
  -- The mark that a symbol's prices changed: what was derived with seen below its id, and rests on them, is stale.
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "symbol_id" integer NOT NULL,
  "kind" text NOT NULL,
  "from_session" text NOT NULL,
  "through_session" text NOT NULL,
  "until_session" text,
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "price_change_kind" CHECK ("kind" IN ('closes', 'actions')),
  CONSTRAINT "price_change_from" CHECK ("from_session" IS date("from_session")),
  CONSTRAINT "price_change_through" CHECK ("through_session" IS date("through_session")),
  CONSTRAINT "price_change_until" CHECK ("until_session" IS date("until_session")),
  CONSTRAINT "price_change_order" CHECK ("from_session" <= "through_session" AND "through_session" < coalesce("until_session", 'x'))
) STRICT;
--> statement-breakpoint
CREATE TABLE "portfolio" (
  -- A portfolio and its base: the equity stated at the close of the inception session, in cents; lots are as of the basis date.
  "id" integer PRIMARY KEY NOT NULL,
  "public_id" text NOT NULL,
  "name" text NOT NULL,
  "currency" text NOT NULL,
  "inception" text NOT NULL,
  "stated_equity" integer NOT NULL,
  "basis_date" text NOT NULL,
  "created_at" text NOT NULL,
  CONSTRAINT "portfolio_name" CHECK (length("name") BETWEEN 1 AND 255),
  CONSTRAINT "portfolio_currency" CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'),
  CONSTRAINT "portfolio_inception" CHECK ("inception" IS date("inception")),
  CONSTRAINT "portfolio_basis_date" CHECK ("basis_date" IS date("basis_date"))
) STRICT;
--> statement-breakpoint
CREATE TABLE "lot" (
  -- What was bought or sold short at once. Its terms never change; what happens to it are its events.
  "id" integer PRIMARY KEY NOT NULL,
  "public_id" text NOT NULL,
  "portfolio_id" integer NOT NULL,
  "lot_no" integer NOT NULL,
  "symbol" text NOT NULL,
  "asset_class" text NOT NULL,
  "subtype" text,
  "type" text NOT NULL,
  "multiplier" integer NOT NULL,
  "underlying" text,
  "strike" real,
  "expiration" text,
  "option_right" text,
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "lot_lot_no" CHECK ("lot_no" >= 1),
  CONSTRAINT "lot_multiplier" CHECK ("multiplier" >= 1),
  CONSTRAINT "lot_asset_class" CHECK ("asset_class" IN ('PUBLIC', 'OPTIONS', 'PRIVATE')),
  CONSTRAINT "lot_type" CHECK ("type" IN ('LONG', 'SHORT', 'LC', 'LP', 'SC', 'SP')),
  CONSTRAINT "lot_option_right" CHECK ("option_right" IN ('CALL', 'PUT')),
  CONSTRAINT "lot_expiration" CHECK ("expiration" IS date("expiration")),
  CONSTRAINT "lot_option" CHECK (CASE "asset_class" WHEN 'OPTIONS' THEN "underlying" IS NOT NULL AND "strike" IS NOT NULL AND "expiration" IS NOT NULL AND "option_right" IS NOT NULL ELSE coalesce("underlying", "strike", "expiration", "option_right") IS NULL END),
  CONSTRAINT "lot_type_of_class" CHECK (("asset_class" = 'OPTIONS') = ("type" IN ('LC', 'LP', 'SC', 'SP')))
) STRICT;
--> statement-breakpoint
CREATE TABLE "lot_event" (
  -- One thing that happened to a lot: the signed change of its quantity, and the cash that the portfolio gained by it, in cents.
  "lot_id" integer NOT NULL,
  "seq" integer NOT NULL,
  "kind" text NOT NULL,
  "trade_date" text NOT NULL,
  "quantity" real NOT NULL,
  "price" real NOT NULL,
  "cash" integer NOT NULL,
  "source" text NOT NULL,
  "recorded_at" text NOT NULL,
  PRIMARY KEY("lot_id", "seq"),
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  CONSTRAINT "lot_event_seq" CHECK ("seq" >= 1),
  CONSTRAINT "lot_event_kind" CHECK ("kind" IN ('open', 'close')),
  CONSTRAINT "lot_event_trade_date" CHECK ("trade_date" IS date("trade_date")),
  CONSTRAINT "lot_event_quantity" CHECK ("quantity" <> 0 AND abs("quantity") < 9e999),
  CONSTRAINT "lot_event_price" CHECK ("price" >= 0 AND "price" < 9e999)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "snapshot" (
  -- A portfolio at the close of a session, money in cents: equity = cash + market values = equity before + P&L, exactly.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "status" text NOT NULL,
  "equity" integer NOT NULL,
  "cash" integer NOT NULL,
  "long_value" integer NOT NULL,
  "short_value" integer NOT NULL,
  "daily_pnl" integer NOT NULL,
  "revaluation" integer NOT NULL,
  "dividends" integer NOT NULL,
  "daily_return" real,
  "cumulative_pnl" integer NOT NULL,
  "position_count" integer NOT NULL,
  "coverage" real,
  "flags" text NOT NULL,
  "reasons" text NOT NULL,
  "method" text NOT NULL,
  "inputs" text NOT NULL,
  "seen" integer NOT NULL,
  "published_at" text NOT NULL,
  PRIMARY KEY("portfolio_id", "session"),
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "snapshot_session" CHECK ("session" IS date("session")),
  CONSTRAINT "snapshot_status" CHECK ("status" IN ('complete', 'partial', 'provisional')),
  CONSTRAINT "snapshot_equity" CHECK ("equity" = "cash" + "long_value" + "short_value"),
  CONSTRAINT "snapshot_sides" CHECK ("long_value" >= 0 AND "short_value" <= 0),
  CONSTRAINT "snapshot_coverage" CHECK ("coverage" BETWEEN 0 AND 1),
  CONSTRAINT "snapshot_reasons" CHECK (("status" = 'complete') = ("reasons" = ''))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "snapshot_position" (
  -- A lot in a snapshot: quantity and price on one basis, the price's own day, money in cents.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "lot_id" integer NOT NULL,
  "quantity" real NOT NULL,
  "price" real,
  "price_date" text,
  "price_age" integer,
  "market_value" integer NOT NULL,
  "entry_value" integer NOT NULL,
  "daily_pnl" integer NOT NULL,
  "revaluation" integer NOT NULL,
  "dividends" integer NOT NULL,
  "flags" text NOT NULL,
  PRIMARY KEY("portfolio_id", "session", "lot_id"),
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  CONSTRAINT "snapshot_position_price" CHECK (("price" IS NULL) = ("price_date" IS NULL)),
  CONSTRAINT "snapshot_position_session" CHECK ("session" IS date("session")),
  CONSTRAINT "snapshot_position_price_date" CHECK ("price_date" IS date("price_date"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "snapshot_revision" (
  -- What was published of a portfolio and session before it was replaced, as reports showed it, and from when until when.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "part" text NOT NULL,
  "seq" integer NOT NULL,
  "figures" text NOT NULL,
  "published_at" text NOT NULL,
  "replaced_at" text NOT NULL,
  "run_id" text NOT NULL,
  PRIMARY KEY("portfolio_id", "session", "part", "seq"),
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "snapshot_revision_session" CHECK ("session" IS date("session")),
  CONSTRAINT "snapshot_revision_part" CHECK ("part" IN ('snapshot', 'market_beta', 'volatility', 'sector_exposure')),
  CONSTRAINT "snapshot_revision_figures" CHECK (json_valid("figures"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "position_value" (
  -- What each lot was worth at its portfolio's newest snapshot; a closed lot has no row.
  "lot_id" integer PRIMARY KEY NOT NULL,
  "session" text NOT NULL,
  "last_price" real,
  "price_date" text,
  "market_value" integer NOT NULL,
  "unrealized_pnl" integer,
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  CONSTRAINT "position_value_session" CHECK ("session" IS date("session")),
  CONSTRAINT "position_value_price_date" CHECK ("price_date" IS date("price_date"))
) STRICT;
--> statement-breakpoint
CREATE TABLE "symbol_estimate" (
  -- That a symbol's statistics of a session have been estimated; the numbers are in symbol_beta and symbol_volatility.
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "method" text NOT NULL,
  "inputs" text NOT NULL,
  "seen" integer NOT NULL,
  PRIMARY KEY("session", "symbol_id"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "symbol_estimate_session" CHECK ("session" IS date("session"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "symbol_beta" (
  -- A symbol's regression on the market over a window of sessions; value is the slope, alpha a return a day.
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "window" integer NOT NULL,
  "value" real,
  "reason" text,
  "n" integer NOT NULL,
  "flags" text NOT NULL,
  "se" real,
  "alpha" real,
  "r_squared" real,
  "r_squared_reason" text,
  "se_hac" real,
  "p_value" real,
  "p_value_reason" text,
  PRIMARY KEY("session", "symbol_id", "window"),
  CONSTRAINT "symbol_beta_value" CHECK (("value" IS NULL) = ("reason" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "symbol_volatility" (
  -- A symbol's realised volatility over a window of sessions, a fraction a year.
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "window" integer NOT NULL,
  "value" real,
  "reason" text,
  "n" integer NOT NULL,
  "flags" text NOT NULL,
  PRIMARY KEY("session", "symbol_id", "window"),
  CONSTRAINT "symbol_volatility_value" CHECK (("value" IS NULL) = ("reason" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "beta_prior" (
  -- What is believed of an equity's beta before its own returns are looked at; members are symbols, a space between two.
  "session" text NOT NULL,
  "window" integer NOT NULL,
  "mu" real,
  "tau2" real,
  "reason" text,
  "count" integer NOT NULL,
  "members" text NOT NULL,
  "method" text NOT NULL,
  "inputs" text NOT NULL,
  "seen" integer NOT NULL,
  PRIMARY KEY("session", "window"),
  CONSTRAINT "beta_prior_session" CHECK ("session" IS date("session")),
  CONSTRAINT "beta_prior_mu" CHECK (("mu" IS NULL) = ("reason" IS NOT NULL)),
  CONSTRAINT "beta_prior_tau2" CHECK (("tau2" IS NULL) = ("mu" IS NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "portfolio_risk" (
  -- That an engine has published a portfolio's numbers of a session; parts takes them apart by underlying.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "engine" text NOT NULL,
  "layout" text,
  "version" integer,
  "parts" blob,
  "uncovered" text NOT NULL,
  "method" text NOT NULL,
  "inputs" text NOT NULL,
  "seen" integer NOT NULL,
  "published_at" text NOT NULL,
  PRIMARY KEY("portfolio_id", "session", "engine"),
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "portfolio_risk_session" CHECK ("session" IS date("session")),
  CONSTRAINT "portfolio_risk_engine" CHECK ("engine" IN ('market_beta', 'volatility', 'sector_exposure')),
  CONSTRAINT "portfolio_risk_uncovered" CHECK (json_valid("uncovered")),
  CONSTRAINT "portfolio_risk_parts" CHECK (("layout" IS NULL) = ("parts" IS NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "portfolio_beta" (
  -- Market betas: weighted sums of the underlyings' (value, shrunk), and the pro-forma series' own regression (slope and on).
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "window" integer NOT NULL,
  "value" real,
  "reason" text,
  "n" integer NOT NULL,
  "flags" text NOT NULL,
  "coverage" real,
  "shrunk" real,
  "shrunk_reason" text,
  "shrunk_n" integer NOT NULL,
  "shrunk_coverage" real,
  "shrunk_flags" text NOT NULL,
  "slope" real,
  "slope_reason" text,
  "slope_n" integer NOT NULL,
  "slope_coverage" real,
  "slope_filled" real,
  "slope_flags" text NOT NULL,
  "se" real,
  "alpha" real,
  "r_squared" real,
  "r_squared_reason" text,
  "se_hac" real,
  "p_value" real,
  "p_value_reason" text,
  PRIMARY KEY("portfolio_id", "session", "window"),
  CONSTRAINT "portfolio_beta_value" CHECK (("value" IS NULL) = ("reason" IS NOT NULL)),
  CONSTRAINT "portfolio_beta_shrunk" CHECK (("shrunk" IS NULL) = ("shrunk_reason" IS NOT NULL)),
  CONSTRAINT "portfolio_beta_slope" CHECK (("slope" IS NULL) = ("slope_reason" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "portfolio_volatility" (
  -- Realised volatility of a portfolio's pro-forma series over a window of sessions, a fraction a year.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "window" integer NOT NULL,
  "value" real,
  "reason" text,
  "n" integer NOT NULL,
  "flags" text NOT NULL,
  "coverage" real,
  "filled" real,
  PRIMARY KEY("portfolio_id", "session", "window"),
  CONSTRAINT "portfolio_volatility_value" CHECK (("value" IS NULL) = ("reason" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "portfolio_concentration" (
  -- How much of a portfolio lies with how few issuers; n counts the issuers.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "hhi" real,
  "effective_positions" real,
  "top_3" real,
  "top_10" real,
  "reason" text,
  "n" integer NOT NULL,
  "flags" text NOT NULL,
  PRIMARY KEY("portfolio_id", "session"),
  CONSTRAINT "portfolio_concentration_hhi" CHECK (("hhi" IS NULL) = ("reason" IS NOT NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX "lot_symbol" ON "lot" ("symbol");
--> statement-breakpoint
CREATE INDEX "price_change_symbol" ON "price_change" ("symbol_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "lot_number" ON "lot" ("portfolio_id","lot_no");
--> statement-breakpoint
CREATE UNIQUE INDEX "lot_public_id_unique" ON "lot" ("public_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_name_unique" ON "portfolio" ("name");
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_public_id_unique" ON "portfolio" ("public_id");
--> statement-breakpoint
CREATE TABLE "batch_step_by_date" (
  -- A finished unit of work (phase, key, date), stored in the transaction of its results: done means stored. Runs write by date.
  "run_id" text NOT NULL,
  "phase" text NOT NULL,
  "key" text NOT NULL,
  "date" text NOT NULL,
  "outcome" text NOT NULL,
  "reason" text,
  "finished_at" text NOT NULL,
  PRIMARY KEY("run_id", "phase", "date", "key"),
  FOREIGN KEY ("run_id") REFERENCES "batch_run"("id") ON DELETE cascade,
  CONSTRAINT "batch_step_phase" CHECK ("phase" IN ('phase_0', 'phase_1', 'phase_1_5', 'phase_2', 'phase_2_5', 'phase_2_75', 'phase_3')),
  CONSTRAINT "batch_step_date" CHECK ("date" IS date("date")),
  CONSTRAINT "batch_step_outcome" CHECK ("outcome" IN ('done', 'skipped', 'partial', 'failed')),
  CONSTRAINT "batch_step_reason" CHECK (("outcome" = 'done') = ("reason" IS NULL))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO "batch_step_by_date" ("run_id", "phase", "key", "date", "outcome", "reason", "finished_at") SELECT "run_id", "phase", "key", "date", "outcome", "reason", "finished_at" FROM "batch_step";
--> statement-breakpoint
DROP TABLE "batch_step";
--> statement-breakpoint
ALTER TABLE "batch_step_by_date" RENAME TO "batch_step";
