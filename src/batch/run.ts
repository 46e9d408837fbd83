import type { ACTIVITY_LEVELS } from "../../db/schema/words.ts";
import type { PhaseCount, PhaseId } from "./plan.ts";
import type { OutcomeCounts, RunStatus } from "./run-status.ts";
import type { RunScope } from "./scope.ts";
import type { Unit } from "./step.ts";
import type { AskedPrices } from "./universe.ts";

/** What a run does: all phases over a scope, or the collection of prices alone. */
export type JobType = "full" | "collect";

/** Who started a run. */
export type RunTrigger = "cli" | "http" | "schedule" | "demo";

/** A run from its start on. */
export interface Run {
  readonly id: string;
  readonly job: JobType;
  readonly trigger: RunTrigger;
  readonly scope: RunScope;
  /** Prices that somebody asks for by name; null for those that are wanted anyway. */
  readonly asked: AskedPrices | null;
  readonly startedAt: string;
  readonly attempt: number;
}

/** A line for people about what a run does. */
export interface ActivityLine {
  readonly timestamp: string;
  readonly level: (typeof ACTIVITY_LEVELS)[number];
  readonly phase: PhaseId | null;
  readonly message: string;
}

/** Watches a run as it goes: told of what has been committed, and of nothing else. */
export interface RunObserver {
  started(run: Run): void;
  /** How many units each phase has. */
  planned(phases: readonly PhaseCount[]): void;
  phaseStarted(phase: PhaseId): void;
  /** Units of a phase that ended since the last time, and the last of them. */
  advanced(phase: PhaseId, ended: OutcomeCounts, last: Unit): void;
  phaseFinished(phase: PhaseId): void;
  logged(line: ActivityLine): void;
  sealed(status: RunStatus): void;
}
