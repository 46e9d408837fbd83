import { basename } from "node:path";
import { and, eq, inArray } from "drizzle-orm";
import type { Sqlite } from "../../../db/driver.ts";
import { priceImport } from "../../../db/schema/market.ts";
import type { Basis } from "../../../db/schema/words.ts";
import type { Writer } from "../../../db/writer.ts";
import type { PriceFile } from "./price-file.ts";

/** A row of the import table, as far as finishing an import needs it. */
export interface ImportRow {
  readonly id: number;
  readonly file: string;
  readonly basis: Basis;
}

/**
 * Files whose last import has not come to its end: one that is being stored now, or that was stopped. What is computed
 * meanwhile rests on a part of them.
 */
export function unfinishedImports(db: Sqlite): readonly string[] {
  return db
    .prepare("SELECT file FROM import WHERE status IN ('applying', 'interrupted') ORDER BY file")
    .pluck()
    .all() as string[];
}

/** The import table: which files came in, and how far each got. All calls belong inside a transaction of the writer's. */
export class ImportLedger {
  readonly #writer: Writer;

  constructor(writer: Writer) {
    this.#writer = writer;
  }

  /**
   * Enters a file; one that came before keeps its row, and its status until this coming is decided.
   * @param status `staging` for a strict import, `applying` for any other.
   */
  enter(read: PriceFile, status: "staging" | "applying", at: string): ImportRow {
    const { path, sha256, bytes, basis } = read;
    const counts = { rowsRead: read.rows, rowsRefused: read.refusals.length, startedAt: at };
    const file = basename(path);
    const { id } = this.#writer.orm
      .insert(priceImport)
      .values({ sha256, basis, file, bytes, status, finishedAt: null, ...counts })
      .onConflictDoUpdate({
        target: [priceImport.sha256, priceImport.basis],
        set: status === "staging" ? counts : { ...counts, status, finishedAt: null },
      })
      .returning({ id: priceImport.id })
      .get();
    return { id, file, basis };
  }

  setStatus(ids: readonly number[], status: "publishing" | "interrupted"): void {
    this.#writer.orm
      .update(priceImport)
      .set({ status })
      .where(inArray(priceImport.id, [...ids]))
      .run();
  }

  complete(id: number, rowsRefused: number, at: string): void {
    this.#writer.orm
      .update(priceImport)
      .set({ status: "completed", rowsRefused, finishedAt: at })
      .where(eq(priceImport.id, id))
      .run();
  }

  /** Strict imports past their point of no return, in the order in which they were entered. */
  publishing(): readonly ImportRow[] {
    return this.#withStatus("publishing");
  }

  /** Imports of another boot that were stopped half-way. */
  applying(): readonly ImportRow[] {
    return this.#withStatus("applying");
  }

  /** Ids of imports that never got past staging, with rows staged or not. */
  staging(): readonly number[] {
    return this.#withStatus("staging").map((row) => row.id);
  }

  remove(id: number): void {
    this.#writer.orm
      .delete(priceImport)
      .where(and(eq(priceImport.id, id), eq(priceImport.status, "staging")))
      .run();
  }

  #withStatus(status: "staging" | "publishing" | "applying"): readonly ImportRow[] {
    return this.#writer.orm
      .select()
      .from(priceImport)
      .where(eq(priceImport.status, status))
      .orderBy(priceImport.id)
      .all()
      .map(({ id, file, basis }) => ({ id, file, basis }));
  }
}
