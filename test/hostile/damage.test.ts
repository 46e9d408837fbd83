import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { openForWriting } from "../../db/open.ts";
import { damage } from "../db/scratch.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A database with damaged pages, and the backup that was made before. */
async function damaged(work: Workplace): Promise<{ db: string; content: string }> {
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("prices.csv", marketFile(20, 200)), "--db", db]);
  expect((await work.run(["backup", "backup.db", "--db", db])).code).toBe(0);
  const content = await dumpOf(work, db);
  damage(db);
  return { db, content };
}

test("verify tells of damaged pages, exit 1, without a stack", async () => {
  await using work = new Workplace();
  const { db } = await damaged(work);
  const { code, stdout, stderr } = await work.run(["verify", "--db", db]);
  expect(code).toBe(1);
  expect(stdout + stderr).toMatch(/integrity: |is damaged, or its disk is/);
  expect(stdout + stderr).not.toMatch(/defect|\n\s+at /);
});

test("whatever meets the damage says so in words, and what to do", async () => {
  await using work = new Workplace();
  const { db } = await damaged(work);
  for (const verb of [
    ["dump", "--canonical"],
    ["backup", "other.db"],
    ["prices", "import", "prices.csv"],
  ]) {
    const outcome = await work.run([...verb, "--db", db]);
    expectPlainFault({ ...outcome }, 1, db, "Restore a backup");
  }
  expect(existsSync(work.path("other.db"))).toBe(false);
});

test("the backup puts it right, and what was there is kept", async () => {
  await using work = new Workplace();
  const { db, content } = await damaged(work);
  const outcome = await work.run(["restore", "backup.db", "--db", db]);
  expect(outcome).toMatchObject({ code: 0, stderr: "" });
  const aside = /what was there before: (\S+)/.exec(outcome.stdout)?.[1] ?? "";
  expect(existsSync(aside)).toBe(true);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), content);
});

test("verify tells of a bar on a day when New York was closed", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("prices.csv", marketFile(1, 5)), "--db", db]);
  const writer = openForWriting(db);
  writer.exec("UPDATE price_bar SET session = '2026-05-25' WHERE session = '2026-05-28'");
  writer.close();
  const { code, stdout, stderr } = await work.run(["verify", "--db", db]);
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: "sessions: T0000 has a bar on 2026-05-25, which is Memorial Day\n",
    stderr: "",
  });
});
