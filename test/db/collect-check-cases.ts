import {
  ACTION_STATUSES,
  FETCH_OUTCOMES,
  INSTRUMENT_TYPES,
  QUARANTINE_REASONS,
} from "../../db/schema/words.ts";
import { type CheckCase, casesOf, refusedBy } from "./check-case.ts";
import type { Row, Table } from "./good-rows.ts";

const symbol = casesOf("symbol");
const revision = casesOf("price_revision");
const state = casesOf("collect_state");
const word = casesOf("provider_state");
const absence = casesOf("price_absence");
const doubt = casesOf("price_quarantine");
const asked = casesOf("batch_provider");
const coverage = casesOf("batch_coverage");

const NO_PROVIDER = { provider: "hearsay" };
const NO_SUCH_SYMBOL = { symbol_id: 99 };
const NO_SUCH_RUN = { run_id: "r9" };
const NO_KEY = "FOREIGN KEY constraint failed";

/** Of what is collected from providers, and of what a night tells about it. */
export const COLLECT_CASES: readonly CheckCase[] = [
  symbol("in a currency of four letters", { currency: "USDT" }, refusedBy("symbol_currency")),
  symbol("of no type", { type: "equity" }, refusedBy("symbol_type")),
  symbol("first traded on no day", { first_trade: "1962-02-30" }, refusedBy("symbol_first_trade")),
  symbol("of no status", { status: "gone" }, refusedBy("symbol_status")),
  symbol("without a status", { status: null }, "NOT NULL constraint failed: symbol.status"),
  symbol("pinned twice", { pinned: 2 }, refusedBy("symbol_pinned")),
  revision(
    "rebase with an old close",
    { kind: "rebase", factor: 2, through_session: "2026-05-28" },
    refusedBy("price_revision_bar"),
  ),
  revision(
    "set aside without its close",
    { kind: "set_aside", old_basis: "as_traded", old_close: null },
    refusedBy("price_revision_bar"),
  ),
  revision("set aside without its basis", { kind: "set_aside" }, refusedBy("price_revision_set_aside")),
  revision("correction with a basis", { old_basis: "as_traded" }, refusedBy("price_revision_set_aside")),
  revision(
    "set aside of no basis",
    { kind: "set_aside", old_basis: "raw" },
    refusedBy("price_revision_old_basis"),
  ),
  ["watch_list of nothing", "watch_list", { symbol: null }, "NOT NULL constraint failed: watch_list.symbol"],
  state("-1 failures", { failures: -1 }, refusedBy("collect_state_failures")),
  state("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  word("of no provider", NO_PROVIDER, refusedBy("provider_state_provider")),
  word("of files", { provider: "import" }, refusedBy("provider_state_provider")),
  word("of no outcome", { outcome: "fine" }, refusedBy("provider_state_outcome")),
  word("absent on no day", { absent_night: "2026-02-30" }, refusedBy("provider_state_absent_night")),
  word("absent on no night", { absent_night: null }, refusedBy("provider_state_nights")),
  word("absent for no night, though there is one", { absent_nights: 0 }, refusedBy("provider_state_nights")),
  word("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  absence("from no day", { from_session: "2026-02-30" }, refusedBy("price_absence_from")),
  absence("through no day", { through_session: "2026-06-31" }, refusedBy("price_absence_through")),
  absence("told on no night", { night: "tonight" }, refusedBy("price_absence_night")),
  absence("that ends before it begins", { through_session: "2026-05-27" }, refusedBy("price_absence_order")),
  absence("told 0 times", { times: 0 }, refusedBy("price_absence_times")),
  absence("of no provider", NO_PROVIDER, refusedBy("price_absence_provider")),
  absence("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  doubt("on no day", { session: "2026-02-30" }, refusedBy("price_quarantine_session")),
  doubt("of no provider", NO_PROVIDER, refusedBy("price_quarantine_provider")),
  doubt("without a known reason", { reason: "odd" }, refusedBy("price_quarantine_reason")),
  doubt("of no status", { status: "maybe", decided_at: "x" }, refusedBy("price_quarantine_status")),
  doubt("open, though decided", { decided_at: "x" }, refusedBy("price_quarantine_decided")),
  doubt("decided at no time", { status: "accepted" }, refusedBy("price_quarantine_decided")),
  doubt("of no symbol", NO_SUCH_SYMBOL, NO_KEY),
  asked("with no outcomes that are JSON", { outcomes: "none" }, refusedBy("batch_provider_outcomes")),
  ...["requests", "retries", "symbols_filled", "bars"].map((column) =>
    asked(`-1 ${column}`, { [column]: -1 }, refusedBy("batch_provider_counts")),
  ),
  asked("of no run", NO_SUCH_RUN, NO_KEY),
  coverage("on no day", { session: "2026-02-30" }, refusedBy("batch_coverage_session")),
  coverage("-1 good", { good: -1 }, refusedBy("batch_coverage_good")),
  coverage("more good than expected", { good: 3 }, refusedBy("batch_coverage_good")),
  coverage("by count above 1", { by_count: 1.01 }, refusedBy("batch_coverage_by_count")),
  coverage("by count below 0", { by_count: -0.01 }, refusedBy("batch_coverage_by_count")),
  coverage("by value above 1", { by_value: 1.01 }, refusedBy("batch_coverage_by_value")),
  coverage("by value below 0", { by_value: -0.01 }, refusedBy("batch_coverage_by_value")),
  coverage("degraded by half", { degraded: 2 }, refusedBy("batch_coverage_degraded")),
  coverage("with no list of the absent", { absent: "AAPL" }, refusedBy("batch_coverage_absent")),
  coverage("of no run", NO_SUCH_RUN, NO_KEY),
];

type Taken = readonly [name: string, table: Table, changed: Row];
const each = (table: Table, column: string, words: readonly string[]): Taken[] =>
  words.map((value) => [`${table} ${column} ${value}`, table, { [column]: value }]);

/** Rows that are right in another way than the good ones: each word that is told, and what may be unknown. */
export const COLLECT_TAKEN: readonly Taken[] = [
  ["symbol of which nothing is told", "symbol", { currency: null, type: null, first_trade: null }],
  ...each("symbol", "type", INSTRUMENT_TYPES),
  ...each("corporate_action", "status", ACTION_STATUSES),
  ["corporate_action that was decided", "corporate_action", { status: "rejected", decided_at: "x" }],
  [
    "price_revision set aside",
    "price_revision",
    { kind: "set_aside", old_basis: "total_return", run_id: "r1", import_id: null },
  ],
  ["provider_state of bars", "provider_state", { outcome: "bars", absent_nights: 0, absent_night: null }],
  ...each("provider_state", "outcome", FETCH_OUTCOMES),
  ...each("price_quarantine", "reason", QUARANTINE_REASONS),
  ...["accepted", "rejected", "superseded"].map(
    (status): Taken => [`price_quarantine ${status}`, "price_quarantine", { status, decided_at: "x" }],
  ),
  ["price_quarantine without a close", "price_quarantine", { close: null, reason: "null_price" }],
  ["price_absence of a run of sessions", "price_absence", { from_session: "2026-05-01", times: 2 }],
  [
    "batch_coverage where nothing was expected",
    "batch_coverage",
    { expected: 0, good: 0, by_count: null, by_value: null },
  ],
];
