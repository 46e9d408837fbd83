import { expect, setDefaultTimeout, test } from "bun:test";
import { jobLockHolder } from "../../db/job-lock.ts";
import { expectSameDump, expectSound } from "../hostile/plain-fault.ts";
import { SHORT_BACKFILL } from "../support/backfill.ts";
import { FROM_SOURCE, TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { runsIn, unitsIn } from "../support/half-way.ts";
import { Chance } from "./chance.ts";
import { effectiveUnits, faultsAfter, openRun } from "./survival.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const KILLS = 3;
/** Of about four thousand; a kill near the last one might come after the end. */
const LAST_UNIT = 3_200;
const seed = Math.floor(Math.random() * 2 ** 31);

const at = (point: string) => ({ env: { NIGHTDESK_TEST: "1", NIGHTDESK_TEST_KILL_AT: point } });

test.each([
  "run.planned",
  "run.unit",
  "run.unit:250",
  "run.unit:2000",
  "run.accounted",
  "run.accounted:4",
  "run.analysed",
  "run.analysed:3",
  "run.sealing",
])("killed at %s: nothing is lost, nothing is done twice, and the next run finishes it", async (point) => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const killed = await (await SHORT_BACKFILL.start(work, db, at(point))).end();
  expect(killed).toMatchObject({ code: null, signal: "SIGKILL", stdout: "" });
  expect(jobLockHolder(db)).toBeNull();
  expect(runsIn(db)).toMatchObject([{ status: "running", finished_at: null }]);
  const left = openRun(db);
  await expectSound(work, db);
  await SHORT_BACKFILL.run(work, db);
  expect(runsIn(db)).toMatchObject([{ status: "interrupted" }, { attempt: 2 }]);
  expect(await faultsAfter(SHORT_BACKFILL, work, db, [left])).toEqual([]);
});

test("killed at one point after the other, until none is left", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const points = ["run.planned", "run.accounted", "run.unit:100", "run.analysed", "run.unit", "run.sealing"];
  const open: (string | null)[] = [];
  for (const point of points) {
    const { signal } = await (await SHORT_BACKFILL.start(work, db, at(point))).end();
    expect({ point, signal }).toEqual({ point, signal: "SIGKILL" });
    open.push(openRun(db));
  }
  await SHORT_BACKFILL.run(work, db);
  expect(runsIn(db).at(-1)).toMatchObject({ status: "completed", attempt: points.length + 1 });
  expect(await faultsAfter(SHORT_BACKFILL, work, db, open)).toEqual([]);
});

test(`kill -9 at ${KILLS} random units, of which the restart is killed too (seed ${seed})`, async () => {
  const chance = new Chance(seed);
  for (let kill = 1; kill <= KILLS; kill++) {
    await using work = new Workplace();
    const db = await SHORT_BACKFILL.write(work);
    const instants = [chance.next(), chance.next()]
      .map((each) => Math.floor(each * LAST_UNIT))
      .sort((a, b) => a - b);
    const open: (string | null)[] = [];
    for (const units of instants) {
      const running = await SHORT_BACKFILL.start(work, db);
      await until(`${units} units are stored`, () => unitsIn(db) >= units || running.hasEnded);
      running.signal("SIGKILL");
      await running.end();
      open.push(openRun(db));
    }
    await SHORT_BACKFILL.run(work, db);
    expect(await faultsAfter(SHORT_BACKFILL, work, db, open)).toEqual([]);
  }
});

test("one worker or four, source or binary: the dumps are the same", async () => {
  const whole = await SHORT_BACKFILL.whole();
  for (const [program, workers] of [
    [undefined, "1"],
    [undefined, "4"],
    [FROM_SOURCE, "1"],
    [FROM_SOURCE, "4"],
  ] as const) {
    await using work = new Workplace();
    const db = await SHORT_BACKFILL.write(work, "desk.db", program);
    const options = { env: { NIGHTDESK_WORKERS: workers }, ...(program === undefined ? {} : { program }) };
    await SHORT_BACKFILL.run(work, db, options);
    expectSameDump(await SHORT_BACKFILL.dump(work, db, options), whole);
    expect(effectiveUnits(db)).toBeGreaterThan(LAST_UNIT);
  }
});
