import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import { sectorWeight } from "../../../db/schema/profile.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SectorWeight } from "./field-group.ts";
import type { Telling } from "./told-rows.ts";

/** A fund's weights on a day. */
export interface StoredWeights {
  readonly asOf: IsoDate;
  readonly source: string;
  /** By sector, the largest first. */
  readonly weights: readonly SectorWeight[];
}

/** The sector weights of funds: all of a day together, from the day on which any of them was new. */
export class WeightRows {
  readonly #rows: Rows<typeof sectorWeight>;
  readonly #newest: Statement;
  readonly #weights: Statement;
  readonly #clear: Statement;

  constructor(db: Sqlite) {
    this.#rows = new Rows(db, sectorWeight);
    this.#newest = db.prepare(
      "SELECT as_of AS asOf, source FROM sector_weight WHERE symbol_id = ? AND as_of <= ? ORDER BY as_of DESC LIMIT 1",
    );
    this.#weights = db.prepare(
      "SELECT sector, weight FROM sector_weight WHERE symbol_id = ? AND as_of = ? ORDER BY weight DESC, sector",
    );
    this.#clear = db.prepare("DELETE FROM sector_weight WHERE symbol_id = ? AND as_of = ?");
  }

  /** What was known on a day; null for nothing. */
  on(symbolId: number, day: IsoDate): StoredWeights | null {
    const newest = this.#newest.get(symbolId, day) as Omit<StoredWeights, "weights"> | undefined;
    if (newest === undefined) return null;
    return { ...newest, weights: this.#weights.all(symbolId, newest.asOf) as SectorWeight[] };
  }

  /** Stores what is new. Belongs inside a transaction. @returns whether anything was. */
  put(symbolId: number, { asOf, source }: Telling, told: readonly SectorWeight[]): boolean {
    const known = new Map(this.on(symbolId, asOf)?.weights.map(({ sector, weight }) => [sector, weight]));
    const isSame =
      known.size === told.length && told.every(({ sector, weight }) => known.get(sector) === weight);
    if (isSame) return false;
    this.#clear.run(symbolId, asOf);
    for (const { sector, weight } of told) this.#rows.put({ symbolId, asOf, source, sector, weight });
    return true;
  }
}
