import { sql } from "drizzle-orm";
import { type AnySQLiteColumn, check } from "drizzle-orm/sqlite-core";

/** CHECK: the column holds an existing day as YYYY-MM-DD, or null where the column allows it. */
export function isoDayCheck(name: string, column: AnySQLiteColumn) {
  return check(name, sql`${column} IS date(${column})`);
}

/** CHECK: the column is one of the words, or null where the column allows it. */
export function wordCheck(name: string, column: AnySQLiteColumn, words: readonly string[]) {
  return check(name, sql`${column} IN (${sql.raw(words.map((word) => `'${word}'`).join(", "))})`);
}

/** CHECK: the column is a finite number above zero, or null where the column allows it. */
export function positiveCheck(name: string, column: AnySQLiteColumn) {
  return check(name, sql`${column} > 0 AND ${column} < 9e999`);
}
