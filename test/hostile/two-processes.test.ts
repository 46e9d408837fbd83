import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { jobLockHolder } from "../../db/job-lock.ts";
import { openForReading } from "../../db/open.ts";
import { type Running, TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const SYMBOLS = 400;
const SESSIONS = 250;
/** So much that it takes many transactions, and a signal meets it between two. */
const FILE = marketFile(SYMBOLS, SESSIONS);
const SMALL = marketFile(10, 20);

/** How many bars others can see; none while there is no database to be read. */
function barsIn(db: string): number {
  if (!existsSync(db)) return 0;
  try {
    const reader = openForReading(db, 0);
    try {
      return Number(reader.prepare("SELECT count(*) FROM price_bar").pluck().get());
    } finally {
      reader.close();
    }
  } catch {
    return 0;
  }
}

/** An import that has stored some of its file and stands still; whoever reads on sees that it is not at its end. */
async function importHalfWay(work: Workplace, db: string): Promise<Running> {
  const running = await work.start(["prices", "import", work.write("prices.csv", FILE), "--db", db]);
  await until("the import has stored bars", () => barsIn(db) > 0 || running.hasEnded);
  await running.freeze();
  expect({ ended: running.hasEnded, stderr: running.stderr }).toEqual({ ended: false, stderr: "" });
  expect(barsIn(db)).toBeLessThan(SYMBOLS * SESSIONS);
  return running;
}

const dumps = new Map<string, string>();

/** What the import of a file gives when nothing happens to it. */
async function undisturbed(content: string): Promise<string> {
  const known = dumps.get(content);
  if (known !== undefined) return known;
  await using work = new Workplace();
  const db = work.path("desk.db");
  expect((await work.run(["prices", "import", work.write("prices.csv", content), "--db", db])).code).toBe(0);
  const dump = await dumpOf(work, db);
  dumps.set(content, dump);
  return dump;
}

test("of two imports at once the second is told of the first, and the first ends well", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const first = await importHalfWay(work, db);
  const other = work.write("other.csv", SMALL);
  const second = await work.run(["prices", "import", other, "--db", db]);
  expectPlainFault(
    second,
    4,
    `Process ${first.pid} on `,
    "nightdesk prices import, since 20",
    db,
    "Wait for it",
  );
  first.signal("SIGCONT");
  expect(await first.end()).toMatchObject({ code: 0, stderr: "" });
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), await undisturbed(FILE));
});

test("a server that is stopped by SIGSTOP holds its database still, and ends well once it goes on", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  await until("the server listens", () => server.stdout.includes("listens on") || server.hasEnded);
  await server.freeze();
  const file = work.write("prices.csv", SMALL);
  for (const verb of [
    ["prices", "import", file],
    ["serve", "--port", "0"],
    ["restore", file],
  ]) {
    const outcome = await work.run([...verb, "--db", db]);
    expectPlainFault(outcome, 4, `Process ${server.pid} on `, "nightdesk serve, since 20", db);
  }
  const doctor = await work.run(["doctor", "--db", db]);
  expect(doctor.stdout).toMatch(new RegExp(`^jobs +ok +process ${server.pid} on .*nightdesk serve`, "m"));
  server.signal("SIGTERM");
  server.signal("SIGCONT");
  expect(await server.end()).toMatchObject({ code: 0, signal: null, stderr: "" });
  expect((await work.run(["prices", "import", file, "--db", db])).code).toBe(0);
  await expectSound(work, db);
});

test("a setting can be kept while a server holds the database, and a backup be made", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  await until("the server listens", () => server.stdout.includes("listens on") || server.hasEnded);
  const set = await work.run(["setting", "set", "mode", "unified", "--db", db]);
  expect(set).toMatchObject({ code: 0, stderr: "", stdout: "mode = unified\n" });
  expect(await work.run(["backup", "backup.db", "--db", db])).toMatchObject({ code: 0, stderr: "" });
  const kept = await work.run(["setting", "list", "--db", "backup.db"]);
  expect(kept).toMatchObject({ code: 0, stdout: "mode  unified\n" });
  server.signal("SIGTERM");
  expect(await server.end()).toMatchObject({ code: 0, signal: null, stderr: "" });
});

test("kill -9 in the middle of an import: the same command again gives what it would have given", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const first = await importHalfWay(work, db);
  first.signal("SIGKILL");
  expect((await first.end()).signal).toBe("SIGKILL");
  expect(jobLockHolder(db)).toBeNull();
  await expectSound(work, db);
  const again = await work.run(["prices", "import", work.path("prices.csv"), "--db", db]);
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expect(again.stdout).toContain("unchanged");
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), await undisturbed(FILE));
});

test.each([
  ["import.applying", []],
  ["import.chunk:1", []],
  ["import.chunk:5", []],
  ["import.staged", ["--strict"]],
  ["import.applying", ["--strict"]],
  ["import.chunk:5", ["--strict"]],
])(
  "killed at %s, options %j: the same command again gives what it would have given",
  async (point, options) => {
    await using work = new Workplace();
    const db = work.path("desk.db");
    const command = ["prices", "import", work.write("prices.csv", SMALL), ...options, "--db", db];
    const env = { NIGHTDESK_TEST: "1", NIGHTDESK_TEST_KILL_AT: point };
    expect((await work.run(command, { env })).signal).toBe("SIGKILL");
    await expectSound(work, db);
    expect(await work.run(command)).toMatchObject({ code: 0, stderr: "" });
    await expectSound(work, db);
    expectSameDump(await dumpOf(work, db), await undisturbed(SMALL));
  },
);

test("Ctrl-C in the middle of an import: exit 3, and the same command again completes it", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const first = await importHalfWay(work, db);
  first.signal("SIGINT");
  first.signal("SIGCONT");
  const outcome = await first.end();
  expectPlainFault(outcome, 3, "Stopped by SIGINT", "run it again to finish");
  await expectSound(work, db);
  expect(barsIn(db)).toBeGreaterThan(0);
  expect(barsIn(db)).toBeLessThan(SYMBOLS * SESSIONS);
  const again = await work.run(["prices", "import", work.path("prices.csv"), "--db", db]);
  expect(again).toMatchObject({ code: 0, stderr: "" });
  expectSameDump(await dumpOf(work, db), await undisturbed(FILE));
});
