import type { Row, Table } from "./good-rows.ts";

/** A name, a table, what is spoilt of the table's good row, and what the database must say to it. */
export type CheckCase = readonly [name: string, table: Table, spoilt: Row, why: string];

/** What is said where a CHECK does not hold. */
export const refusedBy = (name: string): string => `CHECK constraint failed: ${name}`;

/** Makes cases of one table: each by what is wrong about its row. */
export function casesOf(table: Table): (wrong: string, spoilt: Row, why: string) => CheckCase {
  return (wrong, spoilt, why) => [`${table} ${wrong}`, table, spoilt, why];
}

/** What is no existing day in its one spelling. */
export const NOT_DAYS: readonly string[] = [
  "2025-02-30",
  "2026-13-01",
  "2026-5-28",
  "20260528",
  "2026-05-28T00:00:00Z",
  "today",
  "",
];
