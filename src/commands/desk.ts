import { existsSync } from "node:fs";
import type { Sqlite } from "../../db/driver.ts";
import { JobLock } from "../../db/job-lock.ts";
import { migrate } from "../../db/migrate.ts";
import { databasePath, openForReading, openForWriting, openReadOnly } from "../../db/open.ts";
import { storageFault } from "../../db/storage-fault.ts";
import { Writer } from "../../db/writer.ts";
import { type Boot, recoverRuns } from "../batch/run-store.ts";
import { recoverImports } from "../market/prices/import.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import type { Ports } from "../platform/ports.ts";
import { VERSION } from "../platform/version.ts";

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
  work: (writer: Writer, boot: Boot) => Promise<T>,
): Promise<T> {
  const path = databasePath(ports.config.db);
  // Refused before a lock is written beside it: another program's file, or a newer release's, stays as it is.
  if (existsSync(path)) openReadOnly(path, READ_WAIT_MS).db.close();
  const since = formatInstant(ports.technical.now());
  const boot = { id: ports.newId(), version: VERSION };
  const lock = JobLock.acquire(path, { pid: ports.host.pid, command, boot: boot.id, since });
  try {
    const db = openForWriting(path);
    try {
      const { applied, copy } = migrate(db, path, since);
      if (copy !== null) ports.log.info({ applied, copy }, "database migrated; its state before is kept");
      const writer = new Writer(db, path, ports.technical, ports.log);
      await recoverImports(writer, ports.technical);
      await recoverRuns(writer, since);
      const result = await work(writer, boot);
      ports.log.debug({ ...writer.stats }, "writing transactions");
      return result;
    } catch (fault) {
      throw storageFault(fault, path);
    } finally {
      db.close();
    }
  } finally {
    lock.release();
  }
}

/**
 * Runs `work` with a connection that makes a small write (a setting, a token): under the job lock if it is free, else
 * beside its holder. Only a restore is not written beside: it puts another file in the database's place.
 */
export async function withSmallWriter<T>(
  ports: Ports,
  command: string,
  work: (writer: Writer) => Promise<T>,
): Promise<T> {
  const path = databasePath(ports.config.db);
  try {
    return await withWriter(ports, command, work);
  } catch (fault) {
    const holder =
      fault instanceof NightdeskError && fault.code === "busy" ? fault.details.command : undefined;
    if (holder === undefined || holder === "restore" || !isCurrent(path)) throw fault;
  }
  const db = openForWriting(path);
  try {
    return await work(new Writer(db, path, ports.technical, ports.log));
  } catch (fault) {
    throw storageFault(fault, path);
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
  } catch (fault) {
    throw storageFault(fault, path);
  } finally {
    db.close();
  }
}
