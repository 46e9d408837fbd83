import type { Sqlite } from "../../../../db/driver.ts";
import type { IsoDate } from "../../../platform/iso-date.ts";
import { type ColumnKind, SEARCH_COLUMNS } from "./column.ts";
import { SYMBOLS_WITH_METRICS } from "./search.ts";

/** Market values by class, in whole units of their currency: above the one, up to the other. */
const MARKET_CAP_CLASSES = [
  { name: "Mega", above: 200e9, through: null },
  { name: "Large", above: 10e9, through: 200e9 },
  { name: "Mid", above: 2e9, through: 10e9 },
  { name: "Small", above: 300e6, through: 2e9 },
  { name: "Micro", above: null, through: 300e6 },
] as const;

/** What a search may be narrowed to: values that there are, in code-unit order, and every column. */
export interface SearchChoices {
  readonly date: IsoDate;
  readonly sectors: readonly string[];
  readonly industries: readonly string[];
  readonly countries: readonly string[];
  readonly exchanges: readonly string[];
  readonly market_cap_classes: typeof MARKET_CAP_CLASSES;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
}

/** Reads what a search as of a day may be narrowed to. */
export function readChoices(db: Sqlite, date: IsoDate): SearchChoices {
  const valuesOf = (column: string): readonly string[] => {
    const sql = SEARCH_COLUMNS.get(column)?.sql("ttm");
    return db
      .prepare(
        `SELECT DISTINCT value FROM (SELECT ${sql} AS value FROM ${SYMBOLS_WITH_METRICS})
         WHERE value IS NOT NULL ORDER BY value`,
      )
      .pluck()
      .all({ date }) as string[];
  };
  return {
    date,
    sectors: valuesOf("sector"),
    industries: valuesOf("industry"),
    countries: valuesOf("country"),
    exchanges: valuesOf("exchange"),
    market_cap_classes: MARKET_CAP_CLASSES,
    columns: [...SEARCH_COLUMNS.values()].map(({ name, kind }) => ({ name, kind })),
  };
}
