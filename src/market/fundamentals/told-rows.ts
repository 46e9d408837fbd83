import { getTableColumns, getTableName } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { Rows } from "../../../db/bulk/rows.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import { addDays, type IsoDate } from "../../platform/iso-date.ts";

/** What a row of a group says of a symbol, by column. */
export type GroupRow = Readonly<Record<string, number | string | null>>;

/** What is known of a group on a day: of each column the newest value, and which are older than the newest row. */
export interface Merged {
  /** Of the newest row. */
  readonly asOf: IsoDate;
  readonly source: string;
  readonly values: GroupRow;
  /** The values without those that are carried. */
  readonly told: GroupRow;
  /** Columns whose value the newest row does not tell: that of an earlier one stands in. */
  readonly carried: readonly string[];
}

/** From which day on, and by whom, something was told. */
export interface Telling {
  readonly asOf: IsoDate;
  readonly source: NetworkProvider;
}

interface StoredRow extends Record<string, number | string | null> {
  readonly asOf: IsoDate;
  readonly source: string;
}

const HEAD: ReadonlySet<string> = new Set(["symbolId", "asOf", "source"]);

/**
 * The rows of one group's table, one a symbol and day. A row holds what was told on its day and no more; a null tells
 * nothing, so the value of an earlier row stands, but not for ever where what it was told of passes.
 */
export class ToldRows {
  readonly #rows: Rows<SQLiteTable>;
  readonly #read: Statement;
  readonly #columns: readonly string[];
  readonly #whole: ReadonlySet<string>;
  readonly #carryDays: number | null;

  /** @param carryDays So many days a value stands after it was last told; null for as long as none is. */
  constructor(db: Sqlite, table: SQLiteTable, carryDays: number | null) {
    const columns = Object.entries(getTableColumns(table));
    this.#rows = new Rows(db, table);
    this.#columns = columns.map(([key]) => key).filter((key) => !HEAD.has(key));
    this.#whole = new Set(
      columns.filter(([, { columnType }]) => columnType === "SQLiteInteger").map(([key]) => key),
    );
    this.#carryDays = carryDays;
    const names = columns.map(([key, { name }]) => `"${name}" AS "${key}"`).join(", ");
    this.#read = db.prepare(
      `SELECT ${names} FROM "${getTableName(table)}" WHERE symbol_id = ? AND as_of <= ? AND as_of >= ? ORDER BY as_of DESC`,
    );
  }

  /** What is known of a symbol on a day; null if nothing is. */
  on(symbolId: number, day: IsoDate): Merged | null {
    const from = this.#carryDays === null ? "" : addDays(day, -this.#carryDays);
    const stored = this.#read.all(symbolId, day, from) as StoredRow[];
    const [newest] = stored;
    if (newest === undefined) return null;
    const values: Record<string, number | string | null> = {};
    const carried: string[] = [];
    for (const column of this.#columns) {
      const row = stored.find((each) => each[column] !== null);
      values[column] = row?.[column] ?? null;
      if (row !== undefined && row !== newest) carried.push(column);
    }
    const told = Object.fromEntries(this.#columns.map((column) => [column, newest[column] ?? null]));
    return { asOf: newest.asOf, source: newest.source, values, told, carried };
  }

  /**
   * Stores what was told if anything of it is new, or was told last half a carry ago. Belongs inside a transaction.
   * @returns whether anything was stored.
   */
  put(symbolId: number, { asOf, source }: Telling, given: GroupRow): boolean {
    const told = this.#storable(given);
    const known = this.on(symbolId, asOf);
    const isNew = (column: string) => told[column] != null && told[column] !== known?.values[column];
    // What is told again and again must not pass for what was told long ago.
    const isConfirmed =
      known !== null && this.#carryDays !== null && known.asOf <= addDays(asOf, -this.#carryDays / 2);
    if (!isConfirmed && !this.#columns.some(isNew)) return false;
    if (Object.values(told).every((value) => value === null)) return false;
    const own = known?.asOf === asOf ? this.#ownOf(symbolId, asOf) : {};
    const values = this.#columns.map((column) => [column, told[column] ?? own[column] ?? null]);
    this.#rows.put({ symbolId, asOf, source, ...Object.fromEntries(values) } as never);
    return true;
  }

  /** What columns of whole numbers cannot hold is no count of anything. */
  #storable(told: GroupRow): GroupRow {
    const entries = Object.entries(told).map(([column, value]) => {
      const isWhole = !this.#whole.has(column) || value === null || Number.isSafeInteger(value);
      return [column, isWhole ? value : null];
    });
    return Object.fromEntries(entries);
  }

  #ownOf(symbolId: number, asOf: IsoDate): GroupRow {
    return (this.#read.get(symbolId, asOf, asOf) as StoredRow | undefined) ?? {};
  }
}
