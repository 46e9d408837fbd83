import { type CheckCase, casesOf, NOT_DAYS, refusedBy } from "./check-case.ts";

const NOT_PRICES = [0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const bar = casesOf("price_bar");
const action = casesOf("corporate_action");
const revision = casesOf("price_revision");

/** Of prices and of the files they came in. */
export const MARKET_CASES: readonly CheckCase[] = [
  ["symbol in small letters", "symbol", { symbol: "aapl" }, refusedBy("symbol_form")],
  ["symbol without a letter", "symbol", { symbol: "" }, refusedBy("symbol_form")],
  ["symbol of 25 letters", "symbol", { symbol: "A".repeat(25) }, refusedBy("symbol_form")],
  ["symbol twice", "symbol", { symbol: "AAPL" }, "UNIQUE constraint failed: symbol.symbol"],
  ["symbol of no calendar", "symbol", { calendar: "xnys" }, refusedBy("symbol_calendar")],
  ["symbol of no basis that there is", "symbol", { basis: "adjusted" }, refusedBy("symbol_basis")],
  ["import with a short hash", "import", { sha256: "c" }, refusedBy("import_sha256")],
  ["import of no basis", "import", { basis: "x" }, refusedBy("import_basis")],
  ["import of no status", "import", { status: "done" }, refusedBy("import_status")],
  ["import of -1 bytes", "import", { bytes: -1 }, refusedBy("import_counts")],
  ["import of -1 rows", "import", { rows_read: -1 }, refusedBy("import_counts")],
  ["import with -1 refused", "import", { rows_refused: -1 }, refusedBy("import_counts")],
  ["import of text for bytes", "import", { bytes: "many" }, "cannot store TEXT value in INTEGER column"],
  ["import twice", "import", { sha256: "a".repeat(64) }, "UNIQUE constraint failed: import.sha256"],
  ...NOT_DAYS.map((day) =>
    bar(`on ${JSON.stringify(day)}`, { session: day }, refusedBy("price_bar_session")),
  ),
  ...(["close", "open", "high", "low"] as const).flatMap((column) =>
    NOT_PRICES.map((price) =>
      bar(`${column} ${price}`, { [column]: price }, refusedBy(`price_bar_${column}`)),
    ),
  ),
  bar("close not a number", { close: Number.NaN }, "NOT NULL constraint failed: price_bar.close"),
  bar("close in words", { close: "one" }, "cannot store TEXT value in REAL column"),
  bar("high below low", { high: 1, low: 2 }, refusedBy("price_bar_range")),
  bar("volume below 0", { volume: -1 }, refusedBy("price_bar_volume")),
  bar("volume without end", { volume: Number.POSITIVE_INFINITY }, refusedBy("price_bar_volume")),
  bar("from nowhere", { source: "hearsay" }, refusedBy("price_bar_source")),
  bar("imported by none", { import_id: null }, refusedBy("price_bar_import")),
  bar("of a provider and an import", { source: "yahoo" }, refusedBy("price_bar_import")),
  bar("of no symbol", { symbol_id: 99 }, "FOREIGN KEY constraint failed"),
  bar("of no import that there is", { import_id: 99 }, "FOREIGN KEY constraint failed"),
  revision("on no day", { session: "2025-02-30" }, refusedBy("price_revision_session")),
  revision("through no day", { through_session: "2025-02-30" }, refusedBy("price_revision_through")),
  revision("number 0", { seq: 0 }, refusedBy("price_revision_seq")),
  revision("of no kind", { kind: "whim" }, refusedBy("price_revision_kind")),
  revision("from nowhere", { old_source: "hearsay" }, refusedBy("price_revision_old_source")),
  revision("without the old close", { old_close: null }, refusedBy("price_revision_bar")),
  revision(
    "factor 0",
    { kind: "rebase", old_close: null, factor: 0, through_session: "2026-05-28" },
    refusedBy("price_revision_factor"),
  ),
  revision(
    "rebase without an end",
    { kind: "rebase", old_close: null, factor: 2 },
    refusedBy("price_revision_rebase"),
  ),
  revision("correction with a factor", { factor: 2 }, refusedBy("price_revision_rebase")),
  revision("correction with half of a ratio", { old_numerator: 2 }, refusedBy("price_revision_split")),
  revision(
    "rebase without a factor",
    { kind: "rebase", old_close: null },
    refusedBy("price_revision_rebase"),
  ),
  revision(
    "dividend without the old amount",
    { kind: "cash_dividend", old_close: null },
    refusedBy("price_revision_dividend"),
  ),
  revision(
    "split without the old ratio",
    { kind: "split", old_close: null },
    refusedBy("price_revision_split"),
  ),
  action("on no day", { ex_date: "2025-02-30" }, refusedBy("corporate_action_ex_date")),
  action("of no kind", { kind: "merger" }, refusedBy("corporate_action_kind")),
  action("of no status", { status: "maybe" }, refusedBy("corporate_action_status")),
  action("from nowhere", { source: "hearsay" }, refusedBy("corporate_action_source")),
  action("split without a ratio", { numerator: null }, refusedBy("corporate_action_split")),
  action("split of 0", { numerator: 0 }, refusedBy("corporate_action_ratio")),
  action("split by -1", { denominator: -1 }, refusedBy("corporate_action_ratio")),
  action("split with an amount", { amount: 1 }, refusedBy("corporate_action_dividend")),
  action(
    "dividend without an amount",
    { kind: "cash_dividend", numerator: null, denominator: null },
    refusedBy("corporate_action_dividend"),
  ),
  action(
    "dividend of 0",
    { kind: "cash_dividend", numerator: null, denominator: null, amount: 0 },
    refusedBy("corporate_action_amount"),
  ),
  action(
    "dividend with half of a ratio",
    { kind: "cash_dividend", denominator: null, amount: 1 },
    refusedBy("corporate_action_split"),
  ),
  action("imported by none", { source: "import" }, refusedBy("corporate_action_import")),
  ["price_staging of no import", "price_staging", { import_id: 99 }, "FOREIGN KEY constraint failed"],
];
