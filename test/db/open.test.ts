import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { databasePath, openForReading, openForWriting, openReadOnly } from "../../db/open.ts";
import { storedSettings } from "../../db/stored-settings.ts";
import { verifyFile } from "../../db/verify.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const sumOf = (path: string): unknown => {
  const db = openForReading(path, 0);
  try {
    expect(verifyFile(db, path)).toEqual([]);
    return db.prepare("SELECT sum(close) FROM price_bar").pluck().get();
  } finally {
    db.close();
  }
};

test("the writer's pragmas stand", () => {
  using scratch = new Scratch();
  const db = openForWriting(scratch.database());
  const pragma = (name: string) => db.pragma(name, { simple: true });
  expect({
    journal_mode: pragma("journal_mode"),
    synchronous: pragma("synchronous"),
    foreign_keys: pragma("foreign_keys"),
    busy_timeout: pragma("busy_timeout"),
    temp_store: pragma("temp_store"),
    journal_size_limit: pragma("journal_size_limit"),
  }).toEqual({
    journal_mode: "wal",
    synchronous: 2,
    foreign_keys: 1,
    busy_timeout: 0,
    temp_store: 2,
    journal_size_limit: 64 * 1_048_576,
  });
  db.close();
});

test("a reader cannot write, and sees what was written since it was opened", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const [writer, reader] = [openForWriting(path), openForReading(path, 0)];
  expect(() => reader.exec("DELETE FROM setting")).toThrow("attempt to write a readonly database");
  writer.exec("INSERT INTO setting VALUES ('mode', 'unified', 'x')");
  expect(reader.prepare("SELECT value FROM setting").pluck().all()).toEqual(["unified"]);
  expect(storedSettings(path)).toEqual({ mode: "unified" });
  writer.close();
  reader.close();
});

test("a kill in the middle of a write by rollback journal is undone by whoever opens it next, if only to read", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const before = sumOf(path);
  await using other = OtherProcess.start("die", path);
  expect(await other.end()).toBe("SIGKILL");
  expect(readFileSync(`${path}-journal`).length).toBeGreaterThan(0);
  expect(sumOf(path)).toBe(before);
  expect(existsSync(`${path}-journal`)).toBe(false);
});

test("paths that are no database's", async () => {
  using scratch = new Scratch();
  mkdirSync(scratch.path("folder"));
  await faultOf("bad_file", () => databasePath(scratch.path("folder")));
  await faultOf("bad_file", () => databasePath(scratch.path("nowhere/desk.db")));
  const fault = await faultOf("bad_file", () => openReadOnly(scratch.path("none.db"), 0));
  expect(fault.message).toContain(scratch.path("none.db"));
  expect(storedSettings(scratch.path("none.db"))).toEqual({});
  expect(existsSync(scratch.path("none.db"))).toBe(false);
});
