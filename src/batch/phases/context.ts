import type { Writer } from "../../../db/writer.ts";
import type { Pool } from "../../compute/pool.ts";
import type { Log } from "../../platform/log.ts";
import type { CollectRecords } from "../collect-records.ts";
import type { Journal } from "../journal.ts";
import type { Plan } from "../plan.ts";
import type { Revisions } from "../revisions.ts";

/** What a phase works with. */
export interface PhaseContext {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly revisions: Revisions;
  readonly records: CollectRecords;
  readonly writer: Writer;
  readonly pool: Pool;
  readonly log: Log;
  /** The rate of interest where none is stored, a fraction a year. */
  readonly assumedRate: number;
}
