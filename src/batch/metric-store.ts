import { DerivedRows } from "../../db/bulk/derived.ts";
import { Rows } from "../../db/bulk/rows.ts";
import { symbolMetric } from "../../db/schema/metric.ts";
import type { Writer } from "../../db/writer.ts";
import { METRIC_METHOD } from "../market/metrics/metric.ts";
import type { MeasuredSession } from "../market/metrics/metric-source.ts";
import { type Stored, weigh } from "./stored.ts";

/** Stores the metrics of symbols. All calls belong inside a transaction. */
export class MetricStore {
  readonly #seen: number;
  readonly #derived: DerivedRows;
  readonly #rows: Rows<typeof symbolMetric>;

  /** @param seen The newest change that what is stored reflects. */
  constructor({ db }: Writer, seen: number) {
    this.#seen = seen;
    this.#derived = new DerivedRows(db, "symbol_metric", ["symbol_id", "session"]);
    this.#rows = new Rows(db, symbolMetric);
  }

  store(symbolId: number, { session, values, reasons, inputs }: MeasuredSession): Stored {
    const made = { method: METRIC_METHOD, inputs };
    const stored = weigh(this.#derived, [symbolId, session], made, this.#seen);
    if (stored === "unchanged") return stored;
    this.#rows.put({
      symbolId,
      session,
      ...values,
      reasons: JSON.stringify(reasons),
      ...made,
      seen: this.#seen,
    });
    return stored;
  }
}
