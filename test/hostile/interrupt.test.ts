import { expect, setDefaultTimeout, test } from "bun:test";
import { openForReading } from "../../db/open.ts";
import { SHORT_BACKFILL } from "../support/backfill.ts";
import { TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { freezeAt, runHalfWay, runsIn, unitsIn } from "../support/half-way.ts";
import { asAdmin, listeningAt } from "../support/listening.ts";
import { dumpOf, expectPlainFault, expectSameDump, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const STOP_LIMIT_MS = 10_000;
const RUN = "/api/v1/admin/batch/run";
const { env } = SHORT_BACKFILL;

/** Units that ended as anything but skipped more than once, over all runs. */
function doneTwice(db: string): unknown[] {
  const reader = openForReading(db, 1_000);
  try {
    return reader
      .prepare(
        "SELECT phase, key, date, count(*) FROM batch_step WHERE outcome <> 'skipped' GROUP BY phase, key, date HAVING count(*) > 1",
      )
      .all();
  } finally {
    reader.close();
  }
}

/** What became of the runs: those that came to their end are completed, or partial where a snapshot was among their units. */
function endsOf(db: string): string[] {
  return runsIn(db).map(
    ({ attempt, status }) => `${attempt} ${status.replace(/partial|completed/, "ended")}`,
  );
}

/** That the same command again completes what was interrupted, and nothing of it is done twice. */
async function finishes(work: Workplace, db: string): Promise<void> {
  await expectSound(work, db);
  const before = unitsIn(db);
  expect(before).toBeGreaterThan(0);
  await SHORT_BACKFILL.run(work, db);
  expect(endsOf(db)).toEqual(["1 interrupted", "2 ended"]);
  expect(unitsIn(db)).toBeGreaterThan(before);
  expect(doneTwice(db)).toEqual([]);
  await expectSound(work, db);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s in the middle of a run: exit 3, sealed as interrupted, and the next one finishes it",
  async (signal) => {
    await using work = new Workplace();
    const db = await SHORT_BACKFILL.write(work);
    const running = await runHalfWay(work, db);
    running.signal(signal);
    running.signal("SIGCONT");
    expectPlainFault(await running.end(), 3, `Stopped by ${signal}`, "run it again to finish");
    // By the run itself, not by the one that comes after it.
    expect(runsIn(db)).toMatchObject([
      { status: "interrupted", attempt: 1, finished_at: expect.any(String) },
    ]);
    await finishes(work, db);
  },
);

test("Ctrl-C before a run has planned anything: exit 3, sealed, and the next one does it all", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const running = await SHORT_BACKFILL.start(work, db);
  await until("the run is open", () => runsIn(db).length > 0 || running.hasEnded);
  running.signal("SIGINT");
  expectPlainFault(await running.end(), 3, "Stopped by SIGINT");
  expect(runsIn(db)).toMatchObject([{ status: "interrupted" }]);
  await SHORT_BACKFILL.run(work, db);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});

test("Ctrl-C again and again, until it is done", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  for (const units of [100, 600, 1_500, 3_000]) {
    const running = await runHalfWay(work, db, units);
    running.signal("SIGINT");
    running.signal("SIGCONT");
    expect((await running.end()).code).toBe(3);
  }
  await SHORT_BACKFILL.run(work, db);
  const cut = ["1 interrupted", "2 interrupted", "3 interrupted", "4 interrupted"];
  expect(endsOf(db)).toEqual([...cut, "5 ended"]);
  expect(doneTwice(db)).toEqual([]);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s of a server in the middle of a run: exit 0 within the limit, the run sealed, the next one finishes it",
  async (signal) => {
    await using work = new Workplace();
    const db = await SHORT_BACKFILL.write(work);
    const server = await work.start(["serve", "--port", "0", "--db", db], { env });
    const url = await listeningAt(server);
    const { status, body } = await asAdmin(db, url + RUN, { method: "POST" });
    expect(status).toBe(202);
    await freezeAt(server, db, 200);
    const asked = performance.now();
    server.signal(signal);
    server.signal("SIGCONT");
    expect(await server.end()).toMatchObject({ code: 0, signal: null, stderr: "" });
    expect(performance.now() - asked).toBeLessThan(STOP_LIMIT_MS);
    expect(runsIn(db)).toMatchObject([
      { id: body.batch_run_id, trigger: "http", status: "interrupted", finished_at: expect.any(String) },
    ]);
    await finishes(work, db);
  },
);

test("kill -9 of a server in the middle of a run: the next server tells of it, and its next run finishes it", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const first = await work.start(["serve", "--port", "0", "--db", db], { env });
  const { body } = await asAdmin(db, (await listeningAt(first)) + RUN, { method: "POST" });
  await freezeAt(first, db, 200);
  first.signal("SIGKILL");
  await first.end();
  expect(runsIn(db)).toMatchObject([{ status: "running", finished_at: null }]);
  const second = await work.start(["serve", "--port", "0", "--db", db], { env });
  const url = await listeningAt(second);
  const current = await asAdmin(db, `${url}${RUN}/current`);
  const last = { batch_run_id: body.batch_run_id, status: "interrupted", completed_at: expect.any(String) };
  expect(current.body).toMatchObject({ status: "idle", batch_run_id: null, last_run: last });
  const history = await asAdmin(db, `${url}/api/v1/admin/batch/history/${body.batch_run_id}`);
  expect(history.body).toMatchObject(last);
  expect((await asAdmin(db, url + RUN, { method: "POST" })).status).toBe(202);
  await until("the run over HTTP has ended", () => endsOf(db).at(-1) === "2 ended");
  second.signal("SIGTERM");
  expect((await second.end()).code).toBe(0);
  expect(doneTwice(db)).toEqual([]);
  expectSameDump(await dumpOf(work, db), await SHORT_BACKFILL.whole());
});
