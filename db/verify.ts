import type { Sqlite } from "./driver.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { pendingMigrations } from "./open.ts";
import { guarded, isDamage } from "./storage-fault.ts";

/** Something that is wrong with a database file, in words. */
export interface Finding {
  readonly check: "integrity" | "foreign_keys" | "migrations" | "sessions" | "accounting";
  readonly detail: string;
}

const MOST_FINDINGS = 100;

/**
 * Reads the whole file: SQLite's integrity check (pages, indexes, CHECK constraints), foreign keys, and the checksums of
 * all migrations. Keys are not followed over damaged pages.
 * @param db From `openForVerifying`: a connection that is open to read only does not see CHECK constraints.
 * @returns what is wrong, at most a hundred of each kind; nothing if all is well.
 * @throws NightdeskError `schema_changed`, `schema_newer`, `not_a_database`, `database_damaged`.
 */
export function verifyFile(
  db: Sqlite,
  path: string,
  migrations: readonly Migration[] = MIGRATIONS,
): readonly Finding[] {
  return guarded(path, () => {
    const findings: Finding[] = pendingMigrations(db, path, migrations).map((each) => ({
      check: "migrations",
      detail: `migration ${each.id} has not been applied`,
    }));
    for (const detail of integrityFaults(db)) findings.push({ check: "integrity", detail });
    if (findings.some((each) => each.check === "integrity")) return findings;
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

/** A page that is too damaged to be read stops SQLite's check with a fault; what it found until then is kept. */
function integrityFaults(db: Sqlite): string[] {
  const found: string[] = [];
  const check = db.prepare(`PRAGMA integrity_check(${MOST_FINDINGS})`).pluck();
  try {
    for (const detail of check.iterate() as IterableIterator<string>) if (detail !== "ok") found.push(detail);
  } catch (fault) {
    if (!isDamage(fault)) throw fault;
    found.push("the check cannot go on: a page cannot be read");
  }
  return found;
}
