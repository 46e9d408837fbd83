import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { loadDriver } from "../../db/driver.ts";
import { openForWriting } from "../../db/open.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";
import { UNPRIVILEGED } from "./unprivileged.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FILE = marketFile(2, 10);
const VERBS = [
  ["prices", "import", "prices.csv"],
  ["serve", "--port", "0"],
  ["setting", "set", "log_level", "info"],
  ["backup", "backup.db"],
  ["dump", "--canonical"],
  ["verify"],
];
const ALL = VERBS.map((verb) => [verb.join(" "), verb] as const);

test.each(ALL)("%s on a text file says that it is no database and leaves it alone", async (_, verb) => {
  await using work = new Workplace();
  work.write("prices.csv", FILE);
  const text = work.write(
    "notes.txt",
    "Not a database, but longer than a header of a hundred bytes.\n".repeat(9),
  );
  const before = readFileSync(text);
  const outcome = await work.run([...verb, "--db", text]);
  expectPlainFault(outcome, 1, text, "is not a database", "Give another path with --db");
  expect(readFileSync(text)).toEqual(before);
  expect(readdirSync(work.folder).sort()).toEqual(["notes.txt", "prices.csv"]);
});

test.each(ALL)("%s on another program's database leaves it byte for byte", async (_, verb) => {
  await using work = new Workplace();
  work.write("prices.csv", FILE);
  const db = work.path("theirs.db");
  const theirs = new (loadDriver())(db);
  theirs.exec("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('theirs')");
  theirs.close();
  const before = readFileSync(db);
  const outcome = await work.run([...verb, "--db", db]);
  expectPlainFault(outcome, 1, db, "of another program", "Nothing was changed; give another path");
  expect(readFileSync(db)).toEqual(before);
  expect(readdirSync(work.folder).sort()).toEqual(["prices.csv", "theirs.db"]);
});

test.each(ALL)("%s on a folder", async (_, verb) => {
  await using work = new Workplace();
  work.write("prices.csv", FILE);
  mkdirSync(work.path("data"));
  const outcome = await work.run([...verb, "--db", "data"]);
  expectPlainFault(outcome, 1, work.path("data"), "is not a file", "--db");
  expect(readdirSync(work.path("data"))).toEqual([]);
});

test.each(ALL)("%s in a folder that does not exist", async (_, verb) => {
  await using work = new Workplace();
  work.write("prices.csv", FILE);
  const outcome = await work.run([...verb, "--db", "nowhere/desk.db"]);
  expectPlainFault(outcome, 1, work.path("nowhere"), "does not exist; make it", "--db");
});

test("a link to nothing is refused: two names of one file would have two locks", async () => {
  await using work = new Workplace();
  work.write("prices.csv", FILE);
  symlinkSync(work.path("real.db"), work.path("link.db"));
  const outcome = await work.run(["prices", "import", "prices.csv", "--db", "link.db"]);
  expectPlainFault(outcome, 1, work.path("link.db"), "is a link to a file that is not there", "--db");
  expect(existsSync(work.path("real.db"))).toBe(false);
});

test.each(ALL)("%s on a database of a newer nightdesk leaves it byte for byte", async (_, verb) => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("prices.csv", FILE), "--db", db]);
  const writer = openForWriting(db);
  writer.exec("INSERT INTO schema_migration VALUES ('9999_later', 'x', '2026-05-29T22:00:00.000Z')");
  writer.close();
  const before = readFileSync(db);
  const outcome = await work.run([...verb, "--db", db]);
  expectPlainFault(outcome, 1, db, "written by a newer nightdesk", "9999_later", "Use that version");
  expect(readFileSync(db)).toEqual(before);
  expect(existsSync(work.path("backup.db"))).toBe(false);
});

test("a folder that may not be written to: no new database", async () => {
  await using work = new Workplace();
  const data = work.path("data");
  mkdirSync(data);
  chmodSync(data, 0o555);
  const [file, db] = [work.write("prices.csv", FILE), `${data}/desk.db`];
  const options = { through: UNPRIVILEGED, env: { TMPDIR: work.folder } };
  const outcome = await work.run(["prices", "import", file, "--db", db], options);
  expectPlainFault(outcome, 1, db, "Check that its folder exists and may be written to");
  expect(readdirSync(data)).toEqual([]);
});

test("a folder that may not be written to: a database in it is not harmed", async () => {
  await using work = new Workplace();
  const [file, db] = [work.write("prices.csv", FILE), work.path("data/desk.db")];
  mkdirSync(work.path("data"));
  await work.run(["prices", "import", file, "--db", db]);
  const before = await dumpOf(work, db);
  for (const suffix of ["-wal", "-shm"]) rmSync(db + suffix, { force: true });
  for (const name of readdirSync(work.path("data"))) chmodSync(work.path(`data/${name}`), 0o444);
  chmodSync(work.path("data"), 0o555);
  const options = { through: UNPRIVILEGED, env: { TMPDIR: work.folder } };
  for (const verb of [...VERBS, ["restore", file]]) {
    const outcome = await work.run([...verb, "--db", db], options);
    expectPlainFault(outcome, 1, "data/desk.db", "Check that its folder exists and may be written to");
  }
  for (const name of readdirSync(work.path("data"))) chmodSync(work.path(`data/${name}`), 0o644);
  chmodSync(work.path("data"), 0o755);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), before);
});
