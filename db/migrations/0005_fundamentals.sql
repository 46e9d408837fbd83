CREATE TABLE "analyst_estimate" (
  -- What analysts expect of a fiscal period: per share and in all, growth as a fraction on the year before.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "horizon" text NOT NULL,
  "end_date" text,
  "eps_currency" text,
  "eps_average" real,
  "eps_low" real,
  "eps_high" real,
  "eps_year_ago" real,
  "eps_growth" real,
  "eps_analysts" integer,
  "revenue_currency" text,
  "revenue_average" real,
  "revenue_low" real,
  "revenue_high" real,
  "revenue_year_ago" real,
  "revenue_growth" real,
  "revenue_analysts" integer,
  PRIMARY KEY("symbol_id", "as_of", "horizon"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "analyst_estimate_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "analyst_estimate_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "analyst_estimate_horizon" CHECK ("horizon" IN ('current_quarter', 'next_quarter', 'current_year', 'next_year')),
  CONSTRAINT "analyst_estimate_end" CHECK ("end_date" IS date("end_date"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "analyst_target" (
  -- What analysts think of a share: prices in its trading currency; the mean recommendation from 1, strong buy, to 5,
  -- sell.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "target_mean" real,
  "target_median" real,
  "target_high" real,
  "target_low" real,
  "opinions" integer,
  "recommendation_mean" real,
  "recommendation_key" text,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "analyst_target_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "analyst_target_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "earnings_date" (
  -- When a company last told its earnings and when it tells them next: a day, or a window that is only expected.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "last_date" text,
  "next_from" text,
  "next_through" text,
  "is_expected" integer,
  "eps_average" real,
  "eps_low" real,
  "eps_high" real,
  "revenue_average" real,
  "revenue_low" real,
  "revenue_high" real,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "earnings_date_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "earnings_date_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "earnings_date_last" CHECK ("last_date" IS date("last_date")),
  CONSTRAINT "earnings_date_from" CHECK ("next_from" IS date("next_from")),
  CONSTRAINT "earnings_date_through" CHECK ("next_through" IS date("next_through")),
  CONSTRAINT "earnings_date_order" CHECK ("next_from" <= "next_through"),
  CONSTRAINT "earnings_date_window" CHECK (("next_from" IS NULL) = ("next_through" IS NULL)),
  CONSTRAINT "earnings_date_expected" CHECK ("is_expected" IN (0, 1))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "reference_change" (
  -- The mark that what is known of a company or fund is other than before, from a day on: metrics of a session on or
  -- after it that were made with `seen` below the mark's id are stale.
  "id" integer PRIMARY KEY AUTOINCREMENT NOT NULL,
  "symbol_id" integer NOT NULL,
  "from_day" text NOT NULL,
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "reference_change_from" CHECK ("from_day" IS date("from_day"))
) STRICT;
--> statement-breakpoint
CREATE INDEX "reference_change_symbol" ON "reference_change" ("symbol_id");
--> statement-breakpoint
CREATE TABLE "symbol_metric" (
  -- A symbol's metrics of a session, from what was known then: returns as decimals on price (splits only) and in
  -- total (dividends as well), prices in the currency they trade in; what the market pays in whole units of
  -- `currency`, and what twelve months brought in those of `statement_currency`. `reasons` says as JSON, by column,
  -- why a value is null.
  "symbol_id" integer NOT NULL,
  "session" text NOT NULL,
  "close" real,
  "close_session" text,
  "return_1d" real,
  "return_mtd" real,
  "return_qtd" real,
  "return_ytd" real,
  "return_1m" real,
  "return_3m" real,
  "return_6m" real,
  "return_1y" real,
  "total_return_1d" real,
  "total_return_mtd" real,
  "total_return_qtd" real,
  "total_return_ytd" real,
  "total_return_1m" real,
  "total_return_3m" real,
  "total_return_6m" real,
  "total_return_1y" real,
  "week_52_high" real,
  "week_52_low" real,
  "from_high" real,
  "average_volume" real,
  "average_dollar_volume" real,
  "currency" text,
  "market_cap" real,
  "enterprise_value" real,
  "trailing_pe" real,
  "forward_pe" real,
  "price_to_sales" real,
  "price_to_book" real,
  "ev_to_ebitda" real,
  "free_cash_flow_yield" real,
  "dividend_yield" real,
  "statement_currency" text,
  "revenue" real,
  "ebit" real,
  "free_cash_flow" real,
  "reasons" text NOT NULL,
  "method" text NOT NULL,
  "inputs" text NOT NULL,
  "seen" integer NOT NULL,
  PRIMARY KEY("session", "symbol_id"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "symbol_metric_session" CHECK ("session" IS date("session")),
  CONSTRAINT "symbol_metric_close_session" CHECK ("close_session" IS date("close_session")),
  CONSTRAINT "symbol_metric_close" CHECK (("close" IS NULL) = ("close_session" IS NULL)),
  CONSTRAINT "symbol_metric_reasons" CHECK (json_valid("reasons"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX "symbol_metric_symbol" ON "symbol_metric" ("symbol_id","session");
--> statement-breakpoint
CREATE TABLE "company_ratio" (
  -- How a company earns, all ratios as fractions (a growth of 5 % is 0.05), amounts in `currency`.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "currency" text,
  "gross_margin" real,
  "operating_margin" real,
  "ebitda_margin" real,
  "profit_margin" real,
  "return_on_assets" real,
  "return_on_equity" real,
  "revenue_growth" real,
  "earnings_growth" real,
  "earnings_quarterly_growth" real,
  "total_revenue" real,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "company_ratio_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "company_ratio_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "field_group_state" (
  -- Where the search for a symbol's field group stands. `night` is the session of the last one that was answered,
  -- `missing` why it left the group without values; what cannot be had yet is not looked for before `next_try_at`.
  "symbol_id" integer NOT NULL,
  "field_group" text NOT NULL,
  "night" text,
  "told_at" text,
  "source" text,
  "missing" text,
  "detail" text,
  "failures" integer NOT NULL,
  "tried_at" text NOT NULL,
  "next_try_at" text,
  PRIMARY KEY("symbol_id", "field_group"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "field_group_state_group" CHECK ("field_group" IN ('identity', 'valuation', 'beta', 'ratios', 'targets', 'estimates', 'earnings_dates', 'sector_weights', 'statements')),
  CONSTRAINT "field_group_state_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "field_group_state_night" CHECK ("night" IS date("night")),
  CONSTRAINT "field_group_state_told" CHECK (("night" IS NULL) = ("told_at" IS NULL)),
  CONSTRAINT "field_group_state_failures" CHECK ("failures" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "profile" (
  -- Who or what a symbol is, in the vendor's words.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "name" text,
  "sector" text,
  "industry" text,
  "country" text,
  "exchange" text,
  "website" text,
  "description" text,
  "ceo" text,
  "employees" integer,
  "is_etf" integer,
  "is_fund" integer,
  "fiscal_year_end" text,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "profile_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "profile_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "profile_kinds" CHECK ("is_etf" IN (0, 1) AND "is_fund" IN (0, 1)),
  CONSTRAINT "profile_fiscal_year_end" CHECK ('2000-' || "fiscal_year_end" IS date('2000-' || "fiscal_year_end"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "provider_quota" (
  -- Requests of a provider that counts them by the day: a restart forgets none.
  "provider" text NOT NULL,
  "day" text NOT NULL,
  "requests" integer NOT NULL,
  PRIMARY KEY("provider", "day"),
  CONSTRAINT "provider_quota_provider" CHECK ("provider" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "provider_quota_day" CHECK ("day" IS date("day")),
  CONSTRAINT "provider_quota_requests" CHECK ("requests" >= 0)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "sector_weight" (
  -- A fund's share in a sector, in the vendor's words, as a fraction of what it holds in shares. SPY's are the
  -- benchmark's.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "sector" text NOT NULL,
  "weight" real NOT NULL,
  PRIMARY KEY("symbol_id", "as_of", "sector"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "sector_weight_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "sector_weight_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "sector_weight_sector" CHECK (length("sector") BETWEEN 1 AND 100),
  CONSTRAINT "sector_weight_weight" CHECK ("weight" BETWEEN -2 AND 2)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "valuation" (
  -- What the market pays for a symbol, as of the market day of the quote: amounts in `currency` (GBp is a hundredth),
  -- market value in its whole units, yields as fractions.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "currency" text,
  "price" real,
  "market_cap" real,
  "shares_outstanding" real,
  "trailing_pe" real,
  "forward_pe" real,
  "price_to_book" real,
  "book_value" real,
  "eps_trailing" real,
  "eps_forward" real,
  "dividend_rate" real,
  "dividend_yield" real,
  "week_52_high" real,
  "week_52_low" real,
  "average_volume" real,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "valuation_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "valuation_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "valuation_currency" CHECK (length("currency") = 3),
  CONSTRAINT "valuation_price" CHECK ("price" > 0 AND "price" < 9e999),
  CONSTRAINT "valuation_yield" CHECK ("dividend_yield" BETWEEN 0 AND 10)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "vendor_beta" (
  -- A vendor's own beta, with what it says of how it is made.
  "symbol_id" integer NOT NULL,
  "as_of" text NOT NULL,
  "source" text NOT NULL,
  "beta" real NOT NULL,
  "definition" text NOT NULL,
  PRIMARY KEY("symbol_id", "as_of"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "vendor_beta_as_of" CHECK ("as_of" IS date("as_of")),
  CONSTRAINT "vendor_beta_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "vendor_beta_definition" CHECK ("definition" IN ('yahoo_5y_monthly', 'yahoo_3y_monthly', 'fmp_unstated'))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "balance_sheet" (
  -- What a company owned and owed at the end of a period.
  "symbol_id" integer NOT NULL,
  "frequency" text NOT NULL,
  "period_end" text NOT NULL,
  "currency" text,
  "fiscal_year" integer,
  "fiscal_quarter" integer,
  "filing_date" text,
  "source" text NOT NULL,
  "first_seen_on" text NOT NULL,
  "changed_on" text NOT NULL,
  "total_assets" real,
  "current_assets" real,
  "cash_and_cash_equivalents" real,
  "short_term_investments" real,
  "cash_and_short_term_investments" real,
  "accounts_receivable" real,
  "inventory" real,
  "other_current_assets" real,
  "property_plant_equipment" real,
  "goodwill" real,
  "other_intangible_assets" real,
  "intangible_assets" real,
  "long_term_investments" real,
  "other_non_current_assets" real,
  "total_liabilities" real,
  "current_liabilities" real,
  "accounts_payable" real,
  "accrued_liabilities" real,
  "deferred_revenue" real,
  "deferred_tax_liabilities" real,
  "short_term_debt" real,
  "long_term_debt" real,
  "total_debt" real,
  "minority_interest" real,
  "preferred_stock" real,
  "total_stockholders_equity" real,
  "retained_earnings" real,
  "common_stock" real,
  "treasury_stock" real,
  "accumulated_other_comprehensive_income" real,
  "ordinary_shares" real,
  PRIMARY KEY("symbol_id", "frequency", "period_end"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "balance_sheet_frequency" CHECK ("frequency" IN ('annual', 'quarterly')),
  CONSTRAINT "balance_sheet_period_end" CHECK ("period_end" IS date("period_end")),
  CONSTRAINT "balance_sheet_filing_date" CHECK ("filing_date" IS date("filing_date")),
  CONSTRAINT "balance_sheet_first_seen_on" CHECK ("first_seen_on" IS date("first_seen_on")),
  CONSTRAINT "balance_sheet_changed_on" CHECK ("changed_on" IS date("changed_on")),
  CONSTRAINT "balance_sheet_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "balance_sheet_quarter" CHECK ("fiscal_quarter" BETWEEN 1 AND 4)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "cash_flow" (
  -- Where a company's cash came from in a period, and where it went.
  "symbol_id" integer NOT NULL,
  "frequency" text NOT NULL,
  "period_end" text NOT NULL,
  "currency" text,
  "fiscal_year" integer,
  "fiscal_quarter" integer,
  "filing_date" text,
  "source" text NOT NULL,
  "first_seen_on" text NOT NULL,
  "changed_on" text NOT NULL,
  "operating_cash_flow" real,
  "depreciation_and_amortization" real,
  "stock_based_compensation" real,
  "deferred_income_tax" real,
  "change_in_working_capital" real,
  "other_non_cash_items" real,
  "investing_cash_flow" real,
  "capital_expenditures" real,
  "acquisitions" real,
  "purchases_of_investments" real,
  "sales_of_investments" real,
  "other_investing" real,
  "financing_cash_flow" real,
  "dividends_paid" real,
  "stock_repurchases" real,
  "stock_issuance" real,
  "debt_issuance" real,
  "debt_repayment" real,
  "debt_issuance_repayment" real,
  "other_financing" real,
  "net_change_in_cash" real,
  "beginning_cash_position" real,
  "ending_cash_position" real,
  PRIMARY KEY("symbol_id", "frequency", "period_end"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "cash_flow_frequency" CHECK ("frequency" IN ('annual', 'quarterly', 'trailing')),
  CONSTRAINT "cash_flow_period_end" CHECK ("period_end" IS date("period_end")),
  CONSTRAINT "cash_flow_filing_date" CHECK ("filing_date" IS date("filing_date")),
  CONSTRAINT "cash_flow_first_seen_on" CHECK ("first_seen_on" IS date("first_seen_on")),
  CONSTRAINT "cash_flow_changed_on" CHECK ("changed_on" IS date("changed_on")),
  CONSTRAINT "cash_flow_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "cash_flow_quarter" CHECK ("fiscal_quarter" BETWEEN 1 AND 4)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "income_statement" (
  -- What a company earned in a period.
  "symbol_id" integer NOT NULL,
  "frequency" text NOT NULL,
  "period_end" text NOT NULL,
  "currency" text,
  "fiscal_year" integer,
  "fiscal_quarter" integer,
  "filing_date" text,
  "source" text NOT NULL,
  "first_seen_on" text NOT NULL,
  "changed_on" text NOT NULL,
  "total_revenue" real,
  "cost_of_revenue" real,
  "gross_profit" real,
  "research_and_development" real,
  "selling_general_and_administrative" real,
  "operating_expenses" real,
  "operating_income" real,
  "interest_expense" real,
  "other_income" real,
  "pretax_income" real,
  "tax_provision" real,
  "net_income" real,
  "ebit" real,
  "ebitda" real,
  "depreciation_and_amortization" real,
  "basic_eps" real,
  "diluted_eps" real,
  "basic_average_shares" real,
  "diluted_average_shares" real,
  PRIMARY KEY("symbol_id", "frequency", "period_end"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "income_statement_frequency" CHECK ("frequency" IN ('annual', 'quarterly', 'trailing')),
  CONSTRAINT "income_statement_period_end" CHECK ("period_end" IS date("period_end")),
  CONSTRAINT "income_statement_filing_date" CHECK ("filing_date" IS date("filing_date")),
  CONSTRAINT "income_statement_first_seen_on" CHECK ("first_seen_on" IS date("first_seen_on")),
  CONSTRAINT "income_statement_changed_on" CHECK ("changed_on" IS date("changed_on")),
  CONSTRAINT "income_statement_source" CHECK ("source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "income_statement_quarter" CHECK ("fiscal_quarter" BETWEEN 1 AND 4)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "statement_revision" (
  -- What a statement said before a restatement, or before another provider's word: the replaced columns as JSON.
  "symbol_id" integer NOT NULL,
  "kind" text NOT NULL,
  "frequency" text NOT NULL,
  "period_end" text NOT NULL,
  "seq" integer NOT NULL,
  "old_source" text NOT NULL,
  "old_figures" text NOT NULL,
  "replaced_on" text NOT NULL,
  "run_id" text,
  "replaced_at" text NOT NULL,
  PRIMARY KEY("symbol_id", "kind", "frequency", "period_end", "seq"),
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "statement_revision_kind" CHECK ("kind" IN ('income_statement', 'balance_sheet', 'cash_flow')),
  CONSTRAINT "statement_revision_frequency" CHECK ("frequency" IN ('annual', 'quarterly', 'trailing')),
  CONSTRAINT "statement_revision_period_end" CHECK ("period_end" IS date("period_end")),
  CONSTRAINT "statement_revision_replaced_on" CHECK ("replaced_on" IS date("replaced_on")),
  CONSTRAINT "statement_revision_old_source" CHECK ("old_source" IN ('yahoo', 'yahooquery', 'polygon', 'fmp')),
  CONSTRAINT "statement_revision_figures" CHECK (json_valid("old_figures"))
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE "statement_search" (
  -- Where the search for a company's statements stands: the earnings day that it waits for the period of, the newest
  -- period that was stored when the wait began, and how often it was looked for since.
  "symbol_id" integer PRIMARY KEY NOT NULL,
  "earnings_day" text NOT NULL,
  "newest_before" text,
  "tries" integer NOT NULL,
  "is_found" integer NOT NULL,
  FOREIGN KEY ("symbol_id") REFERENCES "symbol"("id"),
  CONSTRAINT "statement_search_earnings_day" CHECK ("earnings_day" IS date("earnings_day")),
  CONSTRAINT "statement_search_newest_before" CHECK ("newest_before" IS date("newest_before")),
  CONSTRAINT "statement_search_tries" CHECK ("tries" >= 0),
  CONSTRAINT "statement_search_is_found" CHECK ("is_found" IN (0, 1))
) STRICT;
