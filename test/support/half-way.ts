import { existsSync } from "node:fs";
import { openForReading } from "../../db/open.ts";
import { SHORT_BACKFILL } from "./backfill.ts";
import { type Running, until, type Workplace } from "./command.ts";

/** A row of the history, as the database has it. */
export interface RunRow {
  readonly id: string;
  readonly trigger: string;
  readonly status: string;
  readonly attempt: number;
  readonly finished_at: string | null;
}

function reading<T>(db: string, sql: string): T[] {
  if (!existsSync(db)) return [];
  const reader = openForReading(db, 1_000);
  try {
    return reader.prepare(sql).all() as T[];
  } finally {
    reader.close();
  }
}

/** The runs there have been, oldest first. */
export function runsIn(db: string): RunRow[] {
  return reading(
    db,
    "SELECT id, trigger, status, attempt, finished_at FROM batch_run ORDER BY started_at, id",
  );
}

/** How many units have ended, of all runs. */
export function unitsIn(db: string): number {
  return reading<{ n: number }>(db, "SELECT count(*) AS n FROM batch_step")[0]?.n ?? 0;
}

/** Waits until a process has stored so many units of a run, and stops it there. */
export async function freezeAt(running: Running, db: string, units: number): Promise<void> {
  await until(`${units} units are stored`, () => unitsIn(db) >= units || running.hasEnded);
  await running.freeze();
  const status = runsIn(db).at(-1)?.status;
  if (running.hasEnded || status !== "running") throw new Error(`it was ${status}: ${running.stderr}`);
}

/** A backfill that has stored some of its units and stands still. */
export async function runHalfWay(work: Workplace, db: string, units = 200): Promise<Running> {
  const running = await SHORT_BACKFILL.start(work, db);
  await freezeAt(running, db, units);
  return running;
}
