import { and, desc, eq, inArray, lte, type SQL, sql } from "drizzle-orm";
import { StepStatements } from "../../db/bulk/steps.ts";
import { activityLog, batchRun, batchRunPhase } from "../../db/schema/batch.ts";
import { bookChange } from "../../db/schema/book.ts";
import { referenceChange } from "../../db/schema/metric.ts";
import { priceChange } from "../../db/schema/price-change.ts";
import type { Writer } from "../../db/writer.ts";
import type { PhaseCount, PhaseId } from "./plan.ts";
import type { ActivityLine, JobType, Run } from "./run.ts";
import type { RunStatus } from "./run-status.ts";
import type { RunScope } from "./scope.ts";
import type { StepEnd, Unit } from "./step.ts";
import type { AskedPrices } from "./universe.ts";

/** Which process runs, by which release. */
export interface Boot {
  readonly id: string;
  readonly version: string;
}

/** A run's scope as its record has it, with what was asked for by name. */
export function scopeText(scope: RunScope, asked: AskedPrices | null): string {
  return JSON.stringify(asked === null ? scope : { ...scope, asked });
}

/** Writes the record of runs. All calls belong inside a transaction. */
export class RunStore {
  readonly #writer: Writer;
  readonly #steps: StepStatements;

  constructor(writer: Writer) {
    this.#writer = writer;
    this.#steps = new StepStatements(writer.db);
  }

  /** The number of a new try at a scope: runs of it that were cut short or failed, since one came through, and one more. */
  attemptOf(job: JobType, scope: string): number {
    const earlier = this.#writer.orm
      .select({ status: batchRun.status })
      .from(batchRun)
      .where(and(eq(batchRun.jobType, job), eq(batchRun.scope, scope)))
      .orderBy(desc(batchRun.startedAt), desc(batchRun.id))
      .all();
    const short = earlier.findIndex(({ status }) => status !== "interrupted" && status !== "failed");
    return 1 + (short < 0 ? earlier.length : short);
  }

  open({ id, job, trigger, scope, asked, startedAt, attempt }: Run, boot: Boot): void {
    const row = {
      jobType: job,
      trigger,
      scope: scopeText(scope, asked),
      boot: boot.id,
      version: boot.version,
    };
    this.#writer.orm
      .insert(batchRun)
      .values({ id, ...row, attempt, status: "running", startedAt })
      .run();
  }

  /** Notes what each phase is to do: before the run's first unit, and once more when prices have come in. */
  plan(runId: string, phases: readonly PhaseCount[]): void {
    for (const { phase, planned } of phases) {
      this.#writer.orm
        .insert(batchRunPhase)
        .values({ runId, phase, planned })
        .onConflictDoUpdate({ target: [batchRunPhase.runId, batchRunPhase.phase], set: { planned } })
        .run();
    }
  }

  /** A phase that is opened again began when it did the first time. */
  startPhase(runId: string, phase: PhaseId, at: string): void {
    this.#phase(runId, phase, {
      startedAt: sql`coalesce(${batchRunPhase.startedAt}, ${at})`,
      finishedAt: null,
    });
  }

  finishPhase(runId: string, phase: PhaseId, at: string): void {
    this.#phase(runId, phase, { finishedAt: at });
  }

  step(runId: string, unit: Unit, end: StepEnd, at: string): void {
    this.#steps.put({ runId, ...unit, ...end, finishedAt: at });
  }

  log(runId: string, { timestamp, level, phase, message }: ActivityLine): void {
    this.#writer.orm.insert(activityLog).values({ runId, at: timestamp, level, phase, message }).run();
  }

  /** Gives a run its status, once: what has been sealed stays as it is. */
  seal(runId: string, status: RunStatus, at: string): void {
    this.#writer.orm
      .update(batchRun)
      .set({ status, finishedAt: at })
      .where(and(eq(batchRun.id, runId), eq(batchRun.status, "running")))
      .run();
  }

  /** Forgets changes of prices, books and reference data that everything derived has seen. */
  forgetChanges(seen: number): void {
    this.#writer.orm.delete(priceChange).where(lte(priceChange.id, seen)).run();
    this.#writer.orm.delete(bookChange).where(lte(bookChange.id, seen)).run();
    this.#writer.orm.delete(referenceChange).where(lte(referenceChange.id, seen)).run();
  }

  /** Marks runs that were left unsealed. */
  markInterrupted(at: string): void {
    const left = this.#writer.orm
      .select({ id: batchRun.id })
      .from(batchRun)
      .where(eq(batchRun.status, "running"))
      .all()
      .map(({ id }) => id);
    if (left.length === 0) return;
    this.#writer.orm
      .update(batchRun)
      .set({ status: "interrupted", finishedAt: at })
      .where(inArray(batchRun.id, left))
      .run();
  }

  #phase(
    runId: string,
    phase: PhaseId,
    set: { startedAt: SQL; finishedAt: null } | { finishedAt: string },
  ): void {
    this.#writer.orm
      .update(batchRunPhase)
      .set(set)
      .where(and(eq(batchRunPhase.runId, runId), eq(batchRunPhase.phase, phase)))
      .run();
  }
}

/** Marks the runs of other boots that were never sealed as interrupted: whoever holds the job lock knows that they are dead. */
export async function recoverRuns(writer: Writer, at: string): Promise<void> {
  await writer.transact("mark interrupted", () => new RunStore(writer).markInterrupted(at));
}
