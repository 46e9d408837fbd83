import { Rows } from "../../db/bulk/rows.ts";
import type { Statement } from "../../db/driver.ts";
import { snapshotRevision } from "../../db/schema/portfolio.ts";
import type { Writer } from "../../db/writer.ts";
import { type PartKey, readPublished } from "../portfolio/report/published.ts";

/** Keeps what has been published before it is replaced, as reports showed it. All calls belong inside a transaction. */
export class Revisions {
  readonly #writer: Writer;
  readonly #runId: string;
  readonly #rows: Rows<typeof snapshotRevision>;
  readonly #nextSeq: Statement;

  constructor(writer: Writer, runId: string) {
    this.#writer = writer;
    this.#runId = runId;
    this.#rows = new Rows(writer.db, snapshotRevision);
    this.#nextSeq = writer.db
      .prepare(
        "SELECT 1 + coalesce(max(seq), 0) FROM snapshot_revision WHERE portfolio_id = ? AND session = ? AND part = ?",
      )
      .pluck();
  }

  /** @param replacedAt The instant from which the new figures stand. */
  keep(key: PartKey, replacedAt: string): void {
    const published = readPublished(this.#writer.orm, key);
    if (published === null) throw new RangeError(`Nothing was published of ${key.part} on ${key.session}.`);
    const { portfolioId, session, part } = key;
    this.#rows.put({
      ...key,
      seq: this.#nextSeq.get(portfolioId, session, part) as number,
      figures: JSON.stringify(published.figures),
      publishedAt: published.publishedAt,
      replacedAt,
      runId: this.#runId,
    });
  }
}
