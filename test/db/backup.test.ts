import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { backup, requireSound } from "../../db/backup.ts";
import { MIGRATIONS } from "../../db/migrations.ts";
import { openForReading, openForWriting, openReadOnly } from "../../db/open.ts";
import { verifyFile } from "../../db/verify.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { dumpOf } from "../support/temporary-database.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { damage, Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const contentOf = (path: string): string => {
  const db = openForReading(path, 0);
  try {
    return dumpOf(db);
  } finally {
    db.close();
  }
};

test("a backup is the whole database in one file, and says how large it is", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const report = backup(path, scratch.path("backup.db"));
  expect(report).toEqual({
    file: scratch.path("backup.db"),
    bytes: Bun.file(scratch.path("backup.db")).size,
  });
  expect(contentOf(report.file)).toBe(contentOf(path));
  expect(contentOf(report.file)).toContain('"symbol":"EV19"');
  expect(readdirSync(scratch.folder).filter((name) => name.startsWith("backup"))).toEqual(["backup.db"]);
});

test("backups while another process writes are each one state of it", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  await using other = OtherProcess.start("write", path);
  expect(await other.answer(0)).toBe("writing");
  const seen = new Set<string>();
  for (let turn = 0; turn < 8; turn++) {
    const { file } = backup(path, scratch.path(`backup-${turn}.db`));
    const db = openForReading(file, 0);
    expect(verifyFile(db, file)).toEqual([]);
    const values = db.prepare("SELECT value FROM setting WHERE key IN ('a', 'b')").pluck().all() as string[];
    db.close();
    expect(values).toHaveLength(2);
    expect(values[0]).toBe(values[1] ?? "");
    seen.add(values[0] ?? "");
  }
  expect(seen.size).toBeGreaterThan(1);
});

test("what another connection has written to the log and not yet to the file is in it", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const writer = openForWriting(path);
  writer.exec("INSERT INTO setting VALUES ('late', 'v', 'x')");
  backup(path, scratch.path("backup.db"));
  writer.close();
  expect(contentOf(scratch.path("backup.db"))).toContain('"key":"late"');
});

test("a target that exists is not overwritten", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  await Bun.write(scratch.path("there.db"), "precious");
  const fault = await faultOf("bad_file", () => backup(path, scratch.path("there.db")));
  expect(fault.message).toContain(scratch.path("there.db"));
  expect(await Bun.file(scratch.path("there.db")).text()).toBe("precious");
  await faultOf("bad_file", () => backup(path, path));
});

test("a folder that does not exist, and a database that does not", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const fault = await faultOf("bad_file", () => backup(path, scratch.path("nowhere/backup.db")));
  expect(fault.message).toContain(`${scratch.folder}/nowhere does not exist`);
  await faultOf("bad_file", () => backup(scratch.path("none.db"), scratch.path("backup.db")));
});

test("of a damaged database no backup is made, and the fault is told of the database", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  damage(path);
  const fault = await faultOf("database_damaged", () => backup(path, scratch.path("backup.db")));
  expect(fault.message).toContain(path);
  expect(fault.message).not.toContain("backup.db");
  expect(readdirSync(scratch.folder).filter((name) => name.startsWith("backup"))).toEqual([]);
});

test("of a database with a broken foreign key no backup is made: it would be refused when it is needed", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const db = openForWriting(path);
  db.pragma("foreign_keys = OFF");
  db.exec("DELETE FROM symbol WHERE symbol = 'EV3'");
  db.close();
  const fault = await faultOf("database_damaged", () => backup(path, scratch.path("backup.db")));
  expect(fault.message).toContain(`${path} fails its foreign_keys check`);
  expect(existsSync(scratch.path("backup.db"))).toBe(false);
});

test("a database that waits for a migration can be backed up", () => {
  using scratch = new Scratch();
  const path = scratch.database("desk.db", MIGRATIONS.slice(0, 1));
  const { file } = backup(path, scratch.path("backup.db"));
  requireSound(file);
  const { db, pending } = openReadOnly(file, 0);
  db.close();
  expect(pending).toHaveLength(MIGRATIONS.length - 1);
});
