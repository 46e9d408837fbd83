import type { Sqlite } from "../../../db/driver.ts";
import type { IsoDate } from "../../platform/iso-date.ts";

/** A symbol's sector as somebody told it, from a day on. */
export interface StoredSector {
  readonly symbol: string;
  readonly asOf: IsoDate;
  readonly sector: string;
  /** Who told it. */
  readonly source: string;
}

/** A person's word on a symbol's sector, else what vendors tell in its profile. */
const TOLD = `
  WITH wanted AS (SELECT value AS symbol FROM json_each(?))
  SELECT symbol, as_of AS asOf, sector, source FROM symbol_sector WHERE symbol IN (SELECT symbol FROM wanted)
  UNION ALL SELECT s.symbol, p.as_of, p.sector, p.source FROM wanted w JOIN symbol s ON s.symbol = w.symbol
    JOIN profile p ON p.symbol_id = s.id
    WHERE p.sector IS NOT NULL AND NOT EXISTS (SELECT 1 FROM symbol_sector o WHERE o.symbol = s.symbol)
  ORDER BY symbol, asOf`;

/**
 * The sectors of some symbols on a day, by symbol: the newest on or before it, earlier the first that is known. Once somebody
 * has told a symbol's sector here, vendors are not listened to. A symbol without one is not in it.
 */
export function readSectors(
  db: Sqlite,
  symbols: Iterable<string>,
  day: IsoDate,
): ReadonlyMap<string, StoredSector> {
  const rows = db.prepare(TOLD).all(JSON.stringify([...new Set(symbols)])) as StoredSector[];
  const sectors = new Map<string, StoredSector>();
  for (const row of rows) {
    if (row.asOf <= day || !sectors.has(row.symbol)) sectors.set(row.symbol, row);
  }
  return sectors;
}

/** Stores a symbol's sector from a day on, in the place of what had been told of that day. Belongs inside a transaction. */
export function storeSector(db: Sqlite, { symbol, asOf, sector, source }: StoredSector): void {
  db.prepare("INSERT OR REPLACE INTO symbol_sector (symbol, as_of, sector, source) VALUES (?, ?, ?, ?)").run(
    symbol,
    asOf,
    sector,
    source,
  );
}
