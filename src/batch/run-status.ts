import type { RUN_STATUSES } from "../../db/schema/words.ts";
import type { StepOutcome } from "./step.ts";

export type RunStatus = (typeof RUN_STATUSES)[number];

/** Units by how they ended. */
export type OutcomeCounts = Readonly<Record<StepOutcome, number>>;

export const NO_OUTCOMES: OutcomeCounts = { done: 0, skipped: 0, partial: 0, failed: 0 };

/**
 * What became of a run whose every unit has ended: failed if units failed and none was done, partial if any is short of
 * done, completed otherwise. What was skipped takes nothing away: it says why there was nothing to do.
 */
export function statusOf({ done, partial, failed }: OutcomeCounts): RunStatus {
  if (failed > 0 && done + partial === 0) return "failed";
  return failed + partial > 0 ? "partial" : "completed";
}
