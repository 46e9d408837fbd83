import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Sqlite } from "../../db/driver.ts";
import { copyNameOf, migrate } from "../../db/migrate.ts";
import { MIGRATIONS, type Migration } from "../../db/migrations.ts";
import {
  APPLICATION_ID,
  appliedMigrations,
  openForReading,
  openForWriting,
  openReadOnly,
} from "../../db/open.ts";
import { verifyFile } from "../../db/verify.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { AT, Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FIRST = MIGRATIONS.slice(0, 1);
const SECOND = MIGRATIONS[1] as Migration;
const ONE = { id: "0000_one", sql: "CREATE TABLE one (a INTEGER) STRICT" };
const TWO = { id: "0001_two", sql: "CREATE TABLE two (a INTEGER) STRICT; INSERT INTO one VALUES (2)" };
const THREE = { id: "0002_three", sql: "CREATE TABLE three (a INTEGER) STRICT; INSERT INTO one VALUES (3)" };

/** Opens, works and closes: nothing may be read as bytes while a connection is open. */
function using<T>(path: string, work: (db: Sqlite) => T): T {
  const db = openForWriting(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const schemaOf = (path: string) =>
  using(path, (db) => db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name").all());
const tablesOf = (db: Sqlite) =>
  db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();

test("a new database gets every migration, our mark, and no copy", () => {
  using scratch = new Scratch();
  const path = scratch.path();
  using(path, (db) => {
    expect(migrate(db, path, AT)).toEqual({ applied: MIGRATIONS.map((each) => each.id), copy: null });
    expect(db.pragma("application_id", { simple: true })).toBe(APPLICATION_ID);
    expect(appliedMigrations(db).map((each) => each.id)).toEqual(MIGRATIONS.map((each) => each.id));
    expect(db.prepare("SELECT DISTINCT applied_at FROM schema_migration").pluck().all()).toEqual([AT]);
    expect(verifyFile(db, path)).toEqual([]);
  });
  expect(readdirSync(scratch.folder)).toEqual(["desk.db"]);
});

test("a second time nothing is done, not a byte", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const before = readFileSync(path);
  using(path, (db) => expect(migrate(db, path, AT)).toEqual({ applied: [], copy: null }));
  expect(readFileSync(path)).toEqual(before);
});

test("an older database is copied, whole and as it was, before it is migrated", () => {
  using scratch = new Scratch();
  const path = scratch.database("desk.db", FIRST);
  const report = using(path, (db) => migrate(db, path, AT));
  const copy = copyNameOf(path, SECOND);
  expect(report).toEqual({ applied: MIGRATIONS.slice(1).map((each) => each.id), copy });
  expect(copy).toBe(`${path}.before-${SECOND.id}`);
  const { db, pending } = openReadOnly(copy, 0);
  expect(pending.map((each) => each.id)).toEqual(MIGRATIONS.slice(1).map((each) => each.id));
  expect(verifyFile(db, copy).filter((each) => each.check !== "migrations")).toEqual([]);
  expect(db.prepare("SELECT count(*) FROM price_bar").pluck().get()).toBe(2_000);
  db.close();
  expect(schemaOf(path)).toEqual(schemaOf(scratch.database("fresh.db")));
});

test("a migration with another text than the applied one is refused, and nothing is changed", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const before = readFileSync(path);
  const altered = MIGRATIONS.map((each, at) => (at === 0 ? { ...each, sql: `${each.sql}\n` } : each));
  const fault = await faultOf("schema_changed", () => using(path, (db) => migrate(db, path, AT, altered)));
  expect(fault.message).toContain(path);
  expect(fault.message).toContain(MIGRATIONS[0]?.id ?? "-");
  expect(readFileSync(path)).toEqual(before);
});

test("a database of a newer release is refused by whoever opens it, and is not touched", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const before = readFileSync(path);
  await faultOf("schema_newer", () => using(path, (db) => migrate(db, path, AT, FIRST)));
  expect(readFileSync(path)).toEqual(before);
  using(path, (db) => db.exec("INSERT INTO schema_migration VALUES ('9999_later', 'x', 'x')"));
  const later = readFileSync(path);
  const fault = await faultOf("schema_newer", () => openForReading(path, 0));
  expect(fault.message).toContain("9999_later");
  expect(readFileSync(path)).toEqual(later);
});

test("another program's database is refused, and what it holds is not touched", async () => {
  using scratch = new Scratch();
  const path = scratch.foreign();
  const before = readFileSync(path);
  await faultOf("not_a_database", () => openReadOnly(path, 0));
  expect(readFileSync(path)).toEqual(before);
  await faultOf("not_a_database", () => using(path, (db) => migrate(db, path, AT)));
  using(path, (db) => {
    expect(db.prepare("SELECT b FROM other").pluck().all()).toEqual(["theirs"]);
    expect(db.pragma("application_id", { simple: true })).toBe(0);
    expect(tablesOf(db)).toEqual(["other"]);
  });
});

test("an older database that waits for a migration is not read", async () => {
  using scratch = new Scratch();
  const path = scratch.database("desk.db", FIRST);
  const fault = await faultOf("schema_older", () => openForReading(path, 0));
  expect(fault.message).toContain(SECOND.id);
});

test("a migration that was merged late is applied, in its place among those to come", () => {
  using scratch = new Scratch();
  const path = scratch.path();
  using(path, (db) => {
    migrate(db, path, AT, [ONE, THREE]);
    expect(migrate(db, path, AT, [ONE, TWO, THREE]).applied).toEqual([TWO.id]);
    expect(tablesOf(db)).toEqual(["one", "schema_migration", "three", "two"]);
    expect(migrate(db, path, AT, [ONE, TWO, THREE]).applied).toEqual([]);
    expect(db.prepare("SELECT a FROM one ORDER BY rowid").pluck().all()).toEqual([3, 2]);
  });
});

test("a migration that fails is undone whole; the one before it stays, and the copy holds the state before", () => {
  using scratch = new Scratch();
  const path = scratch.path();
  const broken = {
    id: "0002_broken",
    sql: "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1)",
  };
  using(path, (db) => {
    migrate(db, path, AT, [ONE]);
    expect(() => migrate(db, path, AT, [ONE, TWO, broken])).toThrow("no such table: nowhere");
    expect(db.inTransaction).toBe(false);
    expect(tablesOf(db)).toEqual(["one", "schema_migration", "two"]);
    expect(appliedMigrations(db).map((each) => each.id)).toEqual([ONE.id, TWO.id]);
  });
});

test("a migration that does not fit is storage_full, undone whole", async () => {
  using scratch = new Scratch();
  const path = scratch.database("desk.db", FIRST);
  const before = schemaOf(path);
  using(path, (db) => db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + 1}`));
  await faultOf("storage_full", () =>
    using(path, (db) => {
      db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true })) + 1}`);
      migrate(db, path, AT);
    }),
  );
  expect(schemaOf(path)).toEqual(before);
});

const POINTS = ["copying", "copied", "applying", "applied"];
const KILLS = [
  ...POINTS.map((point) => ["a new database", 0, `migrate.${point}`] as const),
  ...["applying:2", "applied:2"].map((point) => ["a new database", 0, `migrate.${point}`] as const),
  ...POINTS.map((point) => ["a database with the first migration", 1, `migrate.${point}`] as const),
];

test.each(KILLS.map((each) => [...each]))(
  "%s (%i applied) killed at %s: the next start completes it",
  async (_, applied, point) => {
    using scratch = new Scratch();
    const path = applied === 0 ? scratch.path() : scratch.database("desk.db", FIRST);
    await using other = OtherProcess.start("migrate", path, String(MIGRATIONS.length), point);
    expect(await other.end()).toBe("SIGKILL");
    using(path, (db) => migrate(db, path, AT));
    expect(schemaOf(path)).toEqual(schemaOf(scratch.database("fresh.db")));
    using(path, (db) => {
      expect(verifyFile(db, path)).toEqual([]);
      expect(db.prepare("SELECT count(*) FROM price_bar").pluck().get()).toBe(applied === 0 ? 0 : 2_000);
    });
    expect(readdirSync(scratch.folder).filter((name) => name.includes("tmp"))).toEqual([]);
    const copy = copyNameOf(path, SECOND);
    const isCopied = applied === 1 || point === "migrate.applied" || point === "migrate.applying:2";
    expect(existsSync(copy)).toBe(isCopied);
    if (isCopied) using(copy, (db) => expect(appliedMigrations(db)).toHaveLength(1));
  },
);

test("a copy that was left half-made is made anew", () => {
  using scratch = new Scratch();
  const path = scratch.database("desk.db", FIRST);
  const copy = copyNameOf(path, SECOND);
  void Bun.write(`${copy}.tmp`, "half");
  using(path, (db) => migrate(db, path, AT));
  expect(existsSync(`${copy}.tmp`)).toBe(false);
  using(copy, (db) => expect(verifyFile(db, copy).map((each) => each.check)).not.toContain("integrity"));
});
