import type { RunReport } from "../../../src/batch/night.ts";
import type { ServedProvider } from "../../support/provider-desk.ts";
import type { Collecting } from "./collecting.ts";

/** What a provider was asked in a run, by its stored counts; outcomes that did not occur are left out. */
export function countsOf(collecting: Collecting, { run }: RunReport, provider: ServedProvider) {
  const sql =
    "SELECT requests, retries, symbols_filled AS filled, bars, outcomes FROM batch_provider WHERE run_id = ? AND provider = ?";
  const [row] = collecting.desk.base.rows<Record<string, number> & { outcomes: string }>(
    sql,
    run.id,
    provider,
  );
  if (row === undefined) throw new Error(`the run has no counts of ${provider}`);
  const all = Object.entries(JSON.parse(row.outcomes) as Record<string, number>);
  return {
    requests: row.requests as number,
    retries: row.retries as number,
    filled: row.filled as number,
    bars: row.bars as number,
    outcomes: Object.fromEntries(all.filter(([, count]) => count > 0)),
  };
}
