import { expect, test } from "bun:test";
import { ReferenceChangeStatements } from "../../db/bulk/reference-changes.ts";
import { copyNameOf, migrate } from "../../db/migrate.ts";
import { MIGRATIONS, type Migration } from "../../db/migrations.ts";
import { openForWriting } from "../../db/open.ts";
import { verifyFile } from "../../db/verify.ts";
import { FUNDAMENTALS_GOOD } from "./fundamentals-good-rows.ts";
import { AT, Scratch } from "./scratch.ts";

const FUNDAMENTALS = MIGRATIONS.findIndex(({ id }) => id === "0005_fundamentals");
const BEFORE = MIGRATIONS.slice(0, FUNDAMENTALS);
const THROUGH = MIGRATIONS.slice(0, FUNDAMENTALS + 1);

/** What the release before wrote: a portfolio with a lot and a night of it, collected prices, marks on prices and books. */
const WRITTEN = `
  INSERT INTO symbol (id, symbol, calendar, basis, currency, type, first_trade, status, pinned)
    VALUES (77, 'VOD.L', 'foreign', 'as_traded', 'GBp', 'EQUITY', '1988-10-26', 'inactive', 1);
  INSERT INTO price_bar (symbol_id, session, close, source) VALUES (77, '2026-05-28', 0.1, 'polygon');
  INSERT INTO provider_state (symbol_id, provider, outcome, detail, asked_at, absent_nights, absent_night)
    VALUES (77, 'yahoo', 'not_found', 'd', 'x', 2, '2026-05-28');
  INSERT INTO batch_run VALUES ('r1', 'night', 'hand', '{}', 'b', '1', 1, 'completed', 'x', 'y');
  INSERT INTO batch_run_phase (run_id, phase, planned, started_at, finished_at) VALUES ('r1', 'phase_1', 1, 'x', 'y');
  INSERT INTO batch_provider (run_id, provider, requests, retries, symbols_filled, bars, outcomes)
    VALUES ('r1', 'yahoo', 3, 1, 1, 1, '{"bars":1}');
  INSERT INTO portfolio (id, public_id, name, currency, inception, stated_equity, basis_date, created_at)
    VALUES (4, 'p4', 'One', 'USD', '2026-05-27', 1000000, '2026-05-27', 'a');
  INSERT INTO lot (id, public_id, portfolio_id, lot_no, symbol, asset_class, type, multiplier)
    VALUES (40, 'l40', 4, 1, 'VOD.L', 'PUBLIC', 'LONG', 1);
  INSERT INTO target_price (public_id, portfolio_id, symbol, type, end_of_year, actor, updated_at) VALUES ('t1', 4, 'VOD.L', 'LONG', 2, 'command', 'x');
  INSERT INTO price_change (id, symbol_id, kind, from_session, through_session) VALUES (1, 77, 'closes', '2026-05-27', '2026-05-28');
  INSERT INTO book_change (id, portfolio_id, from_day) VALUES (2, 4, '2026-05-27')`;

type Row = Readonly<Record<string, unknown>>;

function using<T>(path: string, work: (db: ReturnType<typeof openForWriting>) => T): T {
  const db = openForWriting(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const tablesOf = (path: string): readonly string[] =>
  using(
    path,
    (db) =>
      db
        .prepare(
          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_migration' ORDER BY name",
        )
        .pluck()
        .all() as string[],
  );

/** The rows of some tables, and the definitions of these tables. */
const contentsOf = (path: string, tables: readonly string[]) =>
  using(path, (db) =>
    tables.map((table) => ({
      table,
      sql: db.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").pluck().all(table),
      rows: db.prepare(`SELECT * FROM "${table}" ORDER BY 1, 2`).all() as Row[],
    })),
  );

function written(scratch: Scratch): string {
  const path = scratch.database("desk.db", BEFORE);
  using(path, (db) => db.exec(WRITTEN));
  return path;
}

test("every row of the release before is as it was, and so is every table", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const old = tablesOf(path);
  const before = contentsOf(path, old);
  expect(before.filter(({ rows }) => rows.length > 0).length).toBeGreaterThan(10);
  using(path, (db) => migrate(db, path, AT, THROUGH));
  expect(contentsOf(path, old)).toEqual(before);
  expect(using(path, (db) => verifyFile(db, path, THROUGH))).toEqual([]);
});

test("a copy of what was there before is kept beside it", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const old = tablesOf(path);
  const before = contentsOf(path, old);
  using(path, (db) => migrate(db, path, AT, THROUGH));
  const kept = copyNameOf(path, THROUGH[FUNDAMENTALS] as Migration);
  expect(tablesOf(kept)).toEqual(old);
  expect(contentsOf(kept, old)).toEqual(before);
  expect(using(kept, (db) => verifyFile(db, kept, BEFORE))).toEqual([]);
});

test("the new tables are empty: nobody has told anything yet", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  const old = tablesOf(path);
  using(path, (db) => migrate(db, path, AT, THROUGH));
  const made = tablesOf(path).filter((name) => !old.includes(name));
  expect(made).toEqual(Object.keys(FUNDAMENTALS_GOOD).sort());
  expect(contentsOf(path, made).flatMap(({ rows }) => rows)).toEqual([]);
});

test("marks on reference data go on from the marks that were there", () => {
  using scratch = new Scratch();
  const path = written(scratch);
  using(path, (db) => {
    migrate(db, path, AT, THROUGH);
    new ReferenceChangeStatements(db).add(77, "2026-05-28");
    expect(db.prepare("SELECT id, symbol_id, from_day FROM reference_change").all()).toEqual([
      { id: 3, symbol_id: 77, from_day: "2026-05-28" },
    ]);
  });
});
