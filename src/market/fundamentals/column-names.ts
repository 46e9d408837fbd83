import { getTableColumns } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/** Renames a row's keys to the names that its table's columns have in the database, which are those of answers as well. */
export function columnNames(
  table: SQLiteTable,
): (row: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const names = new Map(Object.entries(getTableColumns(table)).map(([key, { name }]) => [key, name]));
  return (row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([key, value]) => {
        const name = names.get(key);
        return name === undefined ? [] : [[name, value]];
      }),
    );
}
