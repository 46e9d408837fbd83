import type { TechnicalClock } from "../platform/clock.ts";
import { PHASE_NAMES, type PhaseCount, type PhaseId } from "./plan.ts";
import type { ActivityLine, Run, RunObserver } from "./run.ts";
import { NO_OUTCOMES, type OutcomeCounts, type RunStatus } from "./run-status.ts";
import type { StepOutcome, Unit } from "./step.ts";

/** Lines of the activity log that polling sees; the database keeps them all. */
const LINES_SHOWN = 50;
const PER_CENT = 100;
const TENTHS = 10;

/** Where a phase of the run in progress stands. */
export interface PhaseProgress extends OutcomeCounts {
  readonly phase_id: PhaseId;
  readonly phase_name: string;
  readonly status: "pending" | "running" | "completed";
  readonly current: number;
  readonly total: number;
}

/** A run in progress, as polling sees it. */
export interface RunProgress {
  readonly status: "running";
  readonly batch_run_id: string;
  readonly started_at: string;
  readonly elapsed_seconds: number;
  readonly triggered_by: string;
  readonly jobs: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    readonly pending: number;
  };
  readonly current_job: string | null;
  readonly current_portfolio: string | null;
  readonly current_date: string | null;
  readonly progress_percent: number;
  readonly phases: readonly PhaseProgress[];
  readonly activity_log: readonly Omit<ActivityLine, "phase">[];
}

interface PhaseState {
  planned: number;
  status: PhaseProgress["status"];
  readonly counts: Record<StepOutcome, number>;
}

const endedIn = ({ done, skipped, partial, failed }: OutcomeCounts) => done + skipped + partial + failed;

/** Holds the run in progress for polling: nothing but counts of what has been committed. */
export class RunTracker implements RunObserver {
  readonly #clock: TechnicalClock;
  readonly #nameOf: (publicId: string) => string | null;
  readonly #phases = new Map<PhaseId, PhaseState>();
  #run: Run | null = null;
  #startedAt = 0;
  #last: Unit | null = null;
  #lines: ActivityLine[] = [];

  /** @param nameOf A portfolio's name by its public id; null if the id is none. */
  constructor(clock: TechnicalClock, nameOf: (publicId: string) => string | null) {
    this.#clock = clock;
    this.#nameOf = nameOf;
  }

  started(run: Run): void {
    this.#run = run;
    this.#startedAt = this.#clock.elapsed();
    this.#last = null;
    this.#lines = [];
    this.#phases.clear();
  }

  planned(phases: readonly PhaseCount[]): void {
    for (const { phase, planned } of phases) {
      const known = this.#phases.get(phase);
      // What prices bring with them is known once they are there: then the numbers change, and what has been done stays.
      if (known !== undefined) known.planned = planned;
      else this.#phases.set(phase, { planned, status: "pending", counts: { ...NO_OUTCOMES } });
    }
  }

  phaseStarted(phase: PhaseId): void {
    this.#state(phase).status = "running";
  }

  advanced(phase: PhaseId, ended: OutcomeCounts, last: Unit): void {
    const { counts } = this.#state(phase);
    for (const outcome of Object.keys(counts) as StepOutcome[]) counts[outcome] += ended[outcome];
    this.#last = last;
  }

  phaseFinished(phase: PhaseId): void {
    this.#state(phase).status = "completed";
  }

  logged(line: ActivityLine): void {
    this.#lines.push(line);
    if (this.#lines.length > LINES_SHOWN) this.#lines.shift();
  }

  sealed(_status: RunStatus): void {
    this.#run = null;
  }

  /** The run in progress; null if there is none. */
  progress(): RunProgress | null {
    if (this.#run === null) return null;
    const { id, startedAt, trigger } = this.#run;
    const phases = [...this.#phases].map(([phase, { planned, status, counts }]): PhaseProgress => {
      const names = { phase_id: phase, phase_name: PHASE_NAMES[phase] };
      return { ...names, status, current: endedIn(counts), total: planned, ...counts };
    });
    const total = phases.reduce((sum, each) => sum + each.total, 0);
    const ended = phases.reduce((sum, each) => sum + each.current, 0);
    const failed = phases.reduce((sum, each) => sum + each.failed, 0);
    const running = phases.find(({ status }) => status === "running");
    return {
      status: "running",
      batch_run_id: id,
      started_at: startedAt,
      elapsed_seconds: Math.round(((this.#clock.elapsed() - this.#startedAt) / 1_000) * TENTHS) / TENTHS,
      triggered_by: trigger,
      jobs: { total, completed: ended - failed, failed, pending: total - ended },
      current_job: running?.phase_name ?? null,
      current_portfolio: this.#last === null ? null : this.#nameOf(this.#last.key.split(":").at(-1) ?? ""),
      current_date: this.#last?.date ?? null,
      progress_percent: total === 0 ? 0 : Math.floor((ended / total) * PER_CENT * TENTHS) / TENTHS,
      phases,
      activity_log: this.#lines.map(({ timestamp, level, message }) => ({ timestamp, level, message })),
    };
  }

  #state(phase: PhaseId): PhaseState {
    return this.#phases.get(phase) as PhaseState;
  }
}
