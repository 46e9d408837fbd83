import { expect, setDefaultTimeout, test } from "bun:test";
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { backup } from "../../db/backup.ts";
import type { Sqlite } from "../../db/driver.ts";
import { openForReading, openForWriting } from "../../db/open.ts";
import { restore } from "../../db/restore.ts";
import { verifyFile } from "../../db/verify.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { dumpOf } from "../support/temporary-database.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { damage, Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const STAMP = "20260529T220000Z";

function reading<T>(path: string, work: (db: Sqlite) => T): T {
  const db = openForReading(path, 0);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

const contentOf = (path: string) =>
  reading(path, (db) => {
    expect(verifyFile(db, path)).toEqual([]);
    return dumpOf(db);
  });

function mark(path: string, key: string): void {
  const db = openForWriting(path);
  db.prepare("INSERT INTO setting VALUES (?, 'v', 'x')").run(key);
  db.close();
}

/** A database that has moved on since its backup was made. */
function prepared(scratch: Scratch): { path: string; copy: string; old: string; now: string } {
  const path = scratch.database();
  const copy = scratch.path("backup.db");
  backup(path, copy);
  mark(path, "since");
  return { path, copy, old: contentOf(copy), now: contentOf(path) };
}

/** A database as a kill leaves it: its last write is only in the log beside it. */
function withLog(scratch: Scratch, name: string): string {
  const live = scratch.database(`live-${name}`);
  const db = openForWriting(live);
  db.exec("INSERT INTO setting VALUES ('in the log', 'v', 'x')");
  const path = scratch.path(name);
  for (const suffix of ["", "-wal"]) copyFileSync(live + suffix, path + suffix);
  db.close();
  return path;
}

const filesOf = (scratch: Scratch, part: string) =>
  readdirSync(scratch.folder).filter((name) => name.includes(part));

test("a backup takes the database's place, and what was there is kept aside", () => {
  using scratch = new Scratch();
  const { path, copy, old, now } = prepared(scratch);
  const aside = `${path}.before-restore-${STAMP}`;
  expect(restore(path, copy, STAMP)).toEqual({ file: path, aside });
  expect(contentOf(path)).toBe(old);
  expect(contentOf(aside)).toBe(now);
  expect(contentOf(copy)).toBe(old);
  expect(filesOf(scratch, "restoring")).toEqual([]);
  mark(path, "after");
  expect(contentOf(aside)).toBe(now);
});

test("where no database is, one is made of it", () => {
  using scratch = new Scratch();
  const { path, copy, old } = prepared(scratch);
  expect(restore(scratch.path("new.db"), copy, STAMP)).toEqual({ file: scratch.path("new.db"), aside: null });
  expect(contentOf(scratch.path("new.db"))).toBe(old);
  expect(existsSync(path)).toBe(true);
});

const BAD_SOURCES = [
  ["a damaged backup", "database_damaged"],
  ["garbage", "not_a_database"],
  ["another program's database", "not_a_database"],
  ["a backup of a newer release", "schema_newer"],
  ["a backup of an altered release", "schema_changed"],
  ["no file", "bad_file"],
  ["the database itself", "bad_file"],
] as const;

test.each(BAD_SOURCES.map((each) => [...each]))(
  "%s is refused as %s, by its name, and nothing is changed",
  async (what, code) => {
    using scratch = new Scratch();
    const { path, copy, now } = prepared(scratch);
    const source =
      what === "the database itself"
        ? path
        : what === "another program's database"
          ? scratch.foreign()
          : copy;
    if (what === "a damaged backup") damage(copy);
    if (what === "garbage") writeFileSync(copy, "garbage ".repeat(9_000));
    if (what === "no file") rmSync(copy);
    for (const [is, sql] of [
      ["a backup of a newer release", "INSERT INTO schema_migration VALUES ('9999_later', 'x', 'x')"],
      ["a backup of an altered release", "UPDATE schema_migration SET checksum = 'x'"],
    ] as const) {
      if (is !== what) continue;
      const db = openForWriting(copy);
      db.exec(sql);
      db.close();
    }
    const fault = await faultOf(code, () => restore(path, source, STAMP));
    expect(fault.message).toContain(source);
    expect(contentOf(path)).toBe(now);
    expect([...filesOf(scratch, "restoring"), ...filesOf(scratch, "before-restore")]).toEqual([]);
  },
);

test.each(["damaged pages", "a damaged header", "garbage", "an empty file"])(
  "over a database of %s it works, and that is kept aside byte for byte",
  (what) => {
    using scratch = new Scratch();
    const { path, copy, old } = prepared(scratch);
    if (what === "damaged pages") damage(path);
    else if (what === "a damaged header") writeFileSync(path, readFileSync(path).fill(0xff, 0, 100));
    else writeFileSync(path, what === "garbage" ? "garbage ".repeat(9_000) : "");
    const before = readFileSync(path);
    const { aside } = restore(path, copy, STAMP);
    expect(contentOf(path)).toBe(old);
    const kept = readFileSync(aside ?? "");
    // A file that SQLite can open has been taken out of WAL: its two version bytes and change counters differ.
    // An empty file becomes a database without tables when it is opened.
    if (what !== "an empty file") expect(kept.subarray(100)).toEqual(before.subarray(100));
  },
);

test("a log beside the backup belongs to it: what it holds is restored too", () => {
  using scratch = new Scratch();
  const { path } = prepared(scratch);
  const copy = withLog(scratch, "raw-copy.db");
  restore(path, copy, STAMP);
  expect(contentOf(path)).toContain("in the log");
});

test("a log that a kill left beside the database goes with the old state, not with the new", () => {
  using scratch = new Scratch();
  const { copy, old } = prepared(scratch);
  const path = withLog(scratch, "killed.db");
  const { aside } = restore(path, copy, STAMP);
  expect(contentOf(path)).toBe(old);
  expect(contentOf(aside ?? "")).toContain("in the log");
});

/** A log that SQLite would play into whatever database it finds beside it: of a write that ended, or of one that did not. */
async function logOf(scratch: Scratch, suffix: string): Promise<Uint8Array> {
  if (suffix === "-wal") return readFileSync(`${withLog(scratch, "killed.db")}-wal`);
  const path = scratch.database("killed.db");
  await using other = OtherProcess.start("die", path);
  expect(await other.end()).toBe("SIGKILL");
  return readFileSync(`${path}-journal`);
}

test.each(["-wal", "-journal"])(
  "a %s whose database is gone or cannot be read does not reach the new one",
  async (suffix) => {
    using scratch = new Scratch();
    const { copy, old } = prepared(scratch);
    const log = await logOf(scratch, suffix);
    const [gone, damaged] = [scratch.path("gone.db"), scratch.path("damaged.db")];
    writeFileSync(damaged, "garbage ".repeat(9_000));
    for (const path of [gone, damaged]) {
      writeFileSync(path + suffix, log);
      const { aside } = restore(path, copy, STAMP);
      expect(contentOf(path)).toBe(old);
      if (path === damaged && suffix === "-wal")
        expect(readFileSync(`${aside}${suffix}`)).toEqual(Buffer.from(log));
    }
  },
);

test("while another process has the database open it is busy, and nothing is changed", async () => {
  using scratch = new Scratch();
  const { path, copy, old, now } = prepared(scratch);
  const other = OtherProcess.start("hold", path);
  await other.answer(0);
  const fault = await faultOf("busy", () => restore(path, copy, STAMP));
  expect(fault.message).toContain(path);
  expect(contentOf(path)).toBe(now);
  expect([...filesOf(scratch, "restoring"), ...filesOf(scratch, "before-restore")]).toEqual([]);
  await other[Symbol.asyncDispose]();
  restore(path, copy, STAMP);
  expect(contentOf(path)).toBe(old);
});

test.each(["restore.copied", "restore.aside"])(
  "killed at %s the old state is whole, and the same again ends it",
  async (point) => {
    using scratch = new Scratch();
    const { path, copy, old, now } = prepared(scratch);
    await using other = OtherProcess.start("restore", path, copy, point);
    expect(await other.end()).toBe("SIGKILL");
    expect(contentOf(path)).toBe(now);
    restore(path, copy, STAMP);
    expect(contentOf(path)).toBe(old);
    expect(contentOf(`${path}.before-restore-${STAMP}`)).toBe(now);
    expect(filesOf(scratch, "restoring")).toEqual([]);
  },
);

test.each(["restore.copied", "restore.aside"])(
  "killed at %s over a database that a kill had left with its log: nothing is lost",
  async (point) => {
    using scratch = new Scratch();
    const { copy, old } = prepared(scratch);
    const path = withLog(scratch, "killed.db");
    await using other = OtherProcess.start("restore", path, copy, point);
    expect(await other.end()).toBe("SIGKILL");
    expect(contentOf(path)).toContain("in the log");
    restore(path, copy, STAMP);
    expect(contentOf(path)).toBe(old);
  },
);
