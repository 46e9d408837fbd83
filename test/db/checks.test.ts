import { afterAll, expect, test } from "bun:test";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { BATCH_CASES } from "./batch-check-cases.ts";
import { BOOK_CASES, BOOK_TAKEN } from "./book-check-cases.ts";
import { refusedBy } from "./check-case.ts";
import { COLLECT_CASES, COLLECT_TAKEN } from "./collect-check-cases.ts";
import { FUNDAMENTALS_CASES, FUNDAMENTALS_TAKEN } from "./fundamentals-check-cases.ts";
import { GOOD, REFERRED_TO, type Row, type Table } from "./good-rows.ts";
import { MARKET_CASES } from "./market-check-cases.ts";
import { NIGHT_CASES } from "./night-check-cases.ts";

const CASES = [
  ...MARKET_CASES,
  ...BATCH_CASES,
  ...NIGHT_CASES,
  ...COLLECT_CASES,
  ...BOOK_CASES,
  ...FUNDAMENTALS_CASES,
];
/** The migrator's own ledger is no part of the schema. */
const LEDGER = "schema_migration";

const base = new TemporaryDatabase();
afterAll(() => base[Symbol.dispose]());
base.writer.db.exec(REFERRED_TO);

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

test.each([...COLLECT_TAKEN, ...BOOK_TAKEN, ...FUNDAMENTALS_TAKEN].map((each) => [...each]))(
  "taken: %s",
  (_, table, changed) => {
    expect(tryRow(table, { ...GOOD[table], ...changed })).toBe("taken");
  },
);

test.each(CASES.map((each) => [...each]))("refused: %s", (_, table, spoilt, why) => {
  expect(tryRow(table, { ...GOOD[table], ...spoilt })).toContain(why);
});

const tables = base.rows<{ name: string; sql: string }>(
  "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
);

test("every table of the schema has a right row", () => {
  const names = tables.map(({ name }) => name).filter((name) => name !== LEDGER);
  expect(Object.keys(GOOD).sort()).toEqual(names.sort());
});

test("every CHECK of the schema has a case that it alone refuses", () => {
  const names = tables.flatMap(({ sql }) =>
    [...sql.matchAll(/CONSTRAINT "(\w+)" CHECK/g)].map((match) => match[1]),
  );
  const tried = new Set(CASES.map(([, , , why]) => why));
  expect(names.filter((name) => !tried.has(refusedBy(name ?? "")))).toEqual([]);
});
