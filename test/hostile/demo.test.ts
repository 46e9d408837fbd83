import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { loadDriver } from "../../db/driver.ts";
import { TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { runsIn, unitsIn } from "../support/half-way.ts";
import { listeningAt } from "../support/listening.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const DEMO = ["demo", "--no-serve"];
const NOT_TOUCHED = "is not a demo's database and was not touched; give another path with --db";

/** Every file of a folder with its bytes. */
const contents = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(`${folder}/${name}`)]),
  );

/** That the demo refuses a database and leaves it, and what lies beside it, byte for byte as it was. */
async function expectRefused(work: Workplace, db: string, why: string): Promise<void> {
  const before = contents(work.folder);
  expectPlainFault(await work.run([...DEMO, "--db", db]), 1, db, why);
  expectPlainFault(await work.run(["demo", "--port", "0", "--db", db]), 1, db, why);
  expect(contents(work.folder)).toEqual(before);
}

test("a desk's own database is refused and not touched: with prices, with a setting, and new", async () => {
  for (const verb of [
    ["prices", "import", "prices.csv"],
    ["setting", "set", "mode", "unified"],
  ]) {
    await using work = new Workplace();
    const db = work.path("desk.db");
    work.write("prices.csv", marketFile(2, 10));
    expect((await work.run([...verb, "--db", db])).code).toBe(0);
    await expectRefused(work, db, NOT_TOUCHED);
  }
});

test("a desk's database that holds nothing but its tables is refused too", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  work.write("bad.csv", "");
  expect((await work.run(["prices", "import", "bad.csv", "--db", db])).code).toBe(1);
  await expectRefused(work, db, NOT_TOUCHED);
});

test("a desk's database whose contents are still in its log is refused", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(server);
  server.signal("SIGKILL");
  await server.end();
  expect(existsSync(`${db}-wal`)).toBe(true);
  expectPlainFault(await work.run([...DEMO, "--db", db]), 1, db, NOT_TOUCHED);
  await expectSound(work, db);
  expect((await work.run(["token", "list", "--db", db])).stdout).toContain("admin");
});

test("another program's database, a text, a folder: refused and not touched", async () => {
  await using work = new Workplace();
  const theirs = new (loadDriver())(work.path("theirs.db"));
  theirs.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('theirs')");
  theirs.close();
  const text = work.write(
    "notes.txt",
    "Not a database, but longer than a header of a hundred bytes.\n".repeat(9),
  );
  await expectRefused(work, work.path("theirs.db"), NOT_TOUCHED);
  await expectRefused(work, text, "is not a database");
  mkdirSync(work.path("folder"));
  expectPlainFault(await work.run([...DEMO, "--db", work.path("folder")]), 1, "folder", "is not a file");
  expect(readdirSync(work.path("folder"))).toEqual([]);
});

test("the database that the environment names is a desk's: the demo takes its own beside it", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["setting", "set", "mode", "unified", "--db", db]);
  const before = readFileSync(db);
  expect((await work.run(DEMO, { env: { NIGHTDESK_DB: db } })).code).toBe(0);
  expect(readFileSync(db)).toEqual(before);
  expect(existsSync(work.path("nightdesk-demo.db"))).toBe(true);
});

test("a demo's own database is taken again, and nothing of it changes", async () => {
  await using work = new Workplace();
  const db = work.path("sample.db");
  const first = await work.run([...DEMO, "--db", db]);
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain("Sample market");
  const dump = await dumpOf(work, db);
  const again = await work.run([...DEMO, "--db", db]);
  expect(again).toMatchObject({ code: 0, stderr: "", stdout: first.stdout });
  expectSameDump(await dumpOf(work, db), dump);
  await expectSound(work, db);
});

test("Ctrl-C in the middle of a demo's nights: the same command again finishes them", async () => {
  await using work = new Workplace();
  const [db, whole] = [work.path("sample.db"), work.path("whole.db")];
  const running = await work.start([...DEMO, "--db", db]);
  await until("some units are stored", () => isBegun(db) || running.hasEnded);
  await running.freeze();
  running.signal("SIGINT");
  running.signal("SIGCONT");
  expectPlainFault(await running.end(), 3, "Stopped by SIGINT", "run it again to finish");
  expect(runsIn(db).at(-1)?.status).toBe("interrupted");
  expect((await work.run([...DEMO, "--db", db])).code).toBe(0);
  expect((await work.run([...DEMO, "--db", whole])).code).toBe(0);
  expectSameDump(await dumpOf(work, db), await dumpOf(work, whole));
});

/** Whether a run has stored units; not while the database is made. */
function isBegun(db: string): boolean {
  try {
    return existsSync(`${db}-wal`) && unitsIn(db) > 100;
  } catch {
    return false;
  }
}
