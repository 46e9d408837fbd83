import { expect, test } from "bun:test";
import type { PhaseId } from "../../src/batch/plan.ts";
import type { RunDetail } from "../../src/batch/run-history.ts";
import type { RunProgress } from "../../src/batch/tracker.ts";
import { until } from "../support/command.ts";
import { type Asking, ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

const BATCH = "/api/v1/admin/batch";
const INSTANT = /^2026-05-29T22:00:00\.\d{3}Z$/;

interface Idle {
  readonly status: "idle";
  readonly batch_run_id: null;
  readonly message: string;
  readonly phases: readonly never[];
  readonly activity_log: readonly never[];
  readonly last_run: RunDetail | null;
}

async function current(served: ServedDesk): Promise<RunProgress | Idle> {
  const response = await served.ask(`${BATCH}/run/current`);
  expect(response.status).toBe(200);
  return (await response.json()) as RunProgress | Idle;
}

async function lastRun(served: ServedDesk): Promise<RunDetail> {
  await served.state.runner.idle();
  const state = await current(served);
  if (state.status !== "idle" || state.last_run === null) throw new Error(JSON.stringify(state));
  return state.last_run;
}

/** Starts a run and returns its id. */
async function started(served: ServedDesk, asking: Asking = {}, query = ""): Promise<string> {
  const response = await served.ask(`${BATCH}/run${query}`, { method: "POST", ...asking });
  const answer = (await response.json()) as { batch_run_id: string };
  expect({ status: response.status, answer }).toEqual({ status: 202, answer });
  return answer.batch_run_id;
}

test("before the first run there is none to tell of", async () => {
  await using served = new ServedDesk();
  const nothing = { phases: [], activity_log: [], last_run: null };
  expect(await current(served)).toEqual({
    status: "idle",
    batch_run_id: null,
    message: "No run yet.",
    ...nothing,
  });
});

test("a run that is started is told by its id, its true range and where to watch it", async () => {
  await using served = await servedSaver();
  const response = await served.ask(`${BATCH}/run`, { method: "POST" });
  expect(response.status).toBe(202);
  expect(await response.json()).toEqual({
    status: "started",
    batch_run_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
    portfolio_id: "all",
    force_rerun: false,
    date_range: { start: null, end: "2026-05-29" },
    triggered_by: "http",
    timestamp: expect.stringMatching(INSTANT),
    poll_url: `${BATCH}/run/current`,
  });
});

test("the id is the same everywhere: in the answer, while it runs, in the conflict, in its history", async () => {
  await using served = await servedSaver();
  served.pool.hold("plan");
  const id = await started(served);
  expect(served.state.runner.currentId).toBe(id);
  expect(await current(served)).toMatchObject({ status: "running", batch_run_id: id });
  const conflict = await problemOf(await served.ask(`${BATCH}/run`, { method: "POST" }), "run_in_progress");
  expect(conflict).toMatchObject({ batch_run_id: id });
  expect(conflict.detail).toContain(id);
  const early = (await (await served.ask(`${BATCH}/history/${id}`)).json()) as RunDetail;
  const nothing = { completed_at: null, duration_seconds: null, phases: [] };
  expect(early).toMatchObject({ id, batch_run_id: id, status: "running", ...nothing });
  served.pool.letGo();
  const last = await lastRun(served);
  expect(last).toMatchObject({ id, batch_run_id: id, status: "completed", triggered_by: "http" });
  expect(await (await served.ask(`${BATCH}/history/${id}`)).json()).toEqual(JSON.parse(JSON.stringify(last)));
});

test("of many that ask at once one gets its run, and all others that run's id", async () => {
  await using served = await servedSaver();
  served.pool.hold("plan");
  const asked = Array.from({ length: 20 }, () => served.ask(`${BATCH}/run`, { method: "POST" }));
  const answers = await Promise.all(asked);
  const told = await Promise.all(
    answers.map(async (answer) => ({
      status: answer.status,
      id: ((await answer.json()) as { batch_run_id: string }).batch_run_id,
    })),
  );
  expect(told.map(({ status }) => status).sort()).toEqual([202, ...Array<number>(19).fill(409)]);
  expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  served.pool.letGo();
  await served.state.runner.idle();
  expect(served.desk.base.rows("SELECT count(*) AS n FROM batch_run WHERE trigger = 'http'")).toEqual([
    { n: 1 },
  ]);
});

test("a run in progress is told by what it has done, by phase", async () => {
  await using served = await servedSaver();
  served.pool.hold("account");
  const id = await started(served);
  await until("the run accounts", () => served.pool.waiting > 0);
  const state = (await current(served)) as RunProgress;
  const none = { done: 0, skipped: 0, partial: 0, failed: 0 };
  const of = (phase_id: PhaseId, phase_name: string) => ({ phase_id, phase_name, ...none });
  expect(state).toEqual({
    status: "running",
    batch_run_id: id,
    started_at: expect.stringMatching(INSTANT),
    elapsed_seconds: expect.any(Number),
    triggered_by: "http",
    jobs: { total: 39, completed: 1, failed: 0, pending: 38 },
    current_job: "P&L and snapshots",
    current_portfolio: null,
    current_date: "2026-05-29",
    progress_percent: 2.5,
    phases: [
      { ...of("phase_0", "Company profiles"), status: "pending", current: 0, total: 0 },
      { ...of("phase_1", "Market data"), status: "completed", current: 1, total: 1, skipped: 1 },
      { ...of("phase_1_5", "Fundamentals"), status: "pending", current: 0, total: 0 },
      { ...of("phase_2", "P&L and snapshots"), status: "running", current: 0, total: 9 },
      { ...of("phase_2_5", "Position market values"), status: "pending", current: 0, total: 1 },
      { ...of("phase_2_75", "Sector tags"), status: "pending", current: 0, total: 1 },
      { ...of("phase_3", "Risk analytics"), status: "pending", current: 0, total: 27 },
    ],
    activity_log: [
      {
        timestamp: expect.stringMatching(INSTANT),
        level: "warning",
        message: "1 held symbol has no close of 2026-05-29: FUND",
      },
    ],
  });
  served.pool.letGo();
  const last = await lastRun(served);
  expect(last.jobs).toEqual({ total: 39, completed: 39, failed: 0, success_rate: 100 });
  expect(last.phases.map(({ phase_id, planned, done }) => [phase_id, planned, done])).toEqual([
    ["phase_0", 0, 0],
    ["phase_1", 1, 0],
    ["phase_1_5", 0, 0],
    ["phase_2", 9, 9],
    ["phase_2_5", 1, 1],
    ["phase_2_75", 1, 1],
    ["phase_3", 27, 27],
  ]);
  const message = expect.stringContaining("Sector tags in 1 of 1 portfolios");
  const tagged = { timestamp: expect.stringMatching(INSTANT), level: "info", message };
  expect(last).toMatchObject({ error_summary: { offline: 1 }, attempt: 1 });
  expect(last.activity_log as object[]).toEqual([...state.activity_log, tagged]);
});

test("a run that fails is told as failed, and the next one may start", async () => {
  await using served = await servedSaver();
  served.pool.hold("plan");
  const id = await started(served);
  await until("the run plans", () => served.pool.waiting > 0);
  served.pool.letGo(new Error("the inside"));
  const last = await lastRun(served);
  expect(last).toMatchObject({ id, status: "failed", phases: [] });
  expect(last.activity_log).toMatchObject([{ level: "error" }]);
  expect(JSON.stringify(last)).not.toContain("the inside");
  expect(served.log.join("")).toContain("the inside");
  const next = await started(served);
  expect(await lastRun(served)).toMatchObject({ id: next, status: "completed", attempt: 2 });
});

test("a server that stops ends its run after the unit in hand, and starts none", async () => {
  await using served = await servedSaver();
  served.pool.hold("account");
  const id = await started(served);
  await until("the run accounts", () => served.pool.waiting > 0);
  served.stop();
  served.pool.letGo();
  expect(await lastRun(served)).toMatchObject({ id, status: "interrupted" });
  const response = await served.ask(`${BATCH}/run`, { method: "POST" });
  expect(response.headers.get("retry-after")).toBe("5");
  await problemOf(response, "interrupted");
});

test("one portfolio, by its id or its name, in the query or in the body", async () => {
  await using served = await servedSaver();
  const { publicId } = served.desk.portfolio("Saver");
  const requests: readonly (readonly [Asking, string])[] = [
    [{}, `?portfolio_id=${publicId}`],
    [{}, "?portfolio_id=Saver"],
    [{ body: JSON.stringify({ portfolio_id: publicId }) }, ""],
    [{ body: JSON.stringify({ portfolio_id: "Saver" }) }, "?portfolio_id=nowhere"],
  ];
  for (const [asking, query] of requests) {
    const id = await started(served, asking, query);
    expect(await lastRun(served)).toMatchObject({ id, scope: { portfolios: [publicId] } });
  }
});

test("a forced rerun computes again from its start on, and nothing else does", async () => {
  await using served = await servedSaver();
  await started(served);
  await lastRun(served);
  const body = JSON.stringify({ force_rerun: true, start_date: "2026-05-28", portfolio_id: "Saver" });
  await started(served, { body });
  const forced = await lastRun(served);
  const { publicId } = served.desk.portfolio("Saver");
  const range = { from: "2026-05-28", to: "2026-05-29", force: true };
  expect(forced.scope).toEqual({ ...range, portfolios: [publicId] });
  expect(forced.phases.find(({ phase_id: phase }) => phase === "phase_2")?.planned).toBe(2);
  await started(served, {}, "?force=true&force_rerun=0");
  expect((await lastRun(served)).jobs.total).toBe(1);
});
