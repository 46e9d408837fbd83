import { asc, desc, eq } from "drizzle-orm";
import { activityLog, batchRun, batchRunPhase } from "../../db/schema/batch.ts";
import { batchCoverage, batchProvider } from "../../db/schema/collect.ts";
import type { Orm } from "../../db/writer.ts";
import { PHASE_NAMES, type PhaseId } from "./plan.ts";
import { NO_OUTCOMES, type OutcomeCounts, type RunStatus } from "./run-status.ts";
import type { StepOutcome } from "./step.ts";

/** Lines of the activity log that a run's detail shows: the last ones. */
const LINES_SHOWN = 50;

/** A run as its history shows it; what has not come yet is null. */
export interface RunDetail {
  readonly id: string;
  readonly batch_run_id: string;
  readonly triggered_by: string;
  readonly job_type: string;
  readonly scope: unknown;
  readonly attempt: number;
  readonly version: string;
  readonly started_at: string;
  readonly completed_at: string | null;
  readonly created_at: string;
  readonly status: string;
  readonly jobs: {
    readonly total: number;
    readonly completed: number;
    readonly failed: number;
    /** Per cent of those that have ended; null if none has. */
    readonly success_rate: number | null;
  };
  readonly duration_seconds: number | null;
  readonly phase_durations: Readonly<Record<string, number | null>>;
  /** Why units did not end as done, and how many each; null if all did. */
  readonly error_summary: Readonly<Record<string, number>> | null;
  readonly phases: readonly (OutcomeCounts & {
    readonly phase_id: PhaseId;
    readonly phase_name: string;
    readonly planned: number;
    readonly started_at: string | null;
    readonly finished_at: string | null;
  })[];
  /** What each provider was asked, and how it answered; none where nobody was. */
  readonly providers: readonly {
    readonly provider: string;
    readonly requests: number;
    readonly retries: number;
    readonly symbols_filled: number;
    readonly bars: number;
    readonly outcomes: unknown;
  }[];
  /** How much of what was expected to trade has a good close; null where it was not measured. */
  readonly coverage: unknown;
  readonly activity_log: readonly {
    readonly timestamp: string;
    readonly level: string;
    readonly message: string;
  }[];
}

interface StepCount {
  readonly phase: PhaseId;
  readonly outcome: StepOutcome;
  readonly reason: string | null;
  readonly count: number;
}

const PER_CENT = 100;

function secondsBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / 1_000;
}

type RunRow = typeof batchRun.$inferSelect;

/** What stands as running and is not the run in progress could not be sealed: its storage was full, say. */
function statusOfRow({ id, status }: RunRow, currentId: string | null): RunStatus {
  return status === "running" && id !== currentId ? "interrupted" : status;
}

function detailOf(orm: Orm, run: RunRow, currentId: string | null): RunDetail {
  const { id } = run;
  const counts = orm.$client
    .prepare(
      "SELECT phase, outcome, reason, count(*) AS count FROM batch_step WHERE run_id = ? GROUP BY phase, outcome, reason ORDER BY reason",
    )
    .all(id) as StepCount[];
  const phases = orm
    .select()
    .from(batchRunPhase)
    .where(eq(batchRunPhase.runId, id))
    .orderBy(asc(batchRunPhase.phase))
    .all()
    .map(({ phase, planned, startedAt, finishedAt }) => {
      const outcomes = { ...NO_OUTCOMES };
      for (const each of counts) if (each.phase === phase) outcomes[each.outcome] += each.count;
      const times = { started_at: startedAt, finished_at: finishedAt };
      return { phase_id: phase, phase_name: PHASE_NAMES[phase], planned, ...outcomes, ...times };
    });
  const reasons: Record<string, number> = {};
  for (const { reason, count } of counts)
    if (reason !== null) reasons[reason] = (reasons[reason] ?? 0) + count;
  const ended = counts.reduce((sum, { count }) => sum + count, 0);
  const failed = phases.reduce((sum, each) => sum + each.failed, 0);
  const lines = orm
    .select({ timestamp: activityLog.at, level: activityLog.level, message: activityLog.message })
    .from(activityLog)
    .where(eq(activityLog.runId, id))
    .orderBy(desc(activityLog.id))
    .limit(LINES_SHOWN)
    .all();
  return {
    id,
    batch_run_id: id,
    triggered_by: run.trigger,
    job_type: run.jobType,
    scope: JSON.parse(run.scope) as unknown,
    attempt: run.attempt,
    version: run.version,
    started_at: run.startedAt,
    completed_at: run.finishedAt,
    created_at: run.startedAt,
    status: statusOfRow(run, currentId),
    jobs: {
      total: phases.reduce((sum, { planned }) => sum + planned, 0),
      completed: ended - failed,
      failed,
      success_rate: ended === 0 ? null : ((ended - failed) / ended) * PER_CENT,
    },
    duration_seconds: secondsBetween(run.startedAt, run.finishedAt),
    phase_durations: Object.fromEntries(
      phases.map((each) => [each.phase_id, secondsBetween(each.started_at, each.finished_at)]),
    ),
    error_summary: Object.keys(reasons).length === 0 ? null : reasons,
    phases,
    ...collectedOf(orm, id),
    activity_log: lines.reverse(),
  };
}

function collectedOf(orm: Orm, runId: string): Pick<RunDetail, "providers" | "coverage"> {
  const asked = orm.select().from(batchProvider).where(eq(batchProvider.runId, runId)).all();
  const measured = orm.select().from(batchCoverage).where(eq(batchCoverage.runId, runId)).get();
  return {
    providers: asked.map(({ provider, requests, retries, symbolsFilled, bars, outcomes }) => {
      const counts = { requests, retries, symbols_filled: symbolsFilled, bars };
      return { provider, ...counts, outcomes: JSON.parse(outcomes) as unknown };
    }),
    coverage:
      measured === undefined
        ? null
        : {
            session: measured.session,
            expected: measured.expected,
            good: measured.good,
            by_count: measured.byCount,
            by_value: measured.byValue,
            degraded: measured.degraded === 1,
            ...(JSON.parse(measured.absent) as object),
          },
  };
}

/**
 * A run by its id; null if there is none.
 * @param currentId The run in progress; null if there is none.
 */
export function readRun(orm: Orm, id: string, currentId: string | null): RunDetail | null {
  const run = orm.select().from(batchRun).where(eq(batchRun.id, id)).get();
  return run === undefined ? null : detailOf(orm, run, currentId);
}

/** The newest run, for polling: a sealed one is read once, since it does not change any more. */
export class LastRun {
  readonly #orm: Orm;
  #read: { readonly run: RunRow; readonly detail: RunDetail } | null = null;

  constructor(orm: Orm) {
    this.#orm = orm;
  }

  /**
   * Null before the first run.
   * @param currentId The run in progress; null if there is none.
   */
  detail(currentId: string | null): RunDetail | null {
    const newest = desc(batchRun.startedAt);
    const run = this.#orm.select().from(batchRun).orderBy(newest, desc(batchRun.id)).limit(1).get();
    if (run === undefined) return null;
    const known = this.#read;
    if (known !== null && known.run.id === run.id && known.run.finishedAt === run.finishedAt) {
      return known.detail;
    }
    const detail = detailOf(this.#orm, run, currentId);
    if (run.finishedAt !== null) this.#read = { run, detail };
    return detail;
  }
}
