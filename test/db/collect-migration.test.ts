import { expect, test } from "bun:test";
import { migrate } from "../../db/migrate.ts";
import { MIGRATIONS } from "../../db/migrations.ts";
import { openForWriting } from "../../db/open.ts";
import { verifyFile } from "../../db/verify.ts";
import { AT, Scratch } from "./scratch.ts";

const COLLECT = MIGRATIONS.findIndex(({ id }) => id === "0003_collect");
const BEFORE = MIGRATIONS.slice(0, COLLECT);
const THROUGH = MIGRATIONS.slice(0, COLLECT + 1);

/** Tables that the migration makes anew or widens, and some that refer to the same symbols and imports. */
const TABLES = [
  "symbol",
  "import",
  "price_bar",
  "price_revision",
  "corporate_action",
  "price_change",
  "batch_run",
];

/** Rows as the release before wrote them: revisions and actions of each kind, status and source, all columns filled once. */
const WRITTEN = `
  INSERT INTO import (id, sha256, basis, file, bytes, status, rows_read, rows_refused, started_at, finished_at)
    VALUES (5, '${"a".repeat(64)}', 'split_adjusted', 'f.csv', 9, 'completed', 3, 1, 'x', 'y');
  INSERT INTO symbol (id, symbol, calendar, basis) VALUES (77, 'NONE', 'XNYS', NULL), (90, 'VOD.L', 'foreign', 'total_return');
  INSERT INTO batch_run VALUES ('r1', 'night', 'hand', '{}', 'b', '1', 1, 'completed', 'x', 'y');
  INSERT INTO price_bar VALUES (90, '2026-05-28', 1.1, 1, 1.2, 0.9, 12345.5, 'import', 5);
  INSERT INTO price_change (symbol_id, kind, from_session, through_session, until_session)
    VALUES (90, 'closes', '2026-05-27', '2026-05-28', NULL), (1, 'actions', '2026-05-27', '2026-05-28', '2026-05-29');
  INSERT INTO price_revision (symbol_id, session, seq, kind, old_close, old_open, old_high, old_low, old_volume, old_source, through_session,
      factor, old_amount, old_numerator, old_denominator, import_id, revised_at) VALUES
    (90, '2026-05-28', 1, 'correction', 0.1, 0.2, 0.3, 0.05, 7, 'import', NULL, NULL, NULL, NULL, NULL, 5, 'a'),
    (90, '2026-05-28', 2, 'correction', 1e-12, NULL, NULL, NULL, NULL, 'polygon', NULL, NULL, NULL, NULL, NULL, NULL, 'b'),
    (90, '2026-05-01', 1, 'rebase', NULL, NULL, NULL, NULL, NULL, NULL, '2026-05-27', 0.3333333333333333, NULL, NULL, NULL, 5, 'c'),
    (1, '2026-05-02', 1, 'split', NULL, NULL, NULL, NULL, NULL, 'yahoo', NULL, NULL, NULL, 3, 2, 5, 'd'),
    (1, '2026-05-02', 2, 'cash_dividend', NULL, NULL, NULL, NULL, NULL, 'yahooquery', NULL, NULL, 0.255, NULL, NULL, NULL, 'e');
  INSERT INTO corporate_action (symbol_id, ex_date, kind, numerator, denominator, amount, status, source, import_id) VALUES
    (90, '2026-05-04', 'split', 1, 10, NULL, 'confirmed', 'import', 5),
    (90, '2026-05-04', 'cash_dividend', NULL, NULL, 0.1, 'unconfirmed', 'fmp', NULL),
    (1, '2026-05-05', 'split', 21, 20, NULL, 'unconfirmed', 'polygon', NULL)`;

type Row = Readonly<Record<string, unknown>>;

function using<T>(path: string, work: (db: ReturnType<typeof openForWriting>) => T): T {
  const db = openForWriting(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const rowsOf = (path: string): Record<string, Row[]> =>
  using(path, (db) =>
    Object.fromEntries(
      TABLES.map((table) => [table, db.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2, 3`).all() as Row[]]),
    ),
  );

/** What the new columns hold in a row of the release before. */
const NEW_COLUMNS: Readonly<Record<string, Row>> = {
  symbol: { currency: null, type: null, first_trade: null, status: "active", pinned: 0 },
  price_revision: { old_basis: null, run_id: null },
  corporate_action: { decided_at: null },
};

function written(scratch: Scratch): string {
  const path = scratch.database("desk.db", BEFORE);
  using(path, (db) => db.exec(WRITTEN));
  return path;
}

test("what the release before stored is all there, with new columns that know nothing", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const before = rowsOf(path);
  expect(TABLES.filter((table) => (before[table] ?? []).length === 0)).toEqual([]);
  expect(using(path, (db) => migrate(db, path, AT, THROUGH)).applied).toEqual(["0003_collect"]);
  const wanted = TABLES.map((table) => [
    table,
    (before[table] ?? []).map((row) => ({ ...row, ...NEW_COLUMNS[table] })),
  ]);
  expect(rowsOf(path)).toEqual(Object.fromEntries(wanted));
  using(path, (db) => expect(verifyFile(db, path, THROUGH)).toEqual([]));
});

test("the new tables are empty: nobody has been asked yet", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  using(path, (db) => {
    const names = () =>
      db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .pluck()
        .all() as string[];
    const old = names();
    migrate(db, path, AT, THROUGH);
    const made = names().filter((name) => !old.includes(name));
    expect(old.filter((name) => !names().includes(name))).toEqual([]);
    expect(made.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()])).toEqual(
      [
        "batch_coverage",
        "batch_provider",
        "collect_state",
        "price_absence",
        "price_quarantine",
        "provider_state",
        "watch_list",
      ].map((name) => [name, 0]),
    );
  });
});

test("a migrated table takes what is new and refuses what it refused, by the same key and the same references", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  using(path, (db) => {
    migrate(db, path, AT, THROUGH);
    db.pragma("foreign_keys = ON");
    const revision = (seq: number, symbol: number) =>
      db.exec(`INSERT INTO price_revision (symbol_id, session, seq, kind, old_close, old_basis, run_id, revised_at)
        VALUES (${symbol}, '2026-05-28', ${seq}, 'set_aside', 2.5, 'total_return', 'r1', 'f')`);
    revision(3, 90);
    expect(() => revision(2, 90)).toThrow("UNIQUE constraint failed: price_revision.symbol_id");
    expect(() => revision(4, 99)).toThrow("FOREIGN KEY constraint failed");
    db.exec("UPDATE corporate_action SET status = 'spin_off', decided_at = 'z' WHERE source = 'fmp'");
    expect(() => db.exec("UPDATE corporate_action SET import_id = 99 WHERE source = 'import'")).toThrow(
      "FOREIGN KEY constraint failed",
    );
    expect(() => db.exec("DELETE FROM import WHERE id = 5")).toThrow("FOREIGN KEY constraint failed");
    expect(() => db.exec("UPDATE symbol SET pinned = NULL WHERE id = 90")).toThrow("NOT NULL");
    expect(verifyFile(db, path, THROUGH)).toEqual([]);
  });
});
