import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { copyNameOf, migrate } from "../../db/migrate.ts";
import { MIGRATIONS } from "../../db/migrations.ts";
import { databasePath, openForWriting, openReadOnly } from "../../db/open.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FIRST = MIGRATIONS.slice(0, 1);
const SECOND = MIGRATIONS[1] ?? { id: "", sql: "" };
const FILE = marketFile(2, 10);
const killedAt = (point: string) => ({ env: { NIGHTDESK_TEST: "1", NIGHTDESK_TEST_KILL_AT: point } });
const leftovers = (work: Workplace) => readdirSync(work.folder).filter((name) => /tmp|restoring/.test(name));

/** A database as the first release left it, with one symbol that only the old state has. */
function oldDatabase(path: string): void {
  const db = openForWriting(path);
  migrate(db, path, "2026-01-01T00:00:00.000Z", FIRST);
  db.exec("INSERT INTO symbol (symbol, calendar) VALUES ('OLD', 'XNYS')");
  db.close();
}

describe("a new database, its first start killed", () => {
  test.each([
    "migrate.copying",
    "migrate.copied",
    "migrate.applying",
    "migrate.applied",
    "migrate.applying:2",
    "migrate.applied:2",
  ])("at %s: the next start makes it whole", async (point) => {
    await using work = new Workplace();
    const db = work.path("desk.db");
    const command = ["prices", "import", work.write("prices.csv", FILE), "--db", db];
    expect((await work.run(command, killedAt(point))).signal).toBe("SIGKILL");
    expect((await work.run(command)).code).toBe(0);
    await expectSound(work, db);
    expect(leftovers(work)).toEqual([]);
  });
});

describe("a database of an older release, the upgrade killed", () => {
  test.each(["migrate.copying", "migrate.copied", "migrate.applying", "migrate.applied"])(
    "at %s: the next start upgrades it, and its old state is kept",
    async (point) => {
      await using work = new Workplace();
      const db = databasePath(work.path("desk.db"));
      oldDatabase(db);
      const command = ["prices", "import", work.write("prices.csv", FILE), "--db", db];
      expect((await work.run(command, killedAt(point))).signal).toBe("SIGKILL");
      expect((await work.run(command)).code).toBe(0);
      await expectSound(work, db);
      expect(await dumpOf(work, db)).toContain('"symbol":"OLD"');
      expect(leftovers(work)).toEqual([]);
      const { db: copy, pending } = openReadOnly(copyNameOf(db, SECOND), 0);
      expect(copy.prepare("SELECT symbol FROM symbol").pluck().all()).toEqual(["OLD"]);
      expect(pending.map((each) => each.id)).toEqual(MIGRATIONS.slice(1).map((each) => each.id));
      copy.close();
    },
  );
});

test("a reader does not upgrade an older database; it says who does", async () => {
  await using work = new Workplace();
  const db = databasePath(work.path("desk.db"));
  oldDatabase(db);
  const outcome = await work.run(["dump", "--canonical", "--db", db]);
  expectPlainFault(outcome, 1, db, `lacks migration ${SECOND.id}`, 'such as "nightdesk serve"');
  const verify = await work.run(["verify", "--db", db]);
  expect(verify).toMatchObject({ code: 1, stderr: "" });
  expect(verify.stdout).toContain(`migrations: migration ${SECOND.id} has not been applied`);
  expect(existsSync(copyNameOf(db, SECOND))).toBe(false);
});

test("a crash point is refused without NIGHTDESK_TEST=1", async () => {
  await using work = new Workplace();
  const outcome = await work.run(["verify"], { env: { NIGHTDESK_TEST_KILL_AT: "migrate.applied" } });
  expectPlainFault(outcome, 2, "NIGHTDESK_TEST_KILL_AT", "needs NIGHTDESK_TEST=1");
});
