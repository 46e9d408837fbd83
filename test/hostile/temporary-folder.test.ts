import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { MAY_MOUNT, mountTestName, whileMounted } from "./mount.ts";
import { expectPlainFault, expectSound } from "./plain-fault.ts";
import { UNPRIVILEGED } from "./unprivileged.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const ADVICE = "set TMPDIR to one that is";

test(mountTestName("a temporary folder mounted noexec", "one that does not exist"), async () => {
  await using work = new Workplace();
  const file = work.write("prices.csv", marketFile(1, 5));
  const db = work.path("desk.db");
  const folder = work.path("temporary");
  const load = ["prices", "import", file, "--db", db];
  if (MAY_MOUNT) {
    mkdirSync(folder);
    const [, outcome] = await whileMounted(work, "noexec", folder, [`export TMPDIR=${folder}`, load]);
    if (!outcome) throw new Error("the command was not run");
    expectPlainFault(outcome, 1, folder, ADVICE);
  } else {
    expectPlainFault(await work.run(load, { env: { TMPDIR: folder } }), 1, folder, ADVICE);
  }
  expect(existsSync(db)).toBe(false);
  expect((await work.run(load)).code).toBe(0);
  await expectSound(work, db);
});

test("a temporary folder that may not be written to", async () => {
  await using work = new Workplace();
  const folder = work.path("temporary");
  mkdirSync(folder);
  chmodSync(folder, 0o555);
  const options = { through: UNPRIVILEGED, env: { TMPDIR: folder } };
  const db = work.path("desk.db");
  const file = work.write("prices.csv", marketFile(1, 5));
  expectPlainFault(await work.run(["prices", "import", file, "--db", db], options), 1, folder, ADVICE);
  expect(existsSync(db)).toBe(false);
});

test("doctor works without the addon and says what to do", async () => {
  await using work = new Workplace();
  const folder = work.path("nowhere");
  const { code, stdout, stderr } = await work.run(["doctor"], { env: { TMPDIR: folder } });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toMatch(/^sqlite addon +failed +The SQLite addon could not be loaded/m);
  expect(stdout).toContain(ADVICE);
});
