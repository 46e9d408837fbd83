import { Rows } from "../../db/bulk/rows.ts";
import { batchCoverage, batchProvider } from "../../db/schema/collect.ts";
import type { Writer } from "../../db/writer.ts";
import type { ProviderCount } from "../market/collect/provider-counts.ts";
import type { Coverage } from "./coverage.ts";

/** Writes what a run's collection came to. All calls belong inside a transaction. */
export class CollectRecords {
  readonly #providers: Rows<typeof batchProvider>;
  readonly #coverage: Rows<typeof batchCoverage>;

  constructor({ db }: Writer) {
    this.#providers = new Rows(db, batchProvider);
    this.#coverage = new Rows(db, batchCoverage);
  }

  providers(runId: string, counts: readonly ProviderCount[]): void {
    for (const { outcomes, ...count } of counts)
      this.#providers.put({ runId, ...count, outcomes: JSON.stringify(outcomes) });
  }

  coverage(runId: string, coverage: Coverage): void {
    const { session, expected, good, byCount, byValue, degraded, ...names } = coverage;
    this.#coverage.put({
      runId,
      session,
      expected,
      good,
      byCount,
      byValue,
      degraded: degraded ? 1 : 0,
      absent: JSON.stringify(names),
    });
  }
}
