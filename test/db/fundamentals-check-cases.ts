import {
  BETA_DEFINITIONS,
  FIELD_GROUPS,
  FREQUENCIES,
  HORIZONS,
  NETWORK_PROVIDERS,
  STATEMENT_KINDS,
} from "../../db/schema/words.ts";
import { type CheckCase, casesOf, NOT_DAYS, refusedBy } from "./check-case.ts";
import type { Row, Table } from "./good-rows.ts";

const NO_SUCH_SYMBOL = { symbol_id: 99 };
const NO_KEY = "FOREIGN KEY constraint failed";

/** Tables of groups, whose rows are told by somebody as of a day. */
const TOLD = [
  "profile",
  "valuation",
  "vendor_beta",
  "company_ratio",
  "analyst_target",
  "analyst_estimate",
  "earnings_date",
  "sector_weight",
] as const;
const STATEMENTS = ["income_statement", "balance_sheet", "cash_flow"] as const;

const profile = casesOf("profile");
const valuation = casesOf("valuation");
const beta = casesOf("vendor_beta");
const estimate = casesOf("analyst_estimate");
const earnings = casesOf("earnings_date");
const weight = casesOf("sector_weight");
const revision = casesOf("statement_revision");
const metric = casesOf("symbol_metric");
const state = casesOf("field_group_state");
const search = casesOf("statement_search");
const quota = casesOf("provider_quota");
const change = casesOf("reference_change");

const ofTold = (table: (typeof TOLD)[number]): CheckCase[] => {
  const told = casesOf(table);
  return [
    ...NOT_DAYS.map((day) =>
      told(`as of ${JSON.stringify(day)}`, { as_of: day }, refusedBy(`${table}_as_of`)),
    ),
    told("by hearsay", { source: "hearsay" }, refusedBy(`${table}_source`)),
    told("by a file", { source: "import" }, refusedBy(`${table}_source`)),
    told("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  ];
};

const ofStatement = (table: (typeof STATEMENTS)[number]): CheckCase[] => {
  const statement = casesOf(table);
  return [
    statement("of no frequency", { frequency: "monthly" }, refusedBy(`${table}_frequency`)),
    statement("of no period", { period_end: "2026-02-30" }, refusedBy(`${table}_period_end`)),
    ...["filing_date", "first_seen_on", "changed_on"].map((column) =>
      statement(`on no ${column}`, { [column]: "2026-02-30" }, refusedBy(`${table}_${column}`)),
    ),
    statement("by hearsay", { source: "hearsay" }, refusedBy(`${table}_source`)),
    statement("of quarter 0", { fiscal_quarter: 0 }, refusedBy(`${table}_quarter`)),
    statement("of quarter 5", { fiscal_quarter: 5 }, refusedBy(`${table}_quarter`)),
    statement("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  ];
};

/** Of what is told of companies and funds, and of what is made of it. */
export const FUNDAMENTALS_CASES: readonly CheckCase[] = [
  ...TOLD.flatMap(ofTold),
  profile("half an ETF", { is_etf: 2 }, refusedBy("profile_kinds")),
  profile("half a fund", { is_fund: -1 }, refusedBy("profile_kinds")),
  ...["13-01", "02-30", "2-28", "0928", ""].map((day) =>
    profile(
      `ending its year on ${JSON.stringify(day)}`,
      { fiscal_year_end: day },
      refusedBy("profile_fiscal_year_end"),
    ),
  ),
  valuation("in a currency of four letters", { currency: "USDT" }, refusedBy("valuation_currency")),
  valuation("at nothing", { price: 0 }, refusedBy("valuation_price")),
  valuation("at less than nothing", { price: -1 }, refusedBy("valuation_price")),
  valuation("at no end of money", { price: Number.POSITIVE_INFINITY }, refusedBy("valuation_price")),
  valuation("yielding less than nothing", { dividend_yield: -0.01 }, refusedBy("valuation_yield")),
  valuation("yielding more than ten prices", { dividend_yield: 10.01 }, refusedBy("valuation_yield")),
  beta("of no definition", { definition: "monthly" }, refusedBy("vendor_beta_definition")),
  beta("of nothing", { beta: null }, "NOT NULL constraint failed: vendor_beta.beta"),
  estimate("of no horizon", { horizon: "0q" }, refusedBy("analyst_estimate_horizon")),
  estimate("of a period that ends on no day", { end_date: "2027-09-31" }, refusedBy("analyst_estimate_end")),
  earnings("last told on no day", { last_date: "2026-04-31" }, refusedBy("earnings_date_last")),
  earnings("from no day", { next_from: "2026-07-32" }, refusedBy("earnings_date_from")),
  earnings("through no day", { next_through: "soon" }, refusedBy("earnings_date_through")),
  earnings("that end before they begin", { next_through: "2026-07-29" }, refusedBy("earnings_date_order")),
  earnings("that begin and do not end", { next_through: null }, refusedBy("earnings_date_window")),
  earnings("that end and do not begin", { next_from: null }, refusedBy("earnings_date_window")),
  earnings("half expected", { is_expected: 2 }, refusedBy("earnings_date_expected")),
  weight("of no sector", { sector: "" }, refusedBy("sector_weight_sector")),
  weight("of a sector without end", { sector: "s".repeat(101) }, refusedBy("sector_weight_sector")),
  weight("above twice the fund", { weight: 2.01 }, refusedBy("sector_weight_weight")),
  weight("below minus twice the fund", { weight: -2.01 }, refusedBy("sector_weight_weight")),
  ...STATEMENTS.flatMap(ofStatement),
  casesOf("balance_sheet")(
    "of twelve months",
    { frequency: "trailing" },
    refusedBy("balance_sheet_frequency"),
  ),
  revision("of no kind", { kind: "forecast" }, refusedBy("statement_revision_kind")),
  revision("of no frequency", { frequency: "monthly" }, refusedBy("statement_revision_frequency")),
  revision("of no period", { period_end: "2026-02-30" }, refusedBy("statement_revision_period_end")),
  revision("replaced on no day", { replaced_on: "2026-02-30" }, refusedBy("statement_revision_replaced_on")),
  revision("said by hearsay", { old_source: "hearsay" }, refusedBy("statement_revision_old_source")),
  revision("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  revision("without figures that are JSON", { old_figures: "none" }, refusedBy("statement_revision_figures")),
  metric("on no day", { session: "2026-02-30" }, refusedBy("symbol_metric_session")),
  metric("of a close on no day", { close_session: "2026-02-30" }, refusedBy("symbol_metric_close_session")),
  metric("with a close of no session", { close_session: null }, refusedBy("symbol_metric_close")),
  metric("with a session and no close", { close: null }, refusedBy("symbol_metric_close")),
  metric("without reasons that are JSON", { reasons: "stale" }, refusedBy("symbol_metric_reasons")),
  metric("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  state("of no group", { field_group: "weather" }, refusedBy("field_group_state_group")),
  state("of hearsay", { source: "hearsay" }, refusedBy("field_group_state_source")),
  state("of no night", { night: "2026-02-30" }, refusedBy("field_group_state_night")),
  state("told, and of no night", { night: null }, refusedBy("field_group_state_told")),
  state("of a night, and not told", { told_at: null }, refusedBy("field_group_state_told")),
  state("-1 failures", { failures: -1 }, refusedBy("field_group_state_failures")),
  state("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  search("of no earnings day", { earnings_day: "2026-04-31" }, refusedBy("statement_search_earnings_day")),
  search("after no period", { newest_before: "2025-12-32" }, refusedBy("statement_search_newest_before")),
  search("-1 tries", { tries: -1 }, refusedBy("statement_search_tries")),
  search("half found", { is_found: 2 }, refusedBy("statement_search_is_found")),
  search("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  quota("of no provider", { provider: "hearsay" }, refusedBy("provider_quota_provider")),
  quota("on no day", { day: "today" }, refusedBy("provider_quota_day")),
  quota("-1 requests", { requests: -1 }, refusedBy("provider_quota_requests")),
  change("from no day", { from_day: "2026-02-30" }, refusedBy("reference_change_from")),
  change("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
];

type Taken = readonly [name: string, table: Table, changed: Row];
const each = (table: Table, column: string, words: readonly string[]): Taken[] =>
  words.map((value) => [`${table} ${column} ${value}`, table, { [column]: value }]);

/** Rows that are right in another way than the good ones: each word that is told, and what may be unknown. */
export const FUNDAMENTALS_TAKEN: readonly Taken[] = [
  ...TOLD.flatMap((table) => each(table, "source", NETWORK_PROVIDERS)),
  ...each("vendor_beta", "definition", BETA_DEFINITIONS),
  ...each("analyst_estimate", "horizon", HORIZONS),
  ...each("field_group_state", "field_group", FIELD_GROUPS),
  ...each("statement_revision", "kind", STATEMENT_KINDS),
  ...each("income_statement", "frequency", FREQUENCIES),
  ...each("cash_flow", "frequency", FREQUENCIES),
  ["balance_sheet of a year", "balance_sheet", { frequency: "annual", fiscal_quarter: null }],
  ["profile of which nothing is told", "profile", { is_etf: null, is_fund: null, fiscal_year_end: null }],
  [
    "valuation without a price or a yield",
    "valuation",
    { price: null, dividend_yield: null, currency: null },
  ],
  ["valuation that yields nothing", "valuation", { dividend_yield: 0 }],
  ["earnings_date of a day that is past", "earnings_date", { next_from: null, next_through: null }],
  ["earnings_date of one day", "earnings_date", { next_through: "2026-07-30" }],
  ["sector_weight of a fund that is short", "sector_weight", { weight: -0.5 }],
  ["symbol_metric without a close", "symbol_metric", { close: null, close_session: null }],
  [
    "field_group_state before the first answer",
    "field_group_state",
    { night: null, told_at: null, source: null },
  ],
];
