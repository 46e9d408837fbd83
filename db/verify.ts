import type { Sqlite } from "./driver.ts";
import { MIGRATIONS } from "./migrations.ts";
import { pendingMigrations } from "./open.ts";
import { guarded } from "./storage-fault.ts";

/** Something that is wrong with a database file, in words. */
export interface Finding {
  readonly check: "integrity" | "foreign_keys" | "migrations" | "sessions";
  readonly detail: string;
}

const MOST_FINDINGS = 100;

/**
 * Reads the whole file: SQLite's integrity check (pages, indexes, CHECK constraints), foreign keys, and the checksums of
 * all migrations.
 * @returns what is wrong, at most a hundred of each kind; nothing if all is well.
 * @throws NightdeskError `schema_changed`, `schema_newer`, `not_a_database`, `database_damaged`.
 */
export function verifyFile(db: Sqlite, path: string): readonly Finding[] {
  return guarded(path, () => {
    const findings: Finding[] = pendingMigrations(db, path, MIGRATIONS).map((each) => ({
      check: "migrations",
      detail: `migration ${each.id} has not been applied`,
    }));
    const integrity = db.prepare(`PRAGMA integrity_check(${MOST_FINDINGS})`).pluck().all() as string[];
    for (const detail of integrity) if (detail !== "ok") findings.push({ check: "integrity", detail });
    const broken = db.pragma("foreign_key_check") as {
      table: string;
      parent: string;
      rowid: number | null;
    }[];
    for (const { table, parent, rowid } of broken.slice(0, MOST_FINDINGS)) {
      findings.push({
        check: "foreign_keys",
        detail: `row ${rowid ?? "without rowid"} of ${table} has no row in ${parent}`,
      });
    }
    return findings;
  });
}
