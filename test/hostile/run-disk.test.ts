import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { SHORT_BACKFILL } from "../support/backfill.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { runsIn, unitsIn } from "../support/half-way.ts";
import { MAY_MOUNT, mountTestName, whileMounted } from "./mount.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const FREE_SPACE = "free some space and run it again";
const RUN = ["run", "--to", "2025-09-19"];
const { env } = SHORT_BACKFILL;
/** The environment as a line of shell, and a log that keeps out of stderr's way. */
const EXPORT = `export NIGHTDESK_NOW=${env.NIGHTDESK_NOW} NIGHTDESK_LOG_LEVEL=silent`;

/** That a run met the full storage half-way and that, once there is room, the next one finishes it. */
async function finishes(work: Workplace, db: string): Promise<void> {
  await expectSound(work, db);
  expect(unitsIn(db)).toBeGreaterThan(0);
  await SHORT_BACKFILL.run(work, db);
  const [first, second] = runsIn(db);
  expect(["failed", "interrupted"]).toContain(first?.status ?? "none");
  expect(["partial", "completed"]).toContain(second?.status ?? "none");
  expect(second?.attempt).toBe(2);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
}

/** No file that the command writes may grow beyond this, in blocks of 512 or 1024 bytes as the shell counts. */
const limited = (blocks: number) => ["sh", "-c", `ulimit -f ${blocks}; exec "$@"`, "sh"];

test("a file size limit met by a run: what was stored stays, and it ends once there is room", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const options = { env: { ...env, NIGHTDESK_LOG_LEVEL: "silent" }, through: limited(2_000) };
  expectPlainFault(await work.run([...RUN, "--db", db], options), 1, db, FREE_SPACE);
  await finishes(work, db);
});

const NAME = "a full disk met by a run, twice over: what reads still does, and with room the next run ends";

test(mountTestName(NAME, "nothing; the file size limit above is met"), async () => {
  if (!MAY_MOUNT) return;
  await using work = new Workplace();
  const disk = work.path("disk");
  mkdirSync(disk);
  const [db, base, kept] = [`${disk}/desk.db`, await SHORT_BACKFILL.write(work), work.path("kept.db")];
  const run = [...RUN, "--db", db];
  const ended = await whileMounted(work, "size=5m", disk, [
    EXPORT,
    `cp ${base} ${db}`,
    run,
    [...run, "--json"],
    ["verify", "--db", db],
    ["report", "--portfolio", "hnw", "--db", db],
    `mount -o remount,size=64m ${disk}`,
    run,
    ["verify", "--db", db],
    ["backup", kept, "--db", db],
  ]);
  const [, , full, json, ...others] = ended;
  if (!full || !json || others.length !== 6) throw new Error("a command was not run");
  expectPlainFault(full, 1, db, FREE_SPACE);
  expect({ code: json.code, stdout: json.stdout }).toEqual({ code: 1, stdout: "" });
  // Of the database, or of its lock file if that is the first that finds no room.
  const told = { code: "storage_full", status: 507, detail: expect.stringContaining(FREE_SPACE) };
  expect(JSON.parse(json.stderr)).toMatchObject({ ...told, file: expect.stringContaining(db) });
  const codes = others.map(({ code, stderr }) => ({ code, stderr }));
  const well = { code: 0, stderr: "" };
  expect([{ ...codes[3], code: 0 }, ...codes.toSpliced(3, 1)]).toEqual([well, well, well, well, well, well]);
  expect([0, 3]).toContain(codes[3]?.code ?? -1);
  const statuses = runsIn(kept).map(({ status }) => status.replace("completed", "partial"));
  expect(statuses.at(-1)).toBe("partial");
  expect(["failed", "interrupted"]).toContain(statuses[0] ?? "none");
  expectSameDump(await dumpOf(work, kept), await SHORT_BACKFILL.whole());
});
