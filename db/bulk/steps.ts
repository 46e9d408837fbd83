import type { Sqlite, Statement } from "../driver.ts";
import type { batchStep } from "../schema/batch.ts";

type Step = typeof batchStep.$inferInsert;

/** Writes of batch_step by a prepared statement, for one open connection. */
export class StepStatements {
  readonly #put: Statement;

  constructor(db: Sqlite) {
    this.#put = db.prepare(
      `INSERT INTO batch_step (run_id, phase, key, date, outcome, reason, finished_at)
       VALUES (@runId, @phase, @key, @date, @outcome, @reason, @finishedAt)`,
    );
  }

  put(step: Step): void {
    this.#put.run({ ...step, reason: step.reason ?? null });
  }
}
