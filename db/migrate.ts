import { crashPoint } from "../src/platform/crash-point.ts";
import { requireSound } from "./backup.ts";
import { copyDatabase } from "./copy.ts";
import type { Sqlite } from "./driver.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { APPLICATION_ID, checksumOf, pendingMigrations } from "./open.ts";
import { guarded } from "./storage-fault.ts";

const LEDGER = `CREATE TABLE IF NOT EXISTS "schema_migration" (
  -- A migration as it was applied; its checksum proves at every start that the binary still carries the same text.
  "id" text PRIMARY KEY NOT NULL,
  "checksum" text NOT NULL,
  "applied_at" text NOT NULL
) STRICT, WITHOUT ROWID`;

export interface MigrationReport {
  readonly applied: readonly string[];
  /** The copy of the database as it was before; null for one that was empty or needed nothing. */
  readonly copy: string | null;
}

/** The file that keeps the state before a migration, beside the database. */
export function copyNameOf(path: string, migration: Migration): string {
  return `${path}.before-${migration.id}`;
}

/**
 * Brings a database up to date, under the job lock and before anything listens. Each migration is one transaction with
 * its row in the ledger, and a non-empty database is copied before the first: a kill at any instant leaves the old or
 * the new state, and the next start goes on from there.
 * @param now The instant that is written beside each migration.
 * @throws NightdeskError as `pendingMigrations` and `copyDatabase` do; `storage_full` if a migration does not fit.
 */
export function migrate(
  db: Sqlite,
  path: string,
  now: string,
  migrations: readonly Migration[] = MIGRATIONS,
): MigrationReport {
  return guarded(path, () => {
    const pending = pendingMigrations(db, path, migrations);
    const first = pending[0];
    if (first === undefined) return { applied: [], copy: null };
    const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
    const copy = isEmpty ? null : copyNameOf(path, first);
    crashPoint("migrate.copying");
    if (copy !== null) copyDatabase(db, copy, "replace", (file) => requireSound(file, path, migrations));
    crashPoint("migrate.copied");
    for (const migration of pending) apply(db, migration, now);
    return { applied: pending.map((each) => each.id), copy };
  });
}

function apply(db: Sqlite, migration: Migration, now: string): void {
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.exec(LEDGER);
    db.exec(migration.sql);
    db.prepare("INSERT INTO schema_migration VALUES (?, ?, ?)").run(migration.id, checksumOf(migration), now);
    crashPoint("migrate.applying");
  }).immediate();
  crashPoint("migrate.applied");
}
