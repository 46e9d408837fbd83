import type { Writer } from "../../../db/writer.ts";
import type { Pool } from "../../compute/pool.ts";
import { type ErrorCode, NightdeskError } from "../../platform/errors.ts";
import type { Log } from "../../platform/log.ts";
import type { Journal } from "../journal.ts";
import type { Plan } from "../plan.ts";
import type { Revisions } from "../revisions.ts";

/** What a phase works with. */
export interface PhaseContext {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly revisions: Revisions;
  readonly writer: Writer;
  readonly pool: Pool;
  readonly log: Log;
}

/** Faults after which a run cannot go on: nothing could be stored, or whoever runs it wants it to stop. */
const ENDING: ReadonlySet<ErrorCode> = new Set([
  "interrupted",
  "busy",
  "storage_full",
  "database_damaged",
  "database_unwritable",
  "not_a_database",
  "schema_newer",
  "schema_older",
  "schema_changed",
  "addon_unloadable",
]);

/** Whether a fault is one of the unit that met it, so that the others go on. */
export function isOfUnit(fault: unknown): fault is Error {
  return fault instanceof Error && !(fault instanceof NightdeskError && ENDING.has(fault.code));
}
