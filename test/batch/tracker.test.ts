import { expect, test } from "bun:test";
import type { PhaseId } from "../../src/batch/plan.ts";
import type { Run } from "../../src/batch/run.ts";
import type { OutcomeCounts } from "../../src/batch/run-status.ts";
import { type RunProgress, RunTracker } from "../../src/batch/tracker.ts";
import { isoDate } from "../../src/platform/iso-date.ts";

const SESSION = isoDate("2026-05-29");
const RUN: Run = {
  id: "run-1",
  job: "full" as const,
  asked: null,
  trigger: "http",
  scope: { from: null, to: SESSION, portfolios: null, force: false },
  startedAt: "2026-05-29T22:00:00.000Z",
  attempt: 1,
};
const PLANNED = [
  { phase: "phase_1", planned: 1 },
  { phase: "phase_2", planned: 8 },
  { phase: "phase_3", planned: 31 },
] as const;

/** A tracker whose clock is moved by hand, in milliseconds; the one portfolio that it knows is Saver, by the id p-1. */
function made() {
  const time = { elapsed: 1_000 };
  const clock = { now: () => 0, elapsed: () => time.elapsed };
  const tracker = new RunTracker(clock, (id) => (id === "p-1" ? "Saver" : null));
  return { tracker, time };
}

const ended = (counts: Partial<OutcomeCounts>): OutcomeCounts => ({
  done: 0,
  skipped: 0,
  partial: 0,
  failed: 0,
  ...counts,
});
const unit = (phase: PhaseId, key: string) => ({ phase, key, date: SESSION });
const line = (at: number) =>
  ({ timestamp: String(at), level: "info", phase: "phase_1", message: `line ${at}` }) as const;

function progress(tracker: RunTracker): RunProgress {
  const state = tracker.progress();
  if (state === null) throw new Error("no run is in progress");
  return state;
}

test("no run, no progress: before the first, and after each", () => {
  const { tracker } = made();
  expect(tracker.progress()).toBeNull();
  tracker.started(RUN);
  expect(tracker.progress()).not.toBeNull();
  tracker.sealed("completed");
  expect(tracker.progress()).toBeNull();
});

test("a run that is being planned has no phases and nothing done, and no division by its nothing", () => {
  const { tracker, time } = made();
  tracker.started(RUN);
  time.elapsed += 1_249;
  expect(tracker.progress()).toEqual({
    status: "running",
    batch_run_id: "run-1",
    started_at: RUN.startedAt,
    elapsed_seconds: 1.2,
    triggered_by: "http",
    jobs: { total: 0, completed: 0, failed: 0, pending: 0 },
    current_job: null,
    current_portfolio: null,
    current_date: null,
    progress_percent: 0,
    phases: [],
    activity_log: [],
  });
});

test("phases are pending from the start, so that the whole is known and the share only grows", () => {
  const { tracker } = made();
  tracker.started(RUN);
  tracker.planned(PLANNED);
  const shares = [progress(tracker).progress_percent];
  const share = () => void shares.push(progress(tracker).progress_percent);
  expect(progress(tracker).phases.map(({ status, total }) => [status, total])).toEqual([
    ["pending", 1],
    ["pending", 8],
    ["pending", 31],
  ]);
  tracker.phaseStarted("phase_1");
  tracker.advanced("phase_1", ended({ skipped: 1 }), unit("phase_1", "prices"));
  share();
  tracker.phaseFinished("phase_1");
  share();
  tracker.phaseStarted("phase_2");
  tracker.advanced("phase_2", ended({ done: 3, partial: 2 }), unit("phase_2", "p-1"));
  share();
  tracker.advanced("phase_2", ended({ failed: 3 }), unit("phase_2", "p-2"));
  share();
  tracker.phaseFinished("phase_2");
  tracker.phaseStarted("phase_3");
  tracker.advanced("phase_3", ended({ done: 30 }), unit("phase_3", "symbol:AAPL"));
  share();
  tracker.advanced("phase_3", ended({ done: 1 }), unit("phase_3", "volatility:p-1"));
  share();
  expect(shares).toEqual([0, 2.5, 2.5, 15, 22.5, 97.5, 100]);
});

test("each unit is counted by how it ended, and what failed is not completed", () => {
  const { tracker } = made();
  tracker.started(RUN);
  tracker.planned(PLANNED);
  tracker.phaseStarted("phase_2");
  tracker.advanced("phase_2", ended({ done: 2, partial: 1 }), unit("phase_2", "p-1"));
  tracker.advanced("phase_2", ended({ failed: 1, skipped: 1 }), unit("phase_2", "p-1"));
  const { jobs, phases, current_job: job } = progress(tracker);
  expect(jobs).toEqual({ total: 40, completed: 4, failed: 1, pending: 35 });
  expect(job).toBe("P&L and snapshots");
  expect(phases[1]).toEqual({
    phase_id: "phase_2",
    phase_name: "P&L and snapshots",
    status: "running",
    current: 5,
    total: 8,
    done: 2,
    skipped: 1,
    partial: 1,
    failed: 1,
  });
});

test.each([
  ["p-1", "Saver"],
  ["volatility:p-1", "Saver"],
  ["p-2", null],
  ["symbol:p-1x", null],
  ["beta_prior", null],
  ["", null],
])("the unit %j is of the portfolio %j", (key, name) => {
  const { tracker } = made();
  tracker.started(RUN);
  tracker.planned(PLANNED);
  tracker.advanced("phase_2", ended({ done: 1 }), unit("phase_2", key));
  const { current_portfolio: portfolio, current_date: date } = progress(tracker);
  expect({ portfolio, date }).toEqual({ portfolio: name, date: SESSION });
});

test("polling sees the last fifty lines, without their phase", () => {
  const { tracker } = made();
  tracker.started(RUN);
  for (let at = 1; at <= 120; at++) tracker.logged(line(at));
  const { activity_log: lines } = progress(tracker);
  expect(lines).toHaveLength(50);
  expect(lines[0]).toEqual({ timestamp: "71", level: "info", message: "line 71" });
  expect(lines.at(-1)?.message).toBe("line 120");
});

test("the next run begins with nothing of the one before", () => {
  const { tracker, time } = made();
  tracker.started(RUN);
  tracker.planned(PLANNED);
  tracker.phaseStarted("phase_2");
  tracker.advanced("phase_2", ended({ done: 8 }), unit("phase_2", "p-1"));
  tracker.logged(line(1));
  tracker.sealed("interrupted");
  time.elapsed += 5_000;
  tracker.started({ ...RUN, id: "run-2", trigger: "schedule" });
  expect(tracker.progress()).toMatchObject({
    batch_run_id: "run-2",
    triggered_by: "schedule",
    elapsed_seconds: 0,
    jobs: { total: 0 },
    current_portfolio: null,
    current_date: null,
    phases: [],
    activity_log: [],
  });
  tracker.planned([{ phase: "phase_1", planned: 1 }]);
  expect(progress(tracker).phases).toMatchObject([{ phase_id: "phase_1", status: "pending", current: 0 }]);
});

test("what was told is not changed by what comes later", () => {
  const { tracker } = made();
  tracker.started(RUN);
  tracker.planned(PLANNED);
  tracker.logged(line(1));
  const early = progress(tracker);
  const copy = structuredClone(early);
  tracker.phaseStarted("phase_1");
  tracker.advanced("phase_1", ended({ done: 1 }), unit("phase_1", "prices"));
  tracker.logged(line(2));
  expect(early).toEqual(copy);
});
