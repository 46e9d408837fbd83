import { existsSync } from "node:fs";
import type { Sqlite } from "../../db/driver.ts";
import { JobLock } from "../../db/job-lock.ts";
import { migrate } from "../../db/migrate.ts";
import { databasePath, openForReading, openForWriting, openReadOnly } from "../../db/open.ts";
import { Writer } from "../../db/writer.ts";
import { recoverImports } from "../market/prices/import.ts";
import { formatInstant } from "../platform/clock.ts";
import type { Ports } from "../platform/ports.ts";

/** A reader waits this long for a lock, in milliseconds. */
const READ_WAIT_MS = 5_000;

/**
 * Runs `work` as the one process that may do jobs on the database: takes the job lock, migrates, makes good what another
 * boot left half-done, and closes everything in order whatever happens.
 * @throws NightdeskError `busy`, naming the holder, if another process is at work; what migrations throw.
 */
export async function withWriter<T>(
  ports: Ports,
  command: string,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const path = databasePath(ports.config.db);
  const since = formatInstant(ports.technical.now());
  const lock = JobLock.acquire(path, { pid: ports.host.pid, command, boot: ports.newId(), since });
  try {
    const db = openForWriting(path);
    try {
      const { applied, copy } = migrate(db, path, since);
      if (copy !== null) ports.log.info({ applied, copy }, "database migrated; its state before is kept");
      const writer = new Writer(db, path, ports.technical, ports.log);
      await recoverImports(writer, ports.technical);
      return await work(writer);
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}

/**
 * Runs `work` with a connection that makes a small write (a setting, a token) beside whoever does jobs on the database. One
 * that does not exist or waits for a migration is opened as for a job.
 */
export async function withSmallWriter<T>(
  ports: Ports,
  command: string,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const path = databasePath(ports.config.db);
  if (!isCurrent(path)) return withWriter(ports, command, work);
  const db = openForWriting(path);
  try {
    return await work(new Writer(db, path, ports.technical, ports.log));
  } finally {
    db.close();
  }
}

function isCurrent(path: string): boolean {
  if (!existsSync(path)) return false;
  const { db, pending } = openReadOnly(path, READ_WAIT_MS);
  db.close();
  return pending.length === 0;
}

/**
 * Runs `work` with a connection that reads, beside whatever else is at work on the database.
 * @throws NightdeskError `bad_file` without a database, `schema_older` before its migration.
 */
export async function withReader<T>(
  ports: Ports,
  work: (db: Sqlite, path: string) => Promise<T>,
): Promise<T> {
  const path = databasePath(ports.config.db);
  const db = openForReading(path, READ_WAIT_MS);
  try {
    return await work(db, path);
  } finally {
    db.close();
  }
}
