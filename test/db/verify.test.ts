import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { openForVerifying, openForWriting } from "../../db/open.ts";
import { type Finding, verifyFile } from "../../db/verify.ts";
import { misplacedBars } from "../../src/market/prices/misplaced.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { faultOf } from "./fault.ts";
import { damage, Scratch } from "./scratch.ts";

function findingsOf(path: string): readonly Finding[] {
  const { db } = openForVerifying(path, 0);
  try {
    return verifyFile(db, path);
  } finally {
    db.close();
  }
}

/** Does what SQLite would not let a careful program do. */
function harm(path: string, sql: string): void {
  const db = openForWriting(path);
  db.pragma("foreign_keys = OFF");
  db.pragma("ignore_check_constraints = ON");
  db.exec(sql);
  db.close();
}

test("nothing is found in a sound database", () => {
  using scratch = new Scratch();
  expect(findingsOf(scratch.database())).toEqual([]);
});

test("damaged pages are found, and keys are not followed over them", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  damage(path);
  const findings = findingsOf(path);
  expect(findings.length).toBeGreaterThan(0);
  expect(new Set(findings.map((each) => each.check))).toEqual(new Set(["integrity"]));
});

test("a value that a CHECK refuses is found", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  harm(path, "UPDATE price_bar SET close = -1 WHERE session = '2026-01-05' AND symbol_id = 3");
  expect(findingsOf(path)).toEqual([{ check: "integrity", detail: "CHECK constraint failed in price_bar" }]);
});

test("flipped bytes in an index are found", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const bytes = readFileSync(path);
  const [first, second] = [bytes.indexOf("EV13"), bytes.lastIndexOf("EV13")];
  expect(second).toBeGreaterThan(first);
  bytes.write("EV31", second);
  await Bun.write(path, bytes);
  expect(findingsOf(path).map((each) => each.check)).toContain("integrity");
});

test("verifying changes nothing, and may not", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  const before = readFileSync(path);
  const { db } = openForVerifying(path, 0);
  expect(() => db.exec("DELETE FROM setting")).toThrow("attempt to write a readonly database");
  expect(verifyFile(db, path)).toEqual([]);
  db.close();
  expect(readFileSync(path)).toEqual(before);
});

test("a row whose key leads nowhere is found, by both tables' names", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  harm(path, "INSERT INTO activity_log (run_id, at, level, message) VALUES ('no run', 'x', 'info', 'm')");
  harm(path, "INSERT INTO batch_run_phase (run_id, phase, planned) VALUES ('no run', 'phase_1', 1)");
  const byDetail = (a: Finding, b: Finding) => (a.detail < b.detail ? -1 : 1);
  expect([...findingsOf(path)].sort(byDetail)).toEqual([
    { check: "foreign_keys", detail: "row 1 of activity_log has no row in batch_run" },
    { check: "foreign_keys", detail: "row without rowid of batch_run_phase has no row in batch_run" },
  ]);
});

test("of very many a hundred are told", () => {
  using scratch = new Scratch();
  const path = scratch.database();
  harm(path, "DELETE FROM symbol");
  expect(findingsOf(path)).toHaveLength(100);
});

test("an altered migration, a newer one, and garbage are told as what they are", async () => {
  using scratch = new Scratch();
  const path = scratch.database();
  harm(path, "INSERT INTO schema_migration VALUES ('9999_later', 'x', 'x')");
  await faultOf("schema_newer", () => findingsOf(path));
  harm(
    path,
    "DELETE FROM schema_migration WHERE id = '9999_later'; UPDATE schema_migration SET checksum = 'x'",
  );
  await faultOf("schema_changed", () => findingsOf(path));
  await Bun.write(scratch.path("garbage.db"), "garbage ".repeat(9_000));
  const fault = await faultOf("not_a_database", () => findingsOf(scratch.path("garbage.db")));
  expect(fault.message).toContain(scratch.path("garbage.db"));
});

test("a bar on a day when New York was closed is found; on the same day elsewhere it is none", () => {
  using base = new TemporaryDatabase();
  base.writer.db.exec(`
    INSERT INTO symbol (id, symbol, calendar, basis) VALUES (1, 'AAPL', 'XNYS', 'as_traded'), (2, 'BTC-USD', 'everyday', 'as_traded');
    INSERT INTO price_bar (symbol_id, session, close, source) VALUES
      (1, '2026-05-22', 1, 'yahoo'), (1, '2026-05-25', 1, 'yahoo'), (1, '2026-05-23', 1, 'yahoo'), (2, '2026-05-25', 1, 'yahoo')`);
  expect(misplacedBars(base.writer.db)).toEqual([
    "AAPL has a bar on 2026-05-23, which is a Saturday",
    "AAPL has a bar on 2026-05-25, which is Memorial Day",
  ]);
});
