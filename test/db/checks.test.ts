import { afterAll, expect, test } from "bun:test";
import { TemporaryDatabase } from "../support/temporary-database.ts";

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

const base = new TemporaryDatabase();
afterAll(() => base[Symbol.dispose]());

/** A row of each table that is right in every column; each case spoils one thing of it. */
const GOOD = {
  symbol: { id: 7, symbol: "GOOD", calendar: "XNYS", basis: "as_traded" },
  import: {
    id: 7,
    sha256: "c".repeat(64),
    basis: "as_traded",
    file: "a.csv",
    bytes: 1,
    status: "completed",
    rows_read: 1,
    rows_refused: 0,
    started_at: "x",
  },
  price_bar: {
    symbol_id: 1,
    session: "2026-05-28",
    close: 1.5,
    high: 2,
    low: 1,
    volume: 0,
    source: "import",
    import_id: 1,
  },
  price_revision: {
    symbol_id: 1,
    session: "2026-05-28",
    seq: 1,
    kind: "correction",
    old_close: 1,
    old_source: "import",
    import_id: 1,
    revised_at: "x",
  },
  corporate_action: {
    symbol_id: 1,
    ex_date: "2026-05-28",
    kind: "split",
    numerator: 2,
    denominator: 1,
    status: "confirmed",
    source: "yahoo",
  },
  price_staging: { import_id: 1, symbol: "A", day: 1, line: 1, close: 1 },
  batch_run: {
    id: "r2",
    job_type: "night",
    trigger: "hand",
    scope: "{}",
    boot: "b",
    version: "1",
    attempt: 1,
    status: "running",
    started_at: "x",
    finished_at: null,
  },
  batch_run_phase: { run_id: "r1", phase: "phase_1_5", planned: 0 },
  batch_step: {
    run_id: "r1",
    phase: "phase_3",
    key: "A",
    date: "2026-05-28",
    outcome: "done",
    finished_at: "x",
  },
  activity_log: { id: 1, run_id: "r1", at: "x", level: "info", phase: "phase_0", message: "m" },
  api_token: { id: "t2", hash: "d".repeat(64), prefix: "nd_", scope: "read", created_at: "x" },
  setting: { key: "mode", value: "split", changed_at: "x" },
} satisfies Record<string, Row>;
type Table = keyof typeof GOOD;

/** What the good rows refer to, and what they must not repeat. */
base.writer.db.exec(`
  INSERT INTO symbol VALUES (1, 'AAPL', 'XNYS', NULL);
  INSERT INTO import (id, sha256, basis, file, bytes, status, rows_read, rows_refused, started_at)
    VALUES (1, '${"a".repeat(64)}', 'as_traded', 'f', 0, 'applying', 0, 0, 'x');
  INSERT INTO batch_run VALUES ('r1', 'n', 't', '{}', 'b', '1', 1, 'running', 'x', NULL);
  INSERT INTO api_token VALUES ('t1', '${"b".repeat(64)}', 'nd_', 'admin', 'x', NULL)`);

/** Tries a row and takes it back. */
function tryRow(table: Table, row: Row): string {
  const { db } = base.writer;
  const names = Object.keys(row);
  db.exec("BEGIN");
  try {
    const values = names.map((name) => `@${name}`).join();
    db.prepare(`INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join()}) VALUES (${values})`).run(
      row,
    );
    return "taken";
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  } finally {
    db.exec("ROLLBACK");
  }
}

test.each(Object.keys(GOOD) as Table[])("a right row of %s is taken", (table) => {
  expect(tryRow(table, GOOD[table])).toBe("taken");
});

const check = (name: string) => `CHECK constraint failed: ${name}`;
const DAYS = ["2025-02-30", "2026-13-01", "2026-5-28", "20260528", "2026-05-28T00:00:00Z", "today", ""];
const NOT_PRICES = [0, -1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const bar = (name: string, row: Row, why: string) => [`price_bar ${name}`, "price_bar", row, why] as const;
const action = (name: string, row: Row, why: string) =>
  [`corporate_action ${name}`, "corporate_action", row, why] as const;
const revision = (name: string, row: Row, why: string) =>
  [`price_revision ${name}`, "price_revision", row, why] as const;

const CASES: readonly (readonly [string, Table, Row, string])[] = [
  ["symbol in small letters", "symbol", { symbol: "aapl" }, check("symbol_form")],
  ["symbol without a letter", "symbol", { symbol: "" }, check("symbol_form")],
  ["symbol of 25 letters", "symbol", { symbol: "A".repeat(25) }, check("symbol_form")],
  ["symbol twice", "symbol", { symbol: "AAPL" }, "UNIQUE constraint failed: symbol.symbol"],
  ["symbol of no calendar", "symbol", { calendar: "xnys" }, check("symbol_calendar")],
  ["symbol of no basis that there is", "symbol", { basis: "adjusted" }, check("symbol_basis")],
  ["import with a short hash", "import", { sha256: "c" }, check("import_sha256")],
  ["import of no basis", "import", { basis: "x" }, check("import_basis")],
  ["import of no status", "import", { status: "done" }, check("import_status")],
  ["import of -1 bytes", "import", { bytes: -1 }, check("import_counts")],
  ["import of -1 rows", "import", { rows_read: -1 }, check("import_counts")],
  ["import with -1 refused", "import", { rows_refused: -1 }, check("import_counts")],
  ["import of text for bytes", "import", { bytes: "many" }, "cannot store TEXT value in INTEGER column"],
  ["import twice", "import", { sha256: "a".repeat(64) }, "UNIQUE constraint failed: import.sha256"],
  ...DAYS.map((day) => bar(`on ${JSON.stringify(day)}`, { session: day }, check("price_bar_session"))),
  ...(["close", "open", "high", "low"] as const).flatMap((column) =>
    NOT_PRICES.map((price) => bar(`${column} ${price}`, { [column]: price }, check(`price_bar_${column}`))),
  ),
  bar("close not a number", { close: Number.NaN }, "NOT NULL constraint failed: price_bar.close"),
  bar("close in words", { close: "one" }, "cannot store TEXT value in REAL column"),
  bar("high below low", { high: 1, low: 2 }, check("price_bar_range")),
  bar("volume below 0", { volume: -1 }, check("price_bar_volume")),
  bar("volume without end", { volume: Number.POSITIVE_INFINITY }, check("price_bar_volume")),
  bar("from nowhere", { source: "hearsay" }, check("price_bar_source")),
  bar("imported by none", { import_id: null }, check("price_bar_import")),
  bar("of a provider and an import", { source: "yahoo" }, check("price_bar_import")),
  bar("of no symbol", { symbol_id: 99 }, "FOREIGN KEY constraint failed"),
  bar("of no import that there is", { import_id: 99 }, "FOREIGN KEY constraint failed"),
  revision("on no day", { session: "2025-02-30" }, check("price_revision_session")),
  revision("through no day", { through_session: "2025-02-30" }, check("price_revision_through")),
  revision("number 0", { seq: 0 }, check("price_revision_seq")),
  revision("of no kind", { kind: "whim" }, check("price_revision_kind")),
  revision("from nowhere", { old_source: "hearsay" }, check("price_revision_old_source")),
  revision("without the old close", { old_close: null }, check("price_revision_correction")),
  revision(
    "factor 0",
    { kind: "rebase", old_close: null, factor: 0, through_session: "2026-05-28" },
    check("price_revision_factor"),
  ),
  revision(
    "rebase without an end",
    { kind: "rebase", old_close: null, factor: 2 },
    check("price_revision_rebase"),
  ),
  revision("correction with a factor", { factor: 2 }, check("price_revision_rebase")),
  revision("correction with half of a ratio", { old_numerator: 2 }, check("price_revision_split")),
  revision("rebase without a factor", { kind: "rebase", old_close: null }, check("price_revision_rebase")),
  revision(
    "dividend without the old amount",
    { kind: "cash_dividend", old_close: null },
    check("price_revision_dividend"),
  ),
  revision("split without the old ratio", { kind: "split", old_close: null }, check("price_revision_split")),
  action("on no day", { ex_date: "2025-02-30" }, check("corporate_action_ex_date")),
  action("of no kind", { kind: "merger" }, check("corporate_action_kind")),
  action("of no status", { status: "maybe" }, check("corporate_action_status")),
  action("from nowhere", { source: "hearsay" }, check("corporate_action_source")),
  action("split without a ratio", { numerator: null }, check("corporate_action_split")),
  action("split of 0", { numerator: 0 }, check("corporate_action_ratio")),
  action("split by -1", { denominator: -1 }, check("corporate_action_ratio")),
  action("split with an amount", { amount: 1 }, check("corporate_action_dividend")),
  action(
    "dividend without an amount",
    { kind: "cash_dividend", numerator: null, denominator: null },
    check("corporate_action_dividend"),
  ),
  action(
    "dividend of 0",
    { kind: "cash_dividend", numerator: null, denominator: null, amount: 0 },
    check("corporate_action_amount"),
  ),
  action(
    "dividend with half of a ratio",
    { kind: "cash_dividend", denominator: null, amount: 1 },
    check("corporate_action_split"),
  ),
  action("imported by none", { source: "import" }, check("corporate_action_import")),
  ["price_staging of no import", "price_staging", { import_id: 99 }, "FOREIGN KEY constraint failed"],
  ["batch_run of no status", "batch_run", { status: "ok", finished_at: "x" }, check("batch_run_status")],
  ["batch_run attempt 0", "batch_run", { attempt: 0 }, check("batch_run_attempt")],
  ["batch_run with a broken scope", "batch_run", { scope: "{" }, check("batch_run_scope")],
  ["batch_run that runs and has ended", "batch_run", { finished_at: "x" }, check("batch_run_sealed")],
  ["batch_run completed without an end", "batch_run", { status: "completed" }, check("batch_run_sealed")],
  ["batch_run_phase of no phase", "batch_run_phase", { phase: "phase_9" }, check("batch_run_phase_phase")],
  ["batch_run_phase of -1 units", "batch_run_phase", { planned: -1 }, check("batch_run_phase_planned")],
  ["batch_run_phase of no run", "batch_run_phase", { run_id: "r9" }, "FOREIGN KEY constraint failed"],
  ["batch_step of no phase", "batch_step", { phase: "3" }, check("batch_step_phase")],
  ["batch_step on no day", "batch_step", { date: "2025-02-30" }, check("batch_step_date")],
  ["batch_step of no outcome", "batch_step", { outcome: "good", reason: "r" }, check("batch_step_outcome")],
  ["batch_step done for a reason", "batch_step", { reason: "offline" }, check("batch_step_reason")],
  ["batch_step failed for none", "batch_step", { outcome: "failed" }, check("batch_step_reason")],
  ["activity_log of no level", "activity_log", { level: "loud" }, check("activity_log_level")],
  ["activity_log of no phase", "activity_log", { phase: "phase_x" }, check("activity_log_phase")],
  ["api_token with a short hash", "api_token", { hash: "d" }, check("api_token_hash")],
  ["api_token of no scope", "api_token", { scope: "root" }, check("api_token_scope")],
  ["api_token twice", "api_token", { hash: "b".repeat(64) }, "UNIQUE constraint failed: api_token.hash"],
  ["setting without a value", "setting", { value: null }, "NOT NULL constraint failed: setting.value"],
];

test.each(CASES.map((each) => [...each]))("refused: %s", (_, table, spoilt, why) => {
  expect(tryRow(table, { ...GOOD[table], ...spoilt })).toContain(why);
});

test("every CHECK of the schema has a case that it alone refuses", () => {
  const sql = base.rows<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE type = 'table'");
  const names = sql.flatMap((row) =>
    [...row.sql.matchAll(/CONSTRAINT "(\w+)" CHECK/g)].map((match) => match[1]),
  );
  const tried = new Set(CASES.map(([, , , why]) => why));
  expect(names.filter((name) => !tried.has(check(name ?? "")))).toEqual([]);
});
