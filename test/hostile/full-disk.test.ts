import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { MAY_MOUNT, mountTestName, whileMounted } from "./mount.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const SMALL = marketFile(2, 20);
const LARGE = marketFile(40, 1_200);
const FREE_SPACE = "free some space and run it again";

/** No file that the command writes may grow beyond this, in blocks of 512 or 1024 bytes as the shell counts. */
const limited = (blocks: number) => ["sh", "-c", `ulimit -f ${blocks}; exec "$@"`, "sh"];

/** A database that holds a little, and files to import or restore. */
async function prepared(work: Workplace): Promise<{ db: string; large: string; before: string }> {
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("small.csv", SMALL), "--db", db]);
  return { db, large: work.write("large.csv", LARGE), before: await dumpOf(work, db) };
}

test("a file size limit met by an import: what was stored stays, and it ends once there is room", async () => {
  await using work = new Workplace();
  const { db, large } = await prepared(work);
  const outcome = await work.run(["prices", "import", large, "--db", db], { through: limited(400) });
  expectPlainFault(outcome, 1, db, FREE_SPACE);
  await expectSound(work, db);
  expect((await work.run(["prices", "import", large, "--db", db])).code).toBe(0);
  const fresh = work.path("fresh.db");
  await work.run(["prices", "import", work.path("small.csv"), large, "--db", fresh]);
  expectSameDump(await dumpOf(work, db), await dumpOf(work, fresh));
});

test("a file size limit met by the lock file is told of the lock file", async () => {
  await using work = new Workplace();
  const file = work.write("small.csv", SMALL);
  const db = work.path("desk.db");
  const outcome = await work.run(["prices", "import", file, "--db", db], { through: limited(4) });
  expectPlainFault(outcome, 1, `${db}.lock`, FREE_SPACE);
  expect((await work.run(["prices", "import", file, "--db", db])).code).toBe(0);
  await expectSound(work, db);
});

test("a file size limit met by a migration: all of it is undone, and the next start makes it", async () => {
  await using work = new Workplace();
  const file = work.write("small.csv", SMALL);
  const db = work.path("desk.db");
  const outcome = await work.run(["prices", "import", file, "--db", db], { through: limited(30) });
  expectPlainFault(outcome, 1, db, FREE_SPACE);
  expect((await work.run(["prices", "import", file, "--db", db])).code).toBe(0);
  await expectSound(work, db);
});

test("a file size limit met by a backup leaves no file behind", async () => {
  await using work = new Workplace();
  const { db, before } = await prepared(work);
  const target = work.path("backup.db");
  const outcome = await work.run(["backup", target, "--db", db], { through: limited(100) });
  expectPlainFault(outcome, 1, target, FREE_SPACE);
  for (const name of [target, `${target}.tmp`]) expect(existsSync(name)).toBe(false);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), before);
});

test("a file size limit met by a restore leaves the database as it was, and no file behind", async () => {
  await using work = new Workplace();
  const { db, before, large } = await prepared(work);
  const [other, backup] = [work.path("other.db"), work.path("backup.db")];
  await work.run(["prices", "import", large, "--db", other]);
  await work.run(["backup", backup, "--db", other]);
  const outcome = await work.run(["restore", backup, "--db", db], { through: limited(100) });
  expectPlainFault(outcome, 1, db, FREE_SPACE);
  expect(existsSync(`${db}.restoring`)).toBe(false);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), before);
});

test(mountTestName("a full disk met by an import, twice over", "a file size limit"), async () => {
  await using work = new Workplace();
  const [disk, file] = [work.path("disk"), work.write("large.csv", LARGE)];
  mkdirSync(disk);
  if (!MAY_MOUNT) {
    const db = work.path("desk.db");
    const options = { through: limited(400) };
    for (let turn = 1; turn <= 2; turn++) {
      const outcome = await work.run(["prices", "import", file, "--db", db], options);
      expectPlainFault(outcome, 1, db, FREE_SPACE);
    }
    await expectSound(work, db);
    return;
  }
  const db = `${disk}/desk.db`;
  const load = ["prices", "import", file, "--db", db];
  const commands = [
    load,
    load,
    ["verify", "--db", db],
    ["backup", `${disk}/backup.db`, "--db", db],
    `ls ${disk}`,
  ];
  const [first, second, verify, backup, list] = await whileMounted(work, "size=2m", disk, commands);
  if (!first || !second || !verify || !backup || !list) throw new Error("a command was not run");
  for (const outcome of [first, second]) expectPlainFault(outcome, 1, db, FREE_SPACE);
  expect({ code: verify.code, stderr: verify.stderr }).toEqual({ code: 0, stderr: "" });
  expectPlainFault(backup, 1, disk, "MiB are free", "Free some space and run this again");
  expect(list.stdout).not.toContain("backup.db");
});

test(
  mountTestName("a disk that is full from the start", "a folder of no more than a lock file"),
  async () => {
    await using work = new Workplace();
    const [disk, file] = [work.path("disk"), work.write("small.csv", SMALL)];
    mkdirSync(disk);
    if (!MAY_MOUNT) {
      const outcome = await work.run(["prices", "import", file], { through: limited(0) });
      expectPlainFault(outcome, 1, ".lock", FREE_SPACE);
      return;
    }
    const db = `${disk}/desk.db`;
    const load = ["prices", "import", file, "--db", db];
    const [, full, , roomy, verify] = await whileMounted(work, "size=2m", disk, [
      `dd if=/dev/zero of=${disk}/ballast 2>&1; true`,
      load,
      `rm ${disk}/ballast`,
      load,
      ["verify", "--db", db],
    ]);
    if (!full || !roomy || !verify) throw new Error("a command was not run");
    expectPlainFault(full, 1, disk, FREE_SPACE);
    expect({ code: roomy.code, stderr: roomy.stderr }).toEqual({ code: 0, stderr: "" });
    expect({ code: verify.code, stderr: verify.stderr }).toEqual({ code: 0, stderr: "" });
  },
);
