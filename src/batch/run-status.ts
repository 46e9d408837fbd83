import { type RUN_STATUSES, SNAPSHOT_GAPS } from "../../db/schema/words.ts";
import type { StepOutcome, StepReason } from "./step.ts";

export type RunStatus = (typeof RUN_STATUSES)[number];

/** Units by how they ended. */
export type OutcomeCounts = Readonly<Record<StepOutcome, number>>;

export const NO_OUTCOMES: OutcomeCounts = { done: 0, skipped: 0, partial: 0, failed: 0 };

/**
 * What became of a run whose every unit has ended: failed if units failed and none was done, partial if any is short of
 * done, completed otherwise. What was skipped takes nothing away: it says why there was nothing to do; but for books that
 * could not be told.
 * @param reasons Why units were not done, each with their number.
 */
export function statusOf(
  { done, partial, failed }: OutcomeCounts,
  reasons: ReadonlyMap<StepReason, number>,
): RunStatus {
  if (failed > 0 && done + partial === 0) return "failed";
  const isUntold = SNAPSHOT_GAPS.some((gap) => reasons.has(gap));
  return failed + partial > 0 || isUntold ? "partial" : "completed";
}
