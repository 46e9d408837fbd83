import { type CheckCase, refusedBy } from "./check-case.ts";

/** Of runs, logs, tokens and settings. */
export const BATCH_CASES: readonly CheckCase[] = [
  ["batch_run of no status", "batch_run", { status: "ok", finished_at: "x" }, refusedBy("batch_run_status")],
  ["batch_run attempt 0", "batch_run", { attempt: 0 }, refusedBy("batch_run_attempt")],
  ["batch_run with a broken scope", "batch_run", { scope: "{" }, refusedBy("batch_run_scope")],
  ["batch_run that runs and has ended", "batch_run", { finished_at: "x" }, refusedBy("batch_run_sealed")],
  ["batch_run completed without an end", "batch_run", { status: "completed" }, refusedBy("batch_run_sealed")],
  [
    "batch_run_phase of no phase",
    "batch_run_phase",
    { phase: "phase_9" },
    refusedBy("batch_run_phase_phase"),
  ],
  ["batch_run_phase of -1 units", "batch_run_phase", { planned: -1 }, refusedBy("batch_run_phase_planned")],
  ["batch_run_phase of no run", "batch_run_phase", { run_id: "r9" }, "FOREIGN KEY constraint failed"],
  ["batch_step of no phase", "batch_step", { phase: "3" }, refusedBy("batch_step_phase")],
  ["batch_step on no day", "batch_step", { date: "2025-02-30" }, refusedBy("batch_step_date")],
  [
    "batch_step of no outcome",
    "batch_step",
    { outcome: "good", reason: "r" },
    refusedBy("batch_step_outcome"),
  ],
  ["batch_step done for a reason", "batch_step", { reason: "offline" }, refusedBy("batch_step_reason")],
  ["batch_step failed for none", "batch_step", { outcome: "failed" }, refusedBy("batch_step_reason")],
  ["activity_log of no level", "activity_log", { level: "loud" }, refusedBy("activity_log_level")],
  ["activity_log of no phase", "activity_log", { phase: "phase_x" }, refusedBy("activity_log_phase")],
  ["api_token with a short hash", "api_token", { hash: "d" }, refusedBy("api_token_hash")],
  ["api_token of no scope", "api_token", { scope: "root" }, refusedBy("api_token_scope")],
  ["api_token twice", "api_token", { hash: "b".repeat(64) }, "UNIQUE constraint failed: api_token.hash"],
  ["setting without a value", "setting", { value: null }, "NOT NULL constraint failed: setting.value"],
];
