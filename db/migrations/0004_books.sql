CREATE TABLE "idempotency_key" (
  -- What a request with an Idempotency-Key was answered, written with what it did: sent again, it is answered the same.
  "key" text PRIMARY KEY NOT NULL,
  "request" text NOT NULL,
  "status" integer NOT NULL,
  "body" text NOT NULL,
  "created_at" text NOT NULL,
  CONSTRAINT "idempotency_key_status" CHECK ("status" BETWEEN 200 AND 299)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "tag" (
  -- A word by which an owner's positions are gathered. Those of sectors are nightdesk's own; an archived one is given no more.
  "id" integer PRIMARY KEY NOT NULL,
  "public_id" text NOT NULL,
  "owner" text NOT NULL,
  "kind" text NOT NULL,
  "name" text NOT NULL,
  "color" text NOT NULL,
  "description" text,
  "archived_at" text,
  CONSTRAINT "tag_kind" CHECK ("kind" IN ('user', 'sector')),
  CONSTRAINT "tag_name_length" CHECK (length("name") BETWEEN 1 AND 50),
  CONSTRAINT "tag_color" CHECK ("color" GLOB '#[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]')
) STRICT;
--> statement-breakpoint
CREATE TABLE "position_tag" (
  -- A tag on a position.
  "lot_id" integer NOT NULL,
  "tag_id" integer NOT NULL,
  PRIMARY KEY("lot_id", "tag_id"),
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  FOREIGN KEY ("tag_id") REFERENCES "tag"("id")
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "symbol_sector" (
  -- The sector of a symbol as somebody told it, from a day on.
  "symbol" text NOT NULL,
  "as_of" text NOT NULL,
  "sector" text NOT NULL,
  "source" text NOT NULL,
  PRIMARY KEY("symbol", "as_of"),
  CONSTRAINT "symbol_sector_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "symbol_sector_sector" CHECK (length("sector") BETWEEN 1 AND 100)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "target_price" (
  -- The prices that an owner has in mind for what a portfolio holds of a symbol and type, in the instrument's currency.
  "public_id" text NOT NULL,
  "portfolio_id" integer NOT NULL,
  "symbol" text NOT NULL,
  "type" text NOT NULL,
  "end_of_year" real,
  "next_year" real,
  "downside" real,
  "note" text,
  "actor" text NOT NULL,
  "updated_at" text NOT NULL,
  PRIMARY KEY("portfolio_id", "symbol", "type"),
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "target_price_type" CHECK ("type" IN ('LONG', 'SHORT', 'LC', 'LP', 'SC', 'SP')),
  CONSTRAINT "target_price_prices" CHECK (min(coalesce("end_of_year", 0), coalesce("next_year", 0), coalesce("downside", 0)) >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "book_change" (
  -- The mark that a portfolio's events from a day on are others than before; ids are of one sequence with price_change.
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "portfolio_id" integer NOT NULL,
  "from_day" text NOT NULL,
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "book_change_from" CHECK ("from_day" IS date("from_day"))
) STRICT;
--> statement-breakpoint
CREATE TABLE "portfolio_event" (
  -- One thing that happened to a portfolio's cash, in hundredths of a currency (null: its own), or to its view of a symbol's splits.
  "id" integer PRIMARY KEY NOT NULL,
  "public_id" text NOT NULL,
  "portfolio_id" integer NOT NULL,
  "kind" text NOT NULL,
  "trade_date" text NOT NULL,
  "trade_time" text,
  "amount" integer,
  "currency" text,
  "symbol" text,
  "numerator" integer,
  "denominator" integer,
  "source" text NOT NULL,
  "actor" text NOT NULL,
  "reason" text,
  "recorded_at" text NOT NULL,
  "reverses" integer,
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  FOREIGN KEY ("reverses") REFERENCES "portfolio_event"("id"),
  CONSTRAINT "portfolio_event_kind" CHECK ("kind" IN ('contribution', 'withdrawal', 'interest', 'fee', 'dividend', 'split')),
  CONSTRAINT "portfolio_event_trade_date" CHECK ("trade_date" IS date("trade_date")),
  CONSTRAINT "portfolio_event_trade_time" CHECK ("trade_time" GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]'),
  CONSTRAINT "portfolio_event_amount" CHECK (CASE WHEN "kind" IN ('contribution', 'withdrawal', 'fee') THEN coalesce("amount", 0) > 0 ELSE ("kind" = 'split') = ("amount" IS NULL) END),
  CONSTRAINT "portfolio_event_currency" CHECK (length("currency") = 3),
  CONSTRAINT "portfolio_event_symbol" CHECK (("kind" IN ('dividend', 'split')) = ("symbol" IS NOT NULL)),
  CONSTRAINT "portfolio_event_split" CHECK (CASE "kind" WHEN 'split' THEN coalesce("numerator", 0) >= 1 AND coalesce("denominator", 0) >= 1 ELSE coalesce("numerator", "denominator") IS NULL END)
) STRICT;
--> statement-breakpoint
CREATE TABLE "position_greeks" (
  -- What an option in a snapshot was measured by, and its greeks: of the whole position, in the contract's currency.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "lot_id" integer NOT NULL,
  "spot" real NOT NULL,
  "volatility" real NOT NULL,
  "rate" real NOT NULL,
  "dividend_yield" real NOT NULL,
  "delta_shares" real NOT NULL,
  "delta_dollars" real NOT NULL,
  "gamma_dollars" real NOT NULL,
  "theta" real NOT NULL,
  "vega" real NOT NULL,
  "rho" real NOT NULL,
  PRIMARY KEY("portfolio_id", "session", "lot_id"),
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  CONSTRAINT "position_greeks_session" CHECK ("session" IS date("session")),
  CONSTRAINT "position_greeks_volatility" CHECK ("volatility" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "snapshot_gap" (
  -- A session whose books cannot be told, and why: looked at again when something changes that it may rest on.
  "portfolio_id" integer NOT NULL,
  "session" text NOT NULL,
  "reason" text NOT NULL,
  "detail" text NOT NULL,
  "method" text NOT NULL,
  "seen" integer NOT NULL,
  PRIMARY KEY("portfolio_id", "session"),
  FOREIGN KEY ("portfolio_id") REFERENCES "portfolio"("id"),
  CONSTRAINT "snapshot_gap_session" CHECK ("session" IS date("session")),
  CONSTRAINT "snapshot_gap_reason" CHECK ("reason" IN ('no_fx_rate', 'unknown_currency'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX "position_tag_tag" ON "position_tag" ("tag_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "tag_public_id_unique" ON "tag" ("public_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "tag_name" ON "tag" ("owner","kind","name") WHERE "archived_at" IS NULL OR "kind" = 'sector';
--> statement-breakpoint
CREATE UNIQUE INDEX "target_price_public_id_unique" ON "target_price" ("public_id");
--> statement-breakpoint
CREATE INDEX "book_change_portfolio" ON "book_change" ("portfolio_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_event_public_id_unique" ON "portfolio_event" ("public_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_event_reverses_unique" ON "portfolio_event" ("reverses") WHERE "reverses" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "portfolio_event_portfolio" ON "portfolio_event" ("portfolio_id");
--> statement-breakpoint
CREATE TABLE "new_lot_event" (
  -- One thing that happened to a lot: the signed change of its quantity and the price of a unit, on the basis of a day.
  "id" integer PRIMARY KEY NOT NULL,
  "public_id" text NOT NULL,
  "lot_id" integer NOT NULL,
  "kind" text NOT NULL,
  "trade_date" text NOT NULL,
  "trade_time" text,
  "basis_date" text NOT NULL,
  "quantity" real NOT NULL,
  "price" real NOT NULL,
  "currency" text,
  "fees" integer NOT NULL,
  "counter_lot_id" integer,
  "cost_share" real,
  "ratio" real,
  "source" text NOT NULL,
  "actor" text NOT NULL,
  "reason" text,
  "recorded_at" text NOT NULL,
  "reverses" integer,
  FOREIGN KEY ("lot_id") REFERENCES "lot"("id"),
  FOREIGN KEY ("counter_lot_id") REFERENCES "lot"("id"),
  FOREIGN KEY ("reverses") REFERENCES "new_lot_event"("id"),
  CONSTRAINT "lot_event_kind" CHECK ("kind" IN ('open', 'increase', 'reduce', 'close', 'expire', 'exercise', 'assign', 'transfer_in', 'transfer_out', 'rename', 'merger_cash', 'merger_stock', 'spin_off', 'write_off', 'valuation')),
  CONSTRAINT "lot_event_trade_date" CHECK ("trade_date" IS date("trade_date")),
  CONSTRAINT "lot_event_basis_date" CHECK ("basis_date" IS date("basis_date")),
  CONSTRAINT "lot_event_trade_time" CHECK ("trade_time" GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]'),
  CONSTRAINT "lot_event_quantity" CHECK (abs("quantity") < 9e999 AND ("quantity" <> 0 OR "kind" IN ('valuation', 'spin_off'))),
  CONSTRAINT "lot_event_price" CHECK ("price" >= 0 AND "price" < 9e999),
  CONSTRAINT "lot_event_currency" CHECK (length("currency") = 3),
  CONSTRAINT "lot_event_fees" CHECK ("fees" >= 0),
  CONSTRAINT "lot_event_cost_share" CHECK ("cost_share" BETWEEN 0 AND 1),
  CONSTRAINT "lot_event_ratio" CHECK ("ratio" > 0 AND "ratio" < 9e999)
) STRICT;
--> statement-breakpoint
INSERT INTO "new_lot_event" ("public_id", "lot_id", "kind", "trade_date", "basis_date", "quantity", "price", "fees", "source", "actor", "recorded_at")
  SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))),
    e."lot_id", e."kind", e."trade_date", p."basis_date", e."quantity", e."price", 0, e."source", 'command', e."recorded_at"
  FROM "lot_event" e JOIN "lot" l ON l."id" = e."lot_id" JOIN "portfolio" p ON p."id" = l."portfolio_id" ORDER BY e."lot_id", e."seq";
--> statement-breakpoint
DROP TABLE "lot_event";
--> statement-breakpoint
ALTER TABLE "new_lot_event" RENAME TO "lot_event";
--> statement-breakpoint
CREATE UNIQUE INDEX "lot_event_public_id_unique" ON "lot_event" ("public_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "lot_event_reverses_unique" ON "lot_event" ("reverses") WHERE "reverses" IS NOT NULL;
--> statement-breakpoint
CREATE INDEX "lot_event_lot" ON "lot_event" ("lot_id");
--> statement-breakpoint
ALTER TABLE "portfolio" ADD "owner" text;
--> statement-breakpoint
ALTER TABLE "portfolio" ADD "dividends" text DEFAULT 'derived' NOT NULL CONSTRAINT "portfolio_dividends" CHECK ("dividends" IN ('derived', 'recorded'));
--> statement-breakpoint
ALTER TABLE "portfolio" ADD "deleted_at" text;
--> statement-breakpoint
DROP INDEX "portfolio_name_unique";
--> statement-breakpoint
CREATE UNIQUE INDEX "portfolio_name_unique" ON "portfolio" ("name") WHERE "deleted_at" IS NULL;
--> statement-breakpoint
ALTER TABLE "lot" ADD "note" text;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "realized_pnl" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "currency_pnl" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "interest" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "fees" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "unallocated" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "capital_flow" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "cumulative_realized_pnl" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "cumulative_capital_flow" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "long_count" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "short_count" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "delta_dollars" real;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "gamma_dollars" real;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "theta" real;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "vega" real;
--> statement-breakpoint
ALTER TABLE "snapshot" ADD "rho" real;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "fees" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "realized_pnl" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "currency_pnl" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "base_value" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "fx_rate" real;
--> statement-breakpoint
ALTER TABLE "snapshot_position" ADD "unvalued" text CONSTRAINT "snapshot_position_unvalued" CHECK ("unvalued" IN ('not_priced', 'awaiting_settlement'));
