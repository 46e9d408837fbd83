import { afterEach, beforeEach, expect, test } from "bun:test";
import { LastRun, readRun } from "../../src/batch/run-history.ts";
import { RunStore, recoverRuns } from "../../src/batch/run-store.ts";
import type { StepEnd, Unit } from "../../src/batch/step.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";

const TO = isoDate("2026-05-29");
const SCOPE = { from: null, to: TO, portfolios: null, force: false };
const at = (second: number) => `2026-05-29T22:00:${String(second).padStart(2, "0")}.000Z`;
const DONE: StepEnd = { outcome: "done", reason: null };

let base: TemporaryDatabase;
let store: RunStore;

beforeEach(() => {
  base = new TemporaryDatabase();
  store = new RunStore(base.writer);
});

afterEach(() => base[Symbol.dispose]());

const write = (work: () => void) => base.writer.transact("test", work);
/** As of a run in progress, unless another is. */
const read = (id: string, currentId: string | null = id) => readRun(base.writer.orm, id, currentId);

function open(id: string, second: number, boot = "boot-1", scope = SCOPE): Promise<void> {
  const attempt = store.attemptOf("full", JSON.stringify(scope));
  const run = {
    id,
    job: "full",
    asked: null,
    trigger: "http",
    scope,
    startedAt: at(second),
    attempt,
  } as const;
  return write(() => store.open(run, { id: boot, version: "1.2.3" }));
}

const unit = (key: string, phase: Unit["phase"] = "phase_2"): Unit => ({ phase, key, date: TO });

test("a run that there is not", () => {
  expect(read("nowhere")).toBeNull();
});

test("a run that has just begun: what has not come yet is null, not 0", async () => {
  await open("a", 0);
  expect(read("a")).toEqual({
    id: "a",
    batch_run_id: "a",
    triggered_by: "http",
    job_type: "full",
    scope: SCOPE,
    attempt: 1,
    version: "1.2.3",
    started_at: at(0),
    completed_at: null,
    created_at: at(0),
    status: "running",
    jobs: { total: 0, completed: 0, failed: 0, success_rate: null },
    duration_seconds: null,
    phase_durations: {},
    error_summary: null,
    phases: [],
    providers: [],
    coverage: null,
    activity_log: [],
  });
});

test("a run that is over: units by outcome and phase, reasons counted, durations in seconds", async () => {
  await open("a", 0);
  await write(() => {
    store.plan("a", [
      { phase: "phase_3", planned: 2 },
      { phase: "phase_1", planned: 1 },
      { phase: "phase_2", planned: 4 },
    ]);
    store.startPhase("a", "phase_1", at(1));
    store.step("a", unit("prices", "phase_1"), { outcome: "skipped", reason: "offline" }, at(1));
    store.finishPhase("a", "phase_1", at(2));
    store.startPhase("a", "phase_2", at(2));
    store.step("a", unit("p-1"), DONE, at(3));
    store.step("a", unit("p-2"), { outcome: "partial", reason: "no_price" }, at(3));
    store.step("a", unit("p-3"), { outcome: "partial", reason: "no_price" }, at(3));
    store.step("a", unit("p-4"), { outcome: "failed", reason: "task_failed" }, at(3));
    store.finishPhase("a", "phase_2", at(5));
    store.seal("a", "partial", at(9));
  });
  const detail = read("a");
  expect(detail).toMatchObject({
    status: "partial",
    completed_at: at(9),
    duration_seconds: 9,
    jobs: { total: 7, completed: 4, failed: 1, success_rate: 80 },
    phase_durations: { phase_1: 1, phase_2: 3, phase_3: null },
    error_summary: { offline: 1, no_price: 2, task_failed: 1 },
  });
  expect(detail?.phases).toEqual([
    {
      phase_id: "phase_1",
      phase_name: "Market data",
      planned: 1,
      done: 0,
      skipped: 1,
      partial: 0,
      failed: 0,
      started_at: at(1),
      finished_at: at(2),
    },
    {
      phase_id: "phase_2",
      phase_name: "P&L and snapshots",
      planned: 4,
      done: 1,
      skipped: 0,
      partial: 2,
      failed: 1,
      started_at: at(2),
      finished_at: at(5),
    },
    {
      phase_id: "phase_3",
      phase_name: "Risk analytics",
      planned: 2,
      done: 0,
      skipped: 0,
      partial: 0,
      failed: 0,
      started_at: null,
      finished_at: null,
    },
  ]);
});

test("the log has the last fifty lines, oldest first; the database has them all", async () => {
  await open("a", 0);
  await write(() => {
    for (let line = 1; line <= 120; line++)
      store.log("a", { timestamp: at(1), level: "info", phase: null, message: `line ${line}` });
  });
  const lines = read("a")?.activity_log ?? [];
  expect(lines).toHaveLength(50);
  expect(lines[0]).toEqual({ timestamp: at(1), level: "info", message: "line 71" });
  expect(lines.at(-1)?.message).toBe("line 120");
  expect(base.rows("SELECT count(*) AS n FROM activity_log")).toEqual([{ n: 120 }]);
});

test("the last run is the one that began last, and follows it until it is sealed", async () => {
  const last = new LastRun(base.writer.orm);
  expect(last.detail(null)).toBeNull();
  await open("a", 1);
  expect(last.detail("a")).toMatchObject({ id: "a", status: "running" });
  await write(() => store.plan("a", [{ phase: "phase_2", planned: 1 }]));
  expect(last.detail("a")?.jobs.total).toBe(1);
  await write(() => store.step("a", unit("p-1"), DONE, at(2)));
  expect(last.detail("a")?.jobs.completed).toBe(1);
  await write(() => store.seal("a", "completed", at(3)));
  expect(last.detail(null)).toMatchObject({ id: "a", status: "completed", duration_seconds: 2 });
  expect(last.detail(null)).toEqual(read("a"));
  await open("b", 4);
  expect(last.detail("b")).toMatchObject({ id: "b", status: "running" });
  await open("c", 4);
  expect(last.detail("c")).toMatchObject({ id: "c" });
});

test("whoever begins after a kill marks what was left unsealed, and nothing else", async () => {
  await open("done", 1);
  await write(() => store.seal("done", "completed", at(2)));
  await open("killed", 3);
  await open("killed too", 4, "boot-2");
  await recoverRuns(base.writer, at(9));
  expect(read("done")).toMatchObject({ status: "completed", completed_at: at(2) });
  for (const id of ["killed", "killed too"]) {
    expect(read(id)).toMatchObject({ status: "interrupted", completed_at: at(9) });
  }
  await recoverRuns(base.writer, at(11));
  expect(read("killed")?.completed_at).toBe(at(9));
});

test("tries at one scope are counted until one comes through; those of another scope are not", async () => {
  const other = { ...SCOPE, force: true };
  const attempts: (number | undefined)[] = [];
  const statuses = ["interrupted", "failed", "partial", "interrupted", "completed", "cancelled"] as const;
  for (const [index, status] of statuses.entries()) {
    await open(`r${index}`, index);
    await open(`o${index}`, index, "boot-1", other);
    await write(() => {
      store.seal(`r${index}`, status, at(30));
      store.seal(`o${index}`, "failed", at(30));
    });
    attempts.push(read(`r${index}`)?.attempt);
  }
  expect(attempts).toEqual([1, 2, 3, 1, 2, 1]);
  expect(read("o5")?.attempt).toBe(6);
});

test("what stands as running and is not the run in progress could not be sealed", async () => {
  await open("lost", 1);
  expect(read("lost")?.status).toBe("running");
  expect(read("lost", null)?.status).toBe("interrupted");
  expect(new LastRun(base.writer.orm).detail("another")?.status).toBe("interrupted");
});
