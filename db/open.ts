import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { NightdeskError } from "../src/platform/errors.ts";
import { loadDriver, type Sqlite } from "./driver.ts";
import { MIGRATIONS, type Migration } from "./migrations.ts";
import { guarded } from "./storage-fault.ts";

/** "nite": the mark in a database file's header by which nightdesk knows its own. */
export const APPLICATION_ID = 0x6e69_7465;

const CACHE_KIBIBYTES = 65_536;
/** A reader that comes while a file becomes a database is waited for this long, in milliseconds; after that nobody is. */
const OPEN_WAIT_MS = 1_000;
/** The WAL shrinks back to this after a bulk load, in bytes. */
const JOURNAL_SIZE_LIMIT = 67_108_864;

/**
 * The one absolute name of a database file, links resolved, so that two ways to it meet at one lock.
 * @throws NightdeskError `bad_file` if its folder does not exist, or the path is a folder or a link to nothing.
 */
export function databasePath(path: string): string {
  // The driver trims the names that it is given, and the lock must stand beside the file that it opens.
  const absolute = resolve(path).trim();
  const folder = dirname(absolute);
  if (!existsSync(folder)) {
    throw new NightdeskError(
      "bad_file",
      `The folder ${folder} does not exist; make it, or give another path with --db.`,
      {
        details: { file: absolute },
      },
    );
  }
  if (!existsSync(absolute)) {
    if (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new NightdeskError(
        "bad_file",
        `${absolute} is a link to a file that is not there; give the path of the file itself with --db.`,
        { details: { file: absolute } },
      );
    }
    return join(realpathSync(folder), basename(absolute));
  }
  if (!statSync(absolute).isFile()) {
    throw new NightdeskError(
      "bad_file",
      `${absolute} is not a file; give the path of a database with --db.`,
      {
        details: { file: absolute },
      },
    );
  }
  return realpathSync(absolute);
}

interface Applied {
  readonly id: string;
  readonly checksum: string;
}

/** The SHA-256 of a migration's text, in hex. */
export function checksumOf(migration: Migration): string {
  return new Bun.CryptoHasher("sha256").update(migration.sql).digest("hex");
}

/** The migrations that a database has, oldest first; none where it has never been migrated. */
export function appliedMigrations(db: Sqlite): readonly Applied[] {
  const known = db
    .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'")
    .get();
  if (known === undefined) return [];
  return db.prepare("SELECT id, checksum FROM schema_migration ORDER BY id").all() as Applied[];
}

/**
 * Refuses a file that another program, or a newer or altered nightdesk, has written.
 * @returns the migrations that it lacks, oldest first.
 * @throws NightdeskError `not_a_database`, `schema_newer` or `schema_changed`.
 */
export function pendingMigrations(
  db: Sqlite,
  path: string,
  migrations: readonly Migration[],
): readonly Migration[] {
  const isEmpty = db.prepare("SELECT 1 FROM sqlite_schema").get() === undefined;
  if (!isEmpty && db.pragma("application_id", { simple: true }) !== APPLICATION_ID) {
    throw new NightdeskError(
      "not_a_database",
      `${path} is an SQLite database of another program. Nothing was changed; give another path with --db.`,
      { details: { file: path } },
    );
  }
  const own = new Map(migrations.map((each) => [each.id, checksumOf(each)]));
  const applied = appliedMigrations(db);
  for (const { id, checksum } of applied) {
    const expected = own.get(id);
    if (expected === undefined) {
      throw new NightdeskError(
        "schema_newer",
        `${path} was written by a newer nightdesk (it has migration ${id}). Use that version or a later one, or restore a backup made before the upgrade.`,
        { details: { file: path, migration: id } },
      );
    }
    if (expected !== checksum) {
      throw new NightdeskError(
        "schema_changed",
        `Migration ${id} in ${path} is not the one that this binary carries. Use the release that wrote it, or restore a backup.`,
        { details: { file: path, migration: id } },
      );
    }
  }
  const have = new Set(applied.map((each) => each.id));
  return migrations.filter((each) => !have.has(each.id));
}

/** The connection that writes, without migrations: only the migrator, restore and the writer itself may ask for it. */
export function openForWriting(path: string): Sqlite {
  const Driver = loadDriver();
  return guarded(path, () => {
    const db = new Driver(path, { timeout: OPEN_WAIT_MS });
    try {
      db.pragma(`busy_timeout = ${OPEN_WAIT_MS}`);
      db.pragma("journal_mode = WAL");
      db.pragma(`journal_size_limit = ${JOURNAL_SIZE_LIMIT}`);
      db.pragma("synchronous = FULL");
      db.pragma("foreign_keys = ON");
      db.pragma("temp_store = MEMORY");
      db.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
      db.pragma("busy_timeout = 0");
      return db;
    } catch (fault) {
      db.close();
      throw fault;
    }
  });
}

/**
 * Undoes what a kill left half-written outside of WAL: on the way into it, at a database's first start or after a restore.
 * A connection that only reads may not, so without this no command could start any more.
 */
function undoHalfWrite(path: string, busyTimeout: number): void {
  const db = new (loadDriver())(path, { fileMustExist: true, timeout: busyTimeout });
  try {
    db.prepare("SELECT 1 FROM sqlite_schema").get();
  } finally {
    db.close();
  }
}

/**
 * A connection that reads a database of any age. Use `.all()`, never an open iterator: it would hold the WAL.
 * @param busyTimeout How long a read waits for a lock, in milliseconds.
 * @throws NightdeskError `bad_file` if there is no such file, and what {@link pendingMigrations} throws.
 */
export function openReadOnly(
  path: string,
  busyTimeout: number,
  migrations: readonly Migration[] = MIGRATIONS,
): { db: Sqlite; pending: readonly Migration[] } {
  if (!existsSync(path)) {
    throw new NightdeskError(
      "bad_file",
      `There is no database at ${path}; "nightdesk prices import" makes one, or give another path with --db.`,
      { details: { file: path } },
    );
  }
  const Driver = loadDriver();
  return guarded(path, () => {
    if (existsSync(`${path}-journal`)) undoHalfWrite(path, busyTimeout);
    const db = new Driver(path, { readonly: true, fileMustExist: true, timeout: busyTimeout });
    try {
      db.pragma("temp_store = MEMORY");
      db.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
      return { db, pending: pendingMigrations(db, path, migrations) };
    } catch (fault) {
      db.close();
      throw fault;
    }
  });
}

/**
 * A connection that verifies a database of any age. SQLite leaves CHECK constraints out of the schema of a file that it
 * opens to read only, so this one opens it to write, where that is permitted, and forbids itself to.
 * @throws NightdeskError as {@link openReadOnly} does, with the file as it was.
 */
export function openForVerifying(
  path: string,
  busyTimeout: number,
  migrations: readonly Migration[] = MIGRATIONS,
): { db: Sqlite; pending: readonly Migration[] } {
  const { db: reader, pending } = openReadOnly(path, busyTimeout, migrations);
  reader.close();
  const Driver = loadDriver();
  return guarded(path, () => {
    const db = new Driver(path, { fileMustExist: true, timeout: busyTimeout });
    try {
      db.pragma("query_only = ON");
      db.pragma("temp_store = MEMORY");
      db.pragma(`cache_size = -${CACHE_KIBIBYTES}`);
      return { db, pending };
    } catch (fault) {
      db.close();
      throw fault;
    }
  });
}

/**
 * A connection that reads a database that is up to date.
 * @throws NightdeskError `schema_older` if it waits for a migration, and what {@link openReadOnly} throws.
 */
export function openForReading(path: string, busyTimeout: number): Sqlite {
  const { db, pending } = openReadOnly(path, busyTimeout);
  const first = pending[0];
  if (first === undefined) return db;
  db.close();
  throw new NightdeskError(
    "schema_older",
    `${path} lacks migration ${first.id}. Start any command that writes, such as "nightdesk serve", to bring it up to date.`,
    { details: { file: path } },
  );
}

/**
 * Nobody may see a strict import that is only half in its place.
 * @throws NightdeskError `busy` while one is being published.
 */
export function requirePublished(db: Sqlite, path: string): void {
  const publishing = db.prepare("SELECT file FROM import WHERE status = 'publishing'").pluck().get();
  if (publishing === undefined) return;
  throw new NightdeskError(
    "busy",
    `The strict import of ${publishing} into ${path} has not ended. Wait for it; if it was killed, the next command that writes finishes it.`,
    { details: { file: path } },
  );
}
